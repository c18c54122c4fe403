// What a scenario is: a name, and what somebody does in pages of their own browser. Opens the pages,
// watches them (faults.mjs), and closes them. What is checked of a page stands in checks.mjs.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"

import { chromium } from "playwright-core"

import { faultsOf, sidewaysScroll, watch } from "./faults.mjs"

/** Where the demo town answers, without a slash at its end. */
export const url = process.env.RELAIS_TEST_URL
/** A file with what `relais demo` said when it started: addresses, keys, accounts. */
export const said = process.env.RELAIS_TEST_SAID

if (!url) throw new Error("Scenarios are run by scripts/browser.")

const LOCALES = { fr: "fr-FR", en: "en-GB", ar: "ar" }
let browser

after(() => browser?.close())

/**
 * @param {string} name a sentence: what is true when the scenario is over
 * @param {(scene: { open: typeof open }) => Promise<void>} run
 */
export function scenario(name, run) {
  test(name, { timeout: 180_000 }, async () => {
    browser ??= await chromium.connectOverCDP(process.env.RELAIS_TEST_BROWSER)
    const pages = []
    try {
      await run({ open: (path, how) => open(pages, path, how) })
      const faults = []
      for (const page of pages) faults.push(...faultsOf(page), ...(await sidewaysScroll(page)))
      if (faults.length) throw new Error(`The pages are at fault:\n  ${faults.join("\n  ")}`)
    } catch (error) {
      const failed = `failed-${name.replace(/[^\p{L}\p{N}]+/gu, "-")}`
      for (const [i, page] of pages.entries()) await picture(page, `${failed}-${i + 1}`).catch(() => {})
      throw error
    } finally {
      for (const page of pages) await page.context().close()
    }
  })
}

/**
 * Opens a page as a new visitor, who has no cookie and nothing stored.
 *
 * - width: 320 (a phone, touch) or 1280
 * - language: fr, en or ar, said by Accept-Language
 * - javascript: false for a browser without it
 * - doubled: true for somebody who has set their browser's text to 200 %
 * - zone: the time zone of the device
 * - as: another page, whose cookies and storage it shares
 * - allowed: faults that this scenario provokes, as a list of regular expressions
 */
async function open(pages, path, how = {}) {
  const { width = 1280, language = "fr", javascript = true, doubled = false, zone, as, allowed = [] } = how
  const phone = width < 600
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: phone ? 640 : 800 },
    isMobile: phone,
    hasTouch: phone,
    locale: LOCALES[language] ?? language,
    javaScriptEnabled: javascript,
    timezoneId: zone ?? "Europe/Paris",
    reducedMotion: "reduce",
    storageState: as && (await as.context().storageState()),
  })
  const page = await context.newPage()
  pages.push(page)
  // Every wait has an end that is short enough to be waited for.
  page.setDefaultTimeout(10_000)
  await watch(page, { width, allowed })
  if (doubled) {
    const session = await context.newCDPSession(page)
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } })
  }
  await page.goto(path)
  return page
}

/** Keeps the whole page as a picture, for people to look at. */
export async function picture(page, name) {
  const folder = process.env.RELAIS_TEST_PICTURES
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
