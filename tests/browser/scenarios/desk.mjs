// A call at the desk, with the keyboard alone: a known caller has an appointment in six actions, a new
// one in ten. An action is a text typed or a key that does something; Tab is none.

import assert from "node:assert/strict"

import { focusIsVisible } from "../support/checks.mjs"
import { counted } from "../support/counted.mjs"
import { picture, scenario } from "../support/scenario.mjs"
import { TEAM_LEAD, signIn } from "../support/staff.mjs"

/** Types where the cursor is. */
async function types(page, hands, text) {
  assert.ok(await page.evaluate(() => document.activeElement.matches("input")), "the cursor is in a field")
  await hands.type(page.locator(":focus"), text)
}

/** Tab, until the focus is there. */
async function tabsTo(page, selector) {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((one) => document.activeElement.matches(one), selector)) return
    await page.keyboard.press("Tab")
  }
  throw new Error(`${selector} is not reached with Tab`)
}

scenario("a known caller has an appointment in six actions, without a mouse", async ({ open }) => {
  const page = await signIn(open, TEAM_LEAD)
  // Somebody there is: by the full name, as it is said on the phone.
  await page.goto("/desk?q=Amina")
  const found = page.locator(page.url().includes("/desk/person/") ? "h1" : "main a[href^='/desk/person/'] span").first()
  const name = await found.evaluate((one) => one.firstChild.textContent.trim())
  await page.goto("/desk")
  const hands = counted(page)
  await types(page, hands, name)
  await hands.press("Enter")
  await page.waitForURL(/\/desk(\?q=|\/person\/)/)
  if (!page.url().includes("/desk/person/")) {
    await tabsTo(page, "a[href^='/desk/person/']")
    await hands.press("Enter")
    await page.waitForURL(/\/desk\/person\//)
  }
  await picture(page, "desk-known")
  await tabsTo(page, "button[name=slot]")
  await hands.press("Enter")
  await page.waitForURL(/\/desk\/booked\//)
  hands.atMost(6)
  await picture(page, "desk-booked")
})

scenario("a new caller has an appointment in ten actions, without a mouse", async ({ open }) => {
  const page = await signIn(open, TEAM_LEAD)
  await page.goto("/desk")
  const hands = counted(page)
  await types(page, hands, "Zoubida Quatresous 0639984321")
  await hands.press("Enter")
  await page.waitForURL(/\/desk\?q=/)
  await tabsTo(page, "a[href^='/desk/new']")
  await hands.press("Enter")
  await page.waitForURL(/\/desk\/new/)
  assert.equal(await page.locator("#first_name").inputValue(), "Zoubida")
  assert.equal(await page.locator("#phone").inputValue(), "0639984321")
  await picture(page, "desk-new")
  await tabsTo(page, "button[name=slot]:not([tabindex])")
  await hands.press("Enter")
  await page.waitForURL(/\/desk\/booked\//)
  hands.atMost(10)
})

scenario("the pages of the desk show where the keyboard is", async ({ open }) => {
  const page = await signIn(open, TEAM_LEAD)
  for (const path of ["/desk", "/desk/new", "/desk?q=Amina"]) {
    await page.goto(path)
    await focusIsVisible(page)
  }
})
