// What is checked of a page when a scenario asks for it: rules of accessibility, weight, the size of
// what is tapped, visible focus, text that grows. What no page may ever do is watched in faults.mjs.

import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

function refuse(what, found) {
  if (found.length) throw new Error(`${what}:\n  ${found.join("\n  ")}`)
}

/** No rule of axe is broken, as the page stands now. `except`: ids of rules, each with its reason beside it. */
export async function isAccessible(page, { except = [] } = {}) {
  const session = await page.context().newCDPSession(page)
  // Through the protocol: the page's policy need not allow it, and axe stays out of the page's world.
  const { frameTree } = await session.send("Page.getFrameTree")
  const world = await session.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id })
  const evaluate = async (expression) => {
    const given = await session.send("Runtime.evaluate", {
      expression,
      contextId: world.executionContextId,
      awaitPromise: true,
      returnByValue: true,
    })
    if (given.exceptionDetails) throw new Error(`axe failed: ${given.exceptionDetails.exception?.description}`)
    return given.result.value
  }
  // Where scripts are off, what the protocol evaluates runs all the same, but no timer ever ends, and
  // turning scripts on again does not help the page that is there. axe needs no time to pass.
  await evaluate(`globalThis.setTimeout = (run, _, ...values) => (queueMicrotask(() => run(...values)), 0); ${axe};0`)
  // It would ask for style sheets again.
  const options = { runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"], preload: false }
  const violations = await evaluate(`axe.run(document, ${JSON.stringify(options)}).then((r) => r.violations)`)
  await session.detach()
  const broken = violations
    .filter(({ id }) => !except.includes(id))
    .flatMap(({ id, help, nodes }) => nodes.map(({ target, html }) => `${id} (${help}): ${target.join(" ")} ${html.slice(0, 120)}`))
  refuse(`${page.url()} breaks rules of axe`, broken)
}

/**
 * What a navigation to `path` costs somebody who was never there: requests, and bytes as they were
 * sent, headers included. Cookies are kept, so that pages behind the sign-in can be weighed.
 *
 * The icon is one request, unless it is a `data:` address: a browser asks for /favicon.ico where a
 * page names none. When exactly it asks is its own affair, so it is counted from what the page says.
 */
export async function weight(page, path) {
  const session = await page.context().newCDPSession(page)
  const sent = new Map()
  session.on("Network.requestWillBeSent", ({ requestId, request, redirectResponse }) => {
    if (request.url.startsWith("data:")) return
    const { addresses = [], bytes = 0 } = sent.get(requestId) ?? {}
    // Being sent on costs a request too.
    sent.set(requestId, { addresses: [...addresses, request.url], bytes: bytes + (redirectResponse?.encodedDataLength ?? 0) })
  })
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (sent.has(requestId)) sent.get(requestId).bytes += encodedDataLength
  })
  await session.send("Network.enable")
  await session.send("Network.setCacheDisabled", { cacheDisabled: true })
  await page.goto(path, { waitUntil: "networkidle" })
  await session.send("Network.setCacheDisabled", { cacheDisabled: false })
  await session.detach()

  const [icon] = await page.evaluate(() => {
    const named = [...document.querySelectorAll("link[rel~=icon]")].map((link) => link.href)
    return named.length ? named : [new URL("/favicon.ico", location).href]
  })
  const others = [...sent.values()].filter(({ addresses }) => addresses[0] !== icon)
  const addresses = others.flatMap(({ addresses }) => addresses).concat(icon.startsWith("data:") ? [] : [icon])
  return { requests: addresses.length, bytes: others.reduce((sum, { bytes }) => sum + bytes, 0), addresses }
}

/** A first page in one round trip: 14 KiB is what a server sends before it waits for an answer. */
export async function isLight(page, path, { requests = 1, kib = 14 } = {}) {
  const found = await weight(page, path)
  const said = `${path}: ${found.requests} requests, ${found.bytes} bytes`
  if (found.requests > requests || found.bytes > kib * 1024) {
    throw new Error(`${said}; at most ${requests} and ${kib * 1024}\n  ${found.addresses.join("\n  ")}`)
  }
}

const INTERACTIVE = [
  "a[href]", "button", "input:not([type=hidden])", "select", "textarea", "summary",
  ...["button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "option"].map((role) => `[role=${role}]`),
  "[tabindex]:not([tabindex^='-'])",
].join(",")

/**
 * Whatever is tapped is at least 44 px high and wide, its label included. Links inside a sentence
 * are not, and what is disabled is not. What shows only when it has the focus (a link that skips
 * the menu) is measured with the focus.
 */
export async function targetsAreLarge(page, { least = 44 } = {}) {
  const small = await page.evaluate(
    ([interactive, least]) => {
      const isInSentence = (link) => {
        if (link.tagName !== "A" || getComputedStyle(link).display !== "inline") return false
        let block = link.parentElement
        while (block && getComputedStyle(block).display === "inline") block = block.parentElement
        if (!block) return false
        const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
        while (words.nextNode()) {
          const text = words.currentNode
          if (/[\p{L}\p{N}]/u.test(text.data) && !text.parentElement.closest("a,button,script,style,.sr-only")) return true
        }
        return false
      }
      const area = (element) => {
        const boxes = [element, ...(element.labels ?? [])].map((one) => one.getBoundingClientRect())
        const width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
        const height = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top))
        return { width, height, off: boxes.every((box) => box.right <= 0 || box.bottom + scrollY <= 0) }
      }
      const before = document.activeElement
      const small = []
      for (const element of document.querySelectorAll(interactive)) {
        if (element.disabled || !element.checkVisibility({ visibilityProperty: true }) || isInSentence(element)) continue
        let { width, height, off } = area(element)
        if (off || width <= 1 || height <= 1) {
          element.focus()
          ;({ width, height } = area(element))
        }
        if (width < least - 0.1 || height < least - 0.1) {
          small.push(`${width.toFixed(0)} × ${height.toFixed(0)}: ${element.outerHTML.slice(0, 140)}`)
        }
      }
      before === document.body ? document.activeElement.blur() : before?.focus()
      return small
    },
    [INTERACTIVE, least],
  )
  refuse(`${page.url()} has targets under ${least} px`, small)
}

/**
 * With the Tab key alone: every element that takes the focus is reached, shows that it has it, and
 * is not hidden behind another (WCAG 2.1.1, 2.4.7, 2.4.11). Ends where the page began.
 */
export async function focusIsVisible(page) {
  const expected = await page.evaluate((interactive) => {
    const look = (element) => {
      const { boxShadow, borderColor, borderWidth, backgroundColor, textDecoration } = getComputedStyle(element)
      return [boxShadow, borderColor, borderWidth, backgroundColor, textDecoration].join("|")
    }
    document.activeElement?.blur?.()
    const radios = new Set()
    const all = [...document.querySelectorAll(interactive)].filter((element) => {
      if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false
      if (element.type !== "radio" || !element.name) return true
      // Of a group of radios one is a stop: the chosen one, or whichever comes first.
      const group = `${element.form?.id}/${element.name}`
      return !radios.has(group) && radios.add(group)
    })
    globalThis.relaisFocus = { look, seen: new Set(), before: new Map(all.map((element) => [element, look(element)])), all }
    // From the top, wherever the last click was.
    document.body.tabIndex = -1
    document.body.focus({ preventScroll: true })
    document.body.removeAttribute("tabindex")
    return all.length
  }, INTERACTIVE)

  const faults = []
  for (let presses = 0; presses <= expected * 2 + 5; presses++) {
    await page.keyboard.press("Tab")
    const found = await page.evaluate(() => {
      const { look, seen, before } = globalThis.relaisFocus
      const element = document.activeElement
      if (!element || element === document.body || seen.has(element)) return { over: true }
      seen.add(element)
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
      const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && !/(, 0\)|\/ 0\)|transparent)$/.test(outlineColor)
      const marked = [element, ...(element.labels ?? [])]
      const changed = before.has(element) && before.get(element) !== look(element)
      // A label may show it for a box that is drawn by hand.
      const byLabel = [...(element.labels ?? [])].some((label) => getComputedStyle(label).outlineStyle !== "none")
      const { left, top, width, height } = element.getBoundingClientRect()
      const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]]
      const free = points.some(([x, y]) => {
        const hit = document.elementFromPoint(left + width * x, top + height * y)
        return hit && marked.some((one) => one.contains(hit) || hit.contains(one) && getComputedStyle(hit).position === "static")
      })
      const faults = []
      if (!outlined && !changed && !byLabel) faults.push("does not show its focus")
      if (!free) faults.push("has the focus and is hidden")
      return { faults: faults.map((fault) => `${fault}: ${element.outerHTML.slice(0, 140)}`) }
    })
    if (found.over) break
    faults.push(...found.faults)
  }
  const missed = await page.evaluate(() => {
    const { all, seen } = globalThis.relaisFocus
    delete globalThis.relaisFocus
    document.activeElement?.blur?.()
    // Any radio of a group stands for it.
    const reached = (one) => seen.has(one) || [...seen].some((other) => one.type === "radio" && other.type === "radio" && other.name === one.name)
    return all.filter((one) => !reached(one)).map((one) => `is not reached with Tab: ${one.outerHTML.slice(0, 140)}`)
  })
  refuse(`${page.url()} cannot be used from the keyboard`, [...faults, ...missed])
}

/** For a page opened `doubled`: every text has grown with the setting of the browser. */
export async function textHasGrown(page, { least = 26 } = {}) {
  const small = await page.evaluate((least) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const small = new Set()
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement
      if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue
      const size = parseFloat(getComputedStyle(element).fontSize)
      if (size < least) small.add(`${size} px: ${element.outerHTML.slice(0, 140)}`)
    }
    return [...small]
  }, least)
  refuse(`${page.url()} has text that does not grow with the browser's setting`, small)
}
