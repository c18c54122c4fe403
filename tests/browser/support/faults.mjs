// What no page may do, whatever the scenario: ask another server, log an error, break its own
// policy, answer 5xx, scroll sideways. Watched from the opening of a page; read when a scenario ends.

const watched = new WeakMap()

/** Sees to it that what this page does wrong is remembered. */
export async function watch(page, { width, allowed }) {
  const faults = []
  watched.set(page, { faults, width, allowed })
  const origin = new URL(process.env.RELAIS_TEST_URL).origin
  const foreign = (address) => /^(https?|wss?):/.test(address) && new URL(address).origin !== origin
  const add = (fault) => faults.includes(fault) || faults.push(fault)

  page.on("request", (request) => foreign(request.url()) && add(`asks another server: ${request.url()}`))
  page.on("websocket", (socket) => foreign(socket.url().replace(/^ws/, "http")) && add(`asks another server: ${socket.url()}`))
  page.on("response", (response) => {
    const status = response.status()
    // A page may well be a 404 or a 422: that is its answer. What a page is made of may not.
    const ofThePage = !response.request().isNavigationRequest()
    if (status >= 500 || (status >= 400 && ofThePage)) add(`${status} from ${response.url()}`)
  })
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText
    if (why !== "net::ERR_ABORTED") add(`${why} for ${request.url()}`)
  })
  page.on("pageerror", (error) => add(`a script failed: ${error.message}`))
  page.on("console", (message) => {
    // Said again by chromium; the answers themselves are watched above.
    if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return
    add(`logs an error: ${message.text()}`)
  })

  // Also where scripts are off, and where a policy only reports.
  const session = await page.context().newCDPSession(page)
  session.on("Audits.issueAdded", ({ issue }) => {
    const { contentSecurityPolicyIssueDetails: policy } = issue.details
    if (policy) add(`breaks its policy: ${policy.violatedDirective} ${policy.blockedURL ?? ""}`.trim())
  })
  await session.send("Audits.enable")
}

/** What the page did wrong until now, except what the scenario allows. */
export function faultsOf(page, allowed = watched.get(page).allowed) {
  return watched.get(page).faults.filter((fault) => !allowed.some((pattern) => pattern.test(fault)))
}

/** Nothing, or what sticks out. WCAG 1.4.10: at 320 px nobody scrolls in two directions. */
export async function sidewaysScroll(page) {
  const { width } = watched.get(page)
  const wide = await page.evaluate((width) => {
    const whole = Math.max(document.documentElement.scrollWidth, document.body?.scrollWidth ?? 0)
    if (whole <= width) return null
    const scrolls = (element) => {
      for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
        if (getComputedStyle(one).overflowX !== "visible") return true
      }
      return false
    }
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect()
      return own > 0 && (right > width + 0.5 || left < -0.5) && !scrolls(element)
    })
    const named = out.slice(-3).map((element) => element.outerHTML.slice(0, 100))
    return `${whole} px wide in a window of ${width}: ${named.join(" … ")}`
  }, width)
  return wide ? [`scrolls sideways, ${wide}`] : []
}
