// The driver of the TypeScript client in Chromium: a page that has loaded the built package answers each line.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const { chromium } = createRequire(new URL('../../tools/package.json', import.meta.url))('playwright-core')
const DIST = new URL('../../clients/typescript/dist/', import.meta.url)
// The driver imports the sources; in their place it gets what npm publishes.
const PLACES = { src: new URL('esm/', DIST), conformance: new URL('driver/conformance/', DIST) }
const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module">
  import { answered } from '/conformance/commands.js'
  globalThis.answered = answered
</script>`
const QUIET = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const server = createServer((request, response) => {
  const [, folder, ...rest] = request.url.split('/')
  if (!PLACES[folder]) response.setHeader('Content-Type', 'text/html').end(PAGE)
  else response.setHeader('Content-Type', 'text/javascript').end(readFileSync(new URL(rest.join('/'), PLACES[folder])))
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))

const args = process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : [...QUIET]
// The servers of the table know nothing of CORS; the simulator of the tour does.
if (process.env.CONFORMANCE_WITHOUT_CORS) args.push('--disable-web-security')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args })
const page = await browser.newPage()
page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`))
await page.goto(`http://127.0.0.1:${server.address().port}/`)
await page.waitForFunction(() => globalThis.answered)

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await page.evaluate((text) => globalThis.answered(text), line)}\n`)
}
await browser.close()
server.close()
