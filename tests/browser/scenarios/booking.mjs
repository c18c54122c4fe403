// Somebody with a small phone and no account, alone, gets an appointment: in French and in Arabic,
// without JavaScript, with a text twice as large. What each page looks like is kept as a picture.

import assert from "node:assert/strict"

import { focusIsVisible, isAccessible, targetsAreLarge, textHasGrown } from "../support/checks.mjs"
import { counted } from "../support/counted.mjs"
import { bookAlone } from "../support/guest.mjs"
import { picture, scenario } from "../support/scenario.mjs"

let number = 10
/** Each scenario is somebody else. */
const somebody = () => ({ name: `Lila${number}`, phone: `06 39 98 01 ${number++}` })

for (const language of ["fr", "ar"]) {
  for (const javascript of [false, true]) {
    const how = `in ${language}, ${javascript ? "with" : "without"} JavaScript`
    scenario(`somebody new books in six taps and two words ${how}`, async ({ open }) => {
      const page = await open("/", { width: 320, language, javascript })
      const hands = counted(page)
      const seen = async (step) => {
        await isAccessible(page)
        await targetsAreLarge(page)
        if (!javascript) await picture(page, `booking-320-${language}-${step}`)
      }
      await bookAlone(page, hands, { ...somebody(), seen })
      hands.atMost(6)
      assert.equal(await page.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr")
      await page.goto("/my")
      assert.ok(await page.getByRole("heading", { level: 1 }).isVisible(), "it is found again")
    })
  }
}

scenario("with a text twice as large everything grows and nothing is cut", async ({ open }) => {
  const page = await open("/", { width: 320, doubled: true, javascript: false })
  const seen = async (step) => {
    await textHasGrown(page)
    await picture(page, `booking-320-doubled-${step}`)
  }
  await bookAlone(page, counted(page), { ...somebody(), seen })
})

scenario("booking can be done with the keyboard, and shows where it is", async ({ open }) => {
  const page = await open("/", { width: 1280 })
  await bookAlone(page, counted(page), { ...somebody(), seen: () => focusIsVisible(page) })
})

scenario("what was typed stays when the phone is wrong, and the fault is said beside it", async ({ open }) => {
  const page = await open("/", { width: 320, javascript: false })
  const wrong = async (step) => {
    if (step !== "who") return
    await page.locator("#first_name").fill("Lila")
    await page.locator("#phone").fill("12")
    await page.locator("main form button").first().click()
    assert.equal(await page.locator("#first_name").inputValue(), "Lila")
    assert.equal(await page.locator("#phone").inputValue(), "12")
    assert.ok(await page.locator("#phone-why").isVisible())
    await isAccessible(page)
    await picture(page, "booking-320-fr-wrong")
  }
  await bookAlone(page, counted(page), { ...somebody(), seen: wrong })
})

scenario("at 22: a phone set to any of 40 zones is shown the same slots, at the clock of the place", async ({ open }) => {
  const first = await open("/", { width: 320, zone: "Europe/Paris" })
  let slots
  const seen = async (step) => {
    if (step === "slots") slots = first.url()
  }
  await bookAlone(first, counted(first), { ...somebody(), seen })
  const read = (page) => page.locator("main").innerText()
  await first.goto(slots)
  const expected = await read(first)
  assert.match(expected, /\d{2}:\d{2}|\d{2} ?h/)
  const zones = Intl.supportedValuesOf("timeZone")
  const step = Math.floor(zones.length / 40)
  for (let i = 0; i < 40; i++) {
    const page = await open(slots, { width: 320, zone: zones[i * step] })
    assert.equal(await read(page), expected, zones[i * step])
  }
})
