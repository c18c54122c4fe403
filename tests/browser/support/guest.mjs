// The steps of somebody who books alone, as the eyes find them: the first choice of each page, and
// what must be typed. Found by where they stand, so that the same steps hold in every language.

/** The names of pages, in order, each with what it takes to leave it. */
export async function bookAlone(page, hands, { name, phone, seen = async () => {} }) {
  await seen("motives")
  await hands.tap(page.locator("main ul.choices a").first())
  await seen("where")
  // The first choice, or all places.
  const choice = page.locator("main ul.choices a").first()
  if (await choice.isVisible()) await hands.tap(choice)
  else await hands.tap(page.locator("main form a.button.plain"))
  if (new URL(page.url()).pathname.endsWith("/places")) {
    await seen("places")
    await hands.tap(page.locator("main ul.choices a").first())
  }
  await seen("slots")
  await hands.tap(page.locator("main ul.slots a").first())
  await seen("who")
  await page.locator("#first_name").fill(name)
  await page.locator("#phone").fill(phone)
  await hands.tap(page.locator("main form button").first())
  await seen("check")
  await hands.tap(page.locator("main form[action$='/confirm'] button"))
  await page.waitForURL(/\/my\/\d+/)
  await seen("done")
}
