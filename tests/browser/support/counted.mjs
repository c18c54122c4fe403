// How much a scenario asks of a person: what is tapped, and what is typed or chosen. Moving between
// fields costs nothing; reading is not counted.

/**
 * The hands of somebody, counted: `const hands = counted(page)`, then `hands.tap(locator)`,
 * `hands.type(locator, text)`, `hands.choose(locator, option)`, `hands.press(key)`. A locator is one
 * of playwright's, or the words that stand on a button, a link or a box.
 */
export function counted(page) {
  const done = []
  const there = (what) => {
    if (typeof what !== "string") return what
    const named = { name: what, exact: true }
    const roles = ["link", "radio", "checkbox", "tab", "option"]
    return roles.reduce((one, role) => one.or(page.getByRole(role, named)), page.getByRole("button", named))
  }
  const field = (what) => (typeof what === "string" ? page.getByLabel(what, { exact: true }) : what)
  return {
    async tap(what) {
      done.push(`tap ${what}`)
      await there(what).click()
    },
    async type(what, text) {
      done.push(`type ${text} into ${what}`)
      await field(what).fill(text)
    },
    async choose(what, option) {
      done.push(`choose ${option} in ${what}`)
      await field(what).selectOption(option)
    },
    /** Enter, or the space bar: as good as a tap. */
    async press(key) {
      done.push(`press ${key}`)
      await page.keyboard.press(key)
    },
    get count() {
      return done.length
    },
    atMost(most) {
      if (done.length > most) throw new Error(`${done.length} actions, at most ${most}:\n  ${done.join("\n  ")}`)
    },
  }
}
