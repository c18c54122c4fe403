// The agenda with the pointer, with keys and on a phone: an appointment gets another length, an opening is
// edited where it stands, and the day is the first thing a phone shows.

import assert from "node:assert/strict"

import { isAccessible, targetsAreLarge } from "../support/checks.mjs"
import { picture, scenario } from "../support/scenario.mjs"
import { TEAM_LEAD, signIn } from "../support/staff.mjs"

// A working day that is not today: the demo's agendas are full of openings and appointments then.
const soon = new Date(Date.now() + 2 * 86400000)
while ([0, 6].includes(soon.getUTCDay())) soon.setUTCDate(soon.getUTCDate() + 1)
const day = soon.toISOString().slice(0, 10)
const TEAM = `/agenda?view=team&day=${day}`

/** The id of an appointment that lasts twenty minutes at least, and how many rows it has. */
async function chosen(page) {
  const all = page.locator("[data-move]")
  const found = await all.evaluateAll((some) => some.map(({ dataset }) => ({ id: dataset.move, rows: Number(dataset.rows) })).find(({ rows }) => rows >= 4))
  assert.ok(found, "the demo has appointments on a working day")
  return found
}

const rows = (page, id) => page.locator(`[data-move="${id}"]`).getAttribute("data-rows").then(Number)

scenario("an appointment is made shorter with keys, and longer again by its lower edge alone", async ({ open }) => {
  const page = await signIn(open, TEAM_LEAD)
  await page.goto(TEAM)
  const { id, rows: before } = await chosen(page)
  await page.locator(`[data-move="${id}"]`).focus()
  await page.keyboard.press("Shift+ArrowUp")
  await page.keyboard.press("Shift+ArrowUp")
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")])
  assert.equal(await rows(page, id), before - 2)
  // Escape leaves all as it was.
  await page.locator(`[data-move="${id}"]`).focus()
  await page.keyboard.press("Shift+ArrowDown")
  await page.keyboard.press("Escape")
  assert.equal(await page.locator(".moving").count(), 0)

  const one = page.locator(`[data-move="${id}"]`)
  await one.scrollIntoViewIfNeeded()
  const box = await one.boundingBox()
  const row = await page.locator(".grid").evaluate((grid) => parseFloat(getComputedStyle(grid).getPropertyValue("--row")))
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3 + row, { steps: 4 })
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3 + 2 * row, { steps: 4 })
  await picture(page, "agenda-resizing")
  await Promise.all([page.waitForNavigation(), page.mouse.up()])
  assert.equal(await rows(page, id), before)
})

scenario("an opening is edited in the agenda, and closed again with Escape", async ({ open }) => {
  const page = await signIn(open, TEAM_LEAD)
  await page.goto(TEAM)
  const link = page.locator(".under a[href^='/agenda/openings/']").first()
  await link.click()
  await page.locator("dialog[open] form").waitFor()
  assert.ok(page.url().includes("/agenda?view=team"), "the agenda stays")
  await picture(page, "agenda-opening")
  await isAccessible(page)
  await targetsAreLarge(page)
  await page.keyboard.press("Escape")
  assert.equal(await page.locator("dialog[open]").count(), 0)
  assert.ok(await link.evaluate((one) => one === document.activeElement), "back where it was")
})

for (const width of [320, 390]) {
  scenario(`a phone of ${width} px shows the day first, and what is done most under the thumb`, async ({ open }) => {
    const page = await signIn(open, TEAM_LEAD, { width })
    await page.goto(`/agenda?view=day&day=${day}&worker=1`)
    await picture(page, `agenda-phone-${width}`)
    const height = await page.evaluate(() => innerHeight)
    const grid = await page.locator(".grid").boundingBox()
    assert.ok(grid.y < height / 2, `the grid begins at ${grid.y} of ${height}`)
    const bar = await page.locator(".thumb").boundingBox()
    assert.ok(bar.y > height * 0.75 && bar.y + bar.height <= height, `the bar stands at ${bar.y} of ${height}`)
    assert.equal(await page.locator("#filters").evaluate((one) => one.open), false)
    await page.locator("#filters summary").click()
    await targetsAreLarge(page)
    await isAccessible(page)
  })
}
