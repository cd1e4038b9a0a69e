// Looks at pages of the built site in Chromium and prints what is wrong with them, one JSON object a line:
//     node tools/docs/look.mjs BASE_URL [--shots FOLDER] [--modes desktop-light,phone-dark] [--search WORDS] PAGE ...
// Each page is opened at desktop and at phone width, light and dark. Wrong are violations that axe-core finds, requests
// to another host, errors of scripts, and a page that is wider than the window.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'

const MODES = {
  'desktop-light': { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  'desktop-dark': { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  'phone-light': { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  'phone-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
}
const QUIET = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { shots: { type: 'string' }, modes: { type: 'string', default: Object.keys(MODES).join() }, search: { type: 'string', multiple: true, default: [] } },
})
const [base, ...pages] = positionals
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET,
})
try {
  for (const mode of values.modes.split(',')) {
    const context = await browser.newContext(MODES[mode])
    for (const page of pages) await look(context, mode, page)
    for (const words of values.search) await search(context, mode, words)
    await context.close()
  }
} finally {
  await browser.close()
}

async function look(context, mode, path) {
  const tab = await context.newPage()
  const wrong = []
  tab.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(base)) wrong.push(`asks ${request.url()}`)
  })
  tab.on('pageerror', (error) => wrong.push(`script: ${error.message}`))
  await tab.goto(`${base}/${path}`, { waitUntil: 'load' })
  await tab.waitForFunction(() => !document.body.innerText.includes('Loading...')) // Redoc, while it draws
  await tab.evaluate(AXE)
  const { violations } = await tab.evaluate(() => axe.run(document, { resultTypes: ['violations'] }))
  for (const { id, help, nodes } of violations) wrong.push(`axe ${id}: ${help}: ${nodes.slice(0, 5).map(shown).join('; ')}`)
  const [content, room] = await tab.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  if (content > room) wrong.push(`is ${content} pixels wide in a window of ${room}`)
  if (values.shots) await tab.screenshot({ path: `${values.shots}/${path.replaceAll('/', '_') || 'home'}-${mode}.png` })
  console.log(JSON.stringify({ mode, page: path, wrong }))
  await tab.close()
}

function shown({ html, any }) {
  return `${html.replaceAll(/\s+/g, ' ').slice(0, 160)} (${any[0]?.message ?? 'see the rule'})`
}

async function search(context, mode, words) {
  const tab = await context.newPage()
  await tab.goto(`${base}/?q=${encodeURIComponent(words)}`)
  await tab.locator('.md-search-result__link').first().waitFor({ state: 'attached', timeout: 60_000 })
  const found = await tab.locator('.md-search-result__link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  console.log(JSON.stringify({ mode, search: words, found }))
  await tab.close()
}
