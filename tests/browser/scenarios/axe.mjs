// The rules of accessibility and the size of targets, on every page there is to open, in three
// languages, on a phone and on a screen. Everything that is wrong is said at once.

import { isAccessible, targetsAreLarge } from "../support/checks.mjs"
import { counted } from "../support/counted.mjs"
import { bookAlone } from "../support/guest.mjs"
import { scenario } from "../support/scenario.mjs"
import { SECRETARY, TEAM_LEAD, TERRITORY_ADMIN, signIn } from "../support/staff.mjs"

const LANGUAGES = ["fr", "en", "ar"]

async function look(page, paths, faults) {
  for (const path of paths) {
    if (path) {
      const answer = await page.goto(path)
      if (answer.status() >= 400) faults.push(`${path}: ${answer.status()}`)
    }
    for (const check of [isAccessible, targetsAreLarge]) await check(page).catch(({ message }) => faults.push(message))
  }
}

function refuse(faults) {
  if (faults.length) throw new Error(`${faults.length} faults:\n${[...new Set(faults)].join("\n")}`)
}

let number = 60
for (const language of LANGUAGES) {
  for (const width of [320, 1280]) {
    scenario(`every page of a guest can be read by everybody in ${language} at ${width} px`, async ({ open }) => {
      const page = await open("/", { width, language })
      const faults = []
      const seen = () => look(page, [""], faults)
      await bookAlone(page, counted(page), { name: `Noor${number}`, phone: `06399801${number++}`, seen })
      const id = page.url().match(/\/my\/(\d+)/)[1]
      const others = ["/book/1/call-me", "/book/1/waiting?m=1", "/my", `/my/${id}`, `/my/${id}/cancel`, "/sign-in", "/staff/sign-in", "/staff/reset", "/demo"]
      await look(page, others, faults)
      refuse(faults)
    })
  }
}

// A working day that is not today: the demo's agendas are full of openings and appointments then.
const soon = new Date(Date.now() + 2 * 86400000)
while ([0, 6].includes(soon.getUTCDay())) soon.setUTCDate(soon.getUTCDate() + 1)
const day = soon.toISOString().slice(0, 10)
const DESK = [`/agenda?view=week&worker=1&day=${day}`, `/agenda?view=team&day=${day}`, `/agenda/print?worker=1&day=${day}`, "/agenda/openings?worker=1", "/agenda/openings/new?worker=1", "/agenda/absences?worker=1", "/agenda/absences/new?worker=1", "/calls", "/desk", "/desk?q=Amina", "/desk?q=personne-de-ce-nom", "/desk/new", "/account", "/agenda", "/agenda/print"]
const CASES = ["/cases", "/people/duplicates", "/people/handover", "/people/handover/1"]
const OFFICE = ["/statistics", "/settings/close", "/settings", "/settings/motives", "/settings/motives/new", "/settings/places", "/settings/places/new", "/settings/workers", "/settings/workers/new", "/settings/teams", "/settings/teams/new", "/settings/services", "/settings/services/new", "/settings/sectors", "/settings/holidays"]

/** The first page of its kind that a page links to. */
async function linked(page, from, start) {
  if (from) await page.goto(from)
  const links = await page.locator(`a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href")))
  return links.find((link) => /\/\d+(\?day=[-\d]+)?$/.test(link))
}

for (const [who, email, paths] of [["the case files", TEAM_LEAD, CASES], ["the desk", SECRETARY, DESK], ["the settings", TERRITORY_ADMIN, OFFICE]]) {
  for (const width of [320, 1280]) {
    scenario(`every page of ${who} can be read by everybody at ${width} px`, async ({ open }) => {
      const page = await signIn(open, email, { width })
      const own =
        email === TEAM_LEAD
          ? [await linked(page, "/cases", "/cases/"), await linked(page, "/people/duplicates", "/people/duplicates/")]
          : email === SECRETARY
          ? [await linked(page, `/agenda?view=week&worker=1&day=${day}`, "/agenda/appointment/"), await linked(page, "", "/agenda/openings/"), await linked(page, "/agenda/openings?worker=1", "/agenda/openings/"), await linked(page, "/agenda/absences?worker=1", "/agenda/absences/"), await linked(page, "/desk?q=Amina", "/desk/person/")]
          : [
              await linked(page, "/settings/motives", "/settings/motives/"),
              await linked(page, "/settings/places", "/settings/places/"),
              await linked(page, "/settings/workers", "/settings/workers/"),
              await linked(page, "/settings/sectors", "/settings/sectors/"),
            ]
      const faults = []
      for (const language of LANGUAGES) {
        await page.goto(`/account?lang=${language}`)
        await look(page, [...paths, ...own.filter(Boolean)], faults)
      }
      refuse(faults)
    })
  }
}
