// What pages cost: those of guests come in one answer of one round trip; those of the staff stay small
// at the first load, styles and scripts included.

import { isLight } from "../support/checks.mjs"
import { counted } from "../support/counted.mjs"
import { bookAlone } from "../support/guest.mjs"
import { scenario } from "../support/scenario.mjs"
import { SECRETARY, TEAM_LEAD, TERRITORY_ADMIN, signIn } from "../support/staff.mjs"

/** Every page is weighed, and all that are too heavy are said. */
async function weigh(page, paths, most) {
  const heavy = []
  for (const path of paths) await isLight(page, path, most).catch(({ message }) => heavy.push(message))
  if (heavy.length) throw new Error(heavy.join("\n"))
}

for (const language of ["fr", "ar"]) {
  scenario(`each page of a guest is one request of at most 14 KiB in ${language}`, async ({ open }) => {
    const page = await open("/", { width: 320, language, javascript: false })
    const addresses = []
    await bookAlone(page, counted(page), {
      name: "Léger",
      phone: language === "fr" ? "0639980150" : "0639980151",
      seen: async (step) => step === "check" || addresses.push(page.url().replace("?done", "")),
    })
    const id = page.url().match(/\/my\/(\d+)/)[1]
    addresses.push("/my", `/my/${id}/cancel`, "/sign-in")
    await weigh(page, [...new Set(addresses)], { requests: 1, kib: 14 })
  })
}

const STAFF = ["/agenda", "/desk", "/desk/new", "/account", "/agenda/print", "/agenda?view=week&worker=1", "/agenda/openings?worker=1", "/agenda/openings/new?worker=1", "/agenda/absences?worker=1", "/agenda/absences/new?worker=1"]
const OFFICE = ["/settings", "/settings/motives", "/settings/motives/new", "/settings/places", "/settings/workers", "/settings/teams", "/settings/services", "/settings/sectors", "/settings/holidays"]

scenario("each page of the desk is at most 60 KiB at its first load", async ({ open }) => {
  await weigh(await signIn(open, SECRETARY), STAFF, { requests: 6, kib: 60 })
})

scenario("each page of the case files is at most 60 KiB at its first load", async ({ open }) => {
  await weigh(await signIn(open, TEAM_LEAD), ["/cases", "/people/duplicates", "/people/handover", "/people/handover/1"], { requests: 6, kib: 60 })
})

scenario("each page of the settings is at most 60 KiB at its first load", async ({ open }) => {
  await weigh(await signIn(open, TERRITORY_ADMIN), OFFICE, { requests: 6, kib: 60 })
})
