// Somebody of the staff, signed in with an account of the demo town. A code works once and changes
// every 30 seconds: each account signs in once for a file of scenarios, and its pages share the cookies.

const pages = new Map()

/** The accounts as the demo town shows them now, by the place of the role in the list. */
async function accounts(page) {
  await page.goto("/demo")
  return page.evaluate(() =>
    [...[...document.querySelectorAll("table")].at(-1).querySelectorAll("tbody tr")].map((row) => {
      const [role, email, password, code] = [...row.cells].map((cell) => cell.textContent.trim())
      return { role, email, password, code }
    }),
  )
}

/**
 * A page in which the account with this address is signed in.
 * @param {Function} open of the scenario
 */
export async function signIn(open, email, how = {}) {
  if (pages.has(email)) {
    const page = await open("/live", how)
    await page.context().addCookies(pages.get(email))
    return page
  }
  const page = await open("/demo", how)
  const account = (await accounts(page)).find((one) => one.email === email)
  if (!account) throw new Error(`no account ${email} in the demo town`)
  await page.goto("/staff/sign-in")
  await page.locator("#email").fill(account.email)
  await page.locator("#password").fill(account.password)
  await page.locator("main form button").first().click()
  await page.locator("#code").fill(account.code)
  await page.locator("main form button").first().click()
  await page.waitForURL((to) => !to.pathname.startsWith("/staff"))
  pages.set(email, (await page.context().cookies()).filter(({ name }) => name === "relais"))
  return page
}

export const SECRETARY = "odile.garnier@exemple.fr"
export const TEAM_LEAD = "pauline.mercier@exemple.fr"
export const ADMIN = "nicolas.weber@exemple.fr"
export const TERRITORY_ADMIN = "maelle.roussel@exemple.fr"
