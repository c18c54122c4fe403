// Called by scripts/browser: starts a demo town and a browser, runs the scenarios, stops both.
// What a scenario may do stands in support/; this file knows processes and folders only.

import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const here = dirname(fileURLToPath(import.meta.url))
const target = resolve(process.env.CARGO_TARGET_DIR ?? join(here, "..", "..", "target"))
const pictures = resolve(process.env.RELAIS_TEST_PICTURES ?? join(target, "pictures"))
const folder = mkdtempSync(join(tmpdir(), "relais-browser."))
const started = []

const CHROMIUM = [
  "--headless=new",
  "--no-sandbox", // root, in a container
  "--disable-gpu",
  "--disable-dev-shm-usage", // 64 MB in a container
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars", // a page is as wide as its window, as on a phone
  "--remote-debugging-port=0",
  `--user-data-dir=${join(folder, "chromium")}`,
  "about:blank",
]

/** Starts a program in a group of its own, so that its children go with it. */
function start(name, program, args, env = {}) {
  const said = join(folder, `${name}.txt`)
  const out = openSync(said, "w")
  const child = spawn(program, args, {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", out, out],
  })
  const one = { name, child, said, gone: new Promise((ended) => child.once("exit", ended).once("error", ended)) }
  started.push(one)
  return one
}

/** Asks again and again until there is an answer; says what the program said when it never comes. */
async function answer(one, ask) {
  for (const end = Date.now() + 60_000; Date.now() < end && one.child.exitCode === null; await pause(50)) {
    try {
      const given = await ask()
      if (given) return given
    } catch {
      // Not yet.
    }
  }
  throw new Error(`${one.name} did not start. What it said:\n${readFileSync(one.said, "utf8").slice(-2000)}`)
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer().once("error", failed)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
}

async function stop() {
  for (const { child, gone } of started.splice(0)) {
    if (!child.pid) continue
    const kill = (signal) => {
      try {
        process.kill(-child.pid, signal)
      } catch {
        // Gone already.
      }
    }
    kill("SIGTERM")
    await Promise.race([gone, pause(3000)])
    kill("SIGKILL")
  }
  // Chromium's last helpers may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

/** Arguments for node --test: files whose name contains `name`, else scenarios whose name does. */
function chosen(name) {
  const files = readdirSync(join(here, "scenarios")).filter((file) => file.endsWith(".mjs")).sort()
  const paths = (some) => some.map((file) => join(here, "scenarios", file))
  if (!name) return paths(files)
  const named = files.filter((file) => file.includes(name))
  if (named.length) return paths(named)
  return [`--test-name-pattern=${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, ...paths(files)]
}

async function main() {
  const url = `http://127.0.0.1:${await freePort()}`
  const town = start("relais", join(target, "debug", "relais"), ["demo", "--database", `sqlite:${folder}/demo.db`], {
    RELAIS_LISTEN: new URL(url).host,
    RELAIS_KEY_FILE: join(folder, "relais.key"),
    RELAIS_LANGUAGE: "fr",
    // All scenarios are one address.
    RELAIS_STRANGERS_A_DAY: "10000",
  })
  const chromium = start("chromium", "chromium", CHROMIUM)
  const [port] = await answer(chromium, () =>
    readFileSync(join(folder, "chromium", "DevToolsActivePort"), "utf8").match(/^\d+(?=\n)/),
  )
  await answer(town, async () => (await fetch(`${url}/live`)).ok)

  mkdirSync(pictures, { recursive: true })
  // One file after the other: two cores, one town, and figures that are measured.
  const options = ["--test", "--test-concurrency=1", "--test-timeout=900000", "--test-reporter=spec"]
  const tests = spawn(process.execPath, [...options, ...chosen(process.argv[2])], {
    stdio: "inherit",
    env: {
      ...process.env,
      RELAIS_TEST_URL: url,
      RELAIS_TEST_BROWSER: `http://127.0.0.1:${port}`,
      RELAIS_TEST_SAID: town.said,
      RELAIS_TEST_PICTURES: pictures,
    },
  })
  const code = await new Promise((ended) => tests.once("exit", (code) => ended(code ?? 1)))
  if (code) console.error(`Pictures: ${pictures}`)
  return code
}

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop().then(() => process.exit(130)))
console.log(spawnSync("chromium", ["--version"], { encoding: "utf8" }).stdout?.trim())
try {
  process.exitCode = await main()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  await stop()
}
