// The checks themselves, on pages made wrong on purpose: a check that finds nothing is worse than none.

import assert from "node:assert/strict"

import { focusIsVisible, isAccessible, isLight, targetsAreLarge, textHasGrown, weight } from "../support/checks.mjs"
import { counted } from "../support/counted.mjs"
import { faultsOf, sidewaysScroll } from "../support/faults.mjs"
import { scenario, url } from "../support/scenario.mjs"

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'self'"

/** Puts a page of our own in the place of an address of the server. */
async function put(page, body, { status = 200, policy = POLICY } = {}) {
  const html = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"></head><body>${body}</body></html>`
  await page.route("**/made", (route) =>
    route.fulfill({ status, contentType: "text/html; charset=utf-8", headers: { "content-security-policy": policy }, body: html }),
  )
  await page.goto("/made")
}

const GOOD = `<style>
    a, button, input { min-height: 44px; min-width: 44px; font-size: 1rem } p a { min-height: 0; min-width: 0 }
    .skip { position: absolute; left: -999px } .skip:focus { left: 0; display: inline-block }
    a.large { display: inline-block; min-height: 44px; min-width: 44px }
  </style>
  <a class="skip" href="#main">Aller au contenu</a>
  <main id="main"><h1>Rendez-vous</h1><p>Un lien <a href="/">dans une phrase</a> est petit.</p>
  <p><a class="large" href="/">Accueil</a></p>
  <form method="post"><label>Nom <input name="name"></label>
  <fieldset><legend>Quand</legend><label><input type="radio" name="r"> Matin</label><label><input type="radio" name="r"> Soir</label></fieldset>
  <button>Envoyer</button></form></main>`

for (const [width, language, said, javascript] of [[320, "ar", "ar", false], [1280, "en", "en-GB", true]]) {
  scenario(`a page without fault passes every check, ${width} px, ${language}, JavaScript ${javascript}`, async ({ open }) => {
    const page = await open("/", { width, language, javascript, doubled: width === 1280 })
    await put(page, GOOD)
    await isAccessible(page)
    await targetsAreLarge(page)
    await focusIsVisible(page)
    if (width === 1280) await textHasGrown(page)
    assert.equal(await page.evaluate(() => navigator.language), said)
  })
}

scenario("what a page does wrong is remembered", async ({ open }) => {
  const page = await open("/", { width: 320, allowed: [/./] })
  await put(
    page,
    `<img src="/live?missing" alt=""><link rel="stylesheet" href="https://example.org/a.css">
     <script>console.error("oh"); throw new Error("ah")</script>`,
    { policy: "default-src 'none'; script-src 'unsafe-inline'" },
  )
  await put(page, `<h1>Open</h1><img src="http://example.invalid/a.png" alt=""><img src="/nowhere.png" alt="">`, { policy: "img-src *" })
  await page.waitForLoadState("networkidle")
  assert.deepEqual(faultsOf(page), [], "all of it was allowed")
  const all = faultsOf(page, []).join("\n")
  for (const part of [
    /breaks its policy: img-src/, /breaks its policy: style-src.* https:\/\/example.org/, /logs an error: oh/, /a script failed: ah/,
    /asks another server: http:\/\/example.invalid/, /404 from .*nowhere.png/,
  ]) assert.match(all, part)
})

scenario("a page may be a 404, and may not be a 500", async ({ open }) => {
  const page = await open("/", { allowed: [/^500 from/] })
  await put(page, "<h1>Rien ici</h1>", { status: 404 })
  assert.deepEqual(faultsOf(page, []), [])
  await page.unrouteAll()
  await put(page, "<h1>Panne</h1>", { status: 500 })
  assert.equal(faultsOf(page, []).length, 1)
})

scenario("a page wider than a phone is seen, in both directions of writing", async ({ open }) => {
  const page = await open("/", { width: 320 })
  for (const dir of ["ltr", "rtl"]) {
    await put(page, `<div dir="${dir}"><div style="width: 400px">trop large</div></div><script>document.documentElement.dir = "${dir}"</script>`)
    assert.match((await sidewaysScroll(page)).join(), /400 px|4\d\d px/, dir)
    await page.unrouteAll()
  }
  await put(page, `<div style="overflow-x: auto"><div style="width: 400px">défile dans son cadre</div></div>`)
  assert.deepEqual(await sidewaysScroll(page), [])
})

scenario("each check refuses what it is for", async ({ open }) => {
  const page = await open("/", { width: 320, doubled: true })
  await put(
    page,
    `<style>input { width: 30px } .mute:focus { outline: none } .fixed { font-size: 16px } header { position: fixed; inset: 0 0 auto 0; height: 120px; background: white; z-index: 1 }</style>
     <header></header><h1>Essai</h1><button class="mute">Envoyer</button> <input>
     <div style="margin-top: 200px"><div onclick="1" tabindex="0" style="position: absolute; top: 10px" class="hidden">caché</div>
     <p class="fixed">Ce texte reste petit.</p></div>`,
  )
  await assert.rejects(isAccessible(page), /label/)
  await assert.rejects(targetsAreLarge(page), /under 44 px/)
  await assert.rejects(focusIsVisible(page), (error) => {
    assert.match(error.message, /does not show its focus: <button/)
    assert.match(error.message, /has the focus and is hidden: .*caché/)
    return true
  })
  await assert.rejects(textHasGrown(page), /16 px: <p class="fixed">/)
})

scenario("a page is weighed as it was sent", async ({ open }) => {
  const page = await open("/")
  const alive = await weight(page, "/live")
  assert.deepEqual(alive.addresses, [`${url}/live`, `${url}/favicon.ico`])
  assert.ok(alive.bytes > 50 && alive.bytes < 1000, `${alive.bytes} bytes`)
  await assert.rejects(isLight(page, "/live"), /2 requests/)
  await assert.rejects(isLight(page, "/api/v2/openapi.json", { kib: 1, requests: 2 }), /at most 2 and 1024/)
})

scenario("an icon inside the page spares a request", async ({ open }) => {
  const page = await open("/")
  await put(page, `<link rel="icon" href="data:,"><h1>Léger</h1>`, { policy: "default-src 'none'; img-src data:" })
  await isLight(page, "/made")
})

scenario("hands are counted", async ({ open }) => {
  const page = await open("/", { width: 320 })
  await put(page, `<form onsubmit="return false"><label for="n">Nom</label><input id="n"><label for="s">Lieu</label>
    <select id="s"><option>Arras</option><option>Lens</option></select><button>Envoyer</button></form>`)
  const hands = counted(page)
  await hands.type("Nom", "Awa")
  await hands.choose("Lieu", "Lens")
  await hands.tap("Envoyer")
  assert.equal(hands.count, 3)
  assert.equal(await page.locator("#n").inputValue(), "Awa")
  hands.atMost(3)
  assert.throws(() => hands.atMost(2), /3 actions, at most 2/)
})
