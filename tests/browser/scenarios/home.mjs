// The first page, `/`, whoever comes.

import assert from "node:assert/strict"

import { scenario } from "../support/scenario.mjs"

for (const width of [320, 1280]) {
  for (const javascript of [true, false]) {
    scenario(`the home page opens at ${width} px ${javascript ? "with" : "without"} JavaScript`, async ({ open }) => {
      const page = await open("/", { width, javascript })
      assert.notEqual((await page.title()).trim(), "")
      assert.ok(await page.getByRole("heading", { level: 1 }).isVisible())
    })
  }
}
