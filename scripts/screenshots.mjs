/**
 * `npm run screenshots`: takes the pictures of the demo that the README and the docs show; `npm run screenshots crowd` only one.
 *
 * Opens the demo in memory, lets four readers in (three at desks, one on a phone), and writes to `docs/images/`:
 * `demo.png` and `demo-dark.png` (a desk and the phone side by side), `box.png` and `phone.png`; and with 900 plain sockets
 * `crowd.png`.
 */
import './node-version.mjs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { prepare, root } from './prepare.mjs'
import { findChromium } from './suites/chromium.mjs'

const POST = '/post/what-a-pod-points-at'
const DESK = { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 2 }
const PHONE = { viewport: { width: 360, height: 700 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
const images = join(root, 'docs/images')
const FIRST_NAMES =
  'Ada Bela Chen Dara Emre Finn Gita Hugo Ines Jona Kemi Lars Mila Nils Omar Pia Quin Rosa Sami Tove'.split(' ')

await prepare()
const { chromium } = await import('@playwright/test')
const { createRoomful } = await import('roomful')
const { createBlog } = await import('../examples/poet-blog/blog.js')

const server = createServer(await createBlog())
const live = await createRoomful()
live.attach(server)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}`
const browser = await chromium.launch({
  executablePath: await findChromium(console.error),
  args: [
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
})

/** A reader who has chosen to be seen. Colours are numbers 0 to 11. */
async function reader(name, color, options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(address + POST)
  await page.locator('roomful-box .pill').waitFor()
  await page.evaluate(
    async (look) => {
      const { me } = await window.roomful.room()
      me.set({ ...look, pointer: matchMedia('(hover: none)').matches ? 'touch' : 'mouse' })
      me.show()
    },
    { name, color },
  )
  return page
}

/** Moves the pointer over a word, in a few steps, as a hand would. */
async function pointAt(page, word) {
  const { x, y } = await page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector('article'), NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent.indexOf(wanted)
      if (at < 0) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const box = range.getBoundingClientRect()
      return { x: box.left + box.width / 2, y: box.top + box.height * 0.7 }
    }
    throw new Error(`The post does not say ${wanted}.`)
  }, word)
  await page.mouse.move(x - 40, y + 20)
  await page.mouse.move(x, y, { steps: 8 })
}

const scrollBy = (page, y) => page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), y)

/** Stops a burst of reactions in full flight: taking a picture takes longer than a burst lasts. */
async function holdBurst(page) {
  await page.locator('roomful-pods .burst').nth(5).waitFor({ state: 'attached' })
  await page.evaluate(() => {
    for (const animation of document.querySelector('roomful-pods').shadowRoot.getAnimations()) {
      if (!animation.effect.target.matches('.burst')) continue
      animation.pause()
      const { delay, duration } = animation.effect.getComputedTiming()
      animation.currentTime = delay + Number(duration) * 0.17
    }
  })
}

/** Both pages of one colour scheme, as two pictures. */
async function takeScene(colorScheme) {
  const ada = await reader('Ada', 8, { ...DESK, colorScheme })
  const yuki = await reader('Yuki', 10, { ...PHONE, colorScheme })
  const noor = await reader('Noor', 6, DESK)
  const mateo = await reader('Mateo', 1, DESK)
  await ada.locator('roomful-box .pill').click()
  await ada.mouse.move(700, 800)
  await ada.locator('roomful-box .people .person').nth(3).waitFor()
  await scrollBy(ada, 20)
  await scrollBy(yuki, 400)
  await scrollBy(noor, 100)
  await scrollBy(mateo, 100)
  await pointAt(noor, 'same size')
  await pointAt(mateo, 'different chapter')
  await ada.locator('roomful-pods .pod .name', { hasText: 'Mateo' }).waitFor()
  await yuki.locator('roomful-pods .pod .name', { hasText: 'Noor' }).waitFor()
  await noor.evaluate(async () => {
    const room = await window.roomful.room()
    for (const emoji of ['👏', '🎉']) await room.send('reaction', { emoji })
  })
  for (const page of [ada, yuki]) await holdBurst(page)
  const [desk, phone] = await Promise.all([ada.screenshot(), yuki.screenshot()])
  const box = await ada.locator('roomful-box .panel').screenshot({ omitBackground: true })
  for (const page of [ada, yuki, noor, mateo]) await page.context().close()
  return { desk, phone, box }
}

/** Puts the desk and the phone side by side on a quiet ground. */
async function compose({ desk, phone }, ground) {
  const page = await browser.newPage({ viewport: { width: 1520, height: 960 }, deviceScaleFactor: 1.25 })
  const source = (picture) => `data:image/png;base64,${picture.toString('base64')}`
  await page.setContent(`<style>
    body { margin: 0; background: ${ground}; height: 960px; position: relative; overflow: hidden }
    img { position: absolute; box-shadow: 0 0 0 1px rgb(0 0 0 / .12), 0 30px 70px -20px rgb(0 0 0 / .45) }
    .desk { left: 40px; top: 40px; width: 1440px; border-radius: 12px }
    .phone { left: 84px; bottom: 24px; width: 290px; border-radius: 38px; border: 9px solid #16181c; outline: 1px solid rgb(255 255 255 / .18) }
  </style><img class="desk" src="${source(desk)}"><img class="phone" src="${source(phone)}">`)
  await page.waitForFunction(() => [...document.images].every((image) => image.complete))
  const picture = await page.screenshot()
  await page.close()
  return picture
}

/** How many people are at the first paragraphs of the post. */
const CROWD = [120, 310, 180, 95, 90, 60, 25, 20]

/** Lets guests in who each point at one paragraph, known by its words (C2), and takes a picture of what a reader sees. */
async function takeCrowd() {
  const { WebSocket } = await import('ws')
  const { anchorHash, packBox } = await import('@roomful/protocol')
  const context = await browser.newContext({ viewport: { width: 1400, height: 780 }, deviceScaleFactor: 1.25 })
  const page = await context.newPage()
  await page.goto(address + POST)
  await page.locator('roomful-box .pill').waitFor()
  const words = await page.locator('article p').allTextContents()
  const names = words.map((text) => anchorHash(`p:${text.replace(/\s+/g, ' ').trim().slice(0, 64)}:0`))
  const enter = (anchor, index) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/roomful/v1/socket`).once('error', reject)
      const say = (message) => socket.send(JSON.stringify(message))
      const me = { show: true, name: FIRST_NAMES[index % FIRST_NAMES.length], color: (index * 5) % 12 }
      socket.once('open', () => say({ t: 'hello', v: 1, format: 'json', rooms: [{ room: POST, cursors: false, me }] }))
      socket.on('message', (frame) => {
        const { t, n } = JSON.parse(frame)
        if (t !== 'joined') return
        const place = packBox({ x: 0.05 + ((index * 37) % 88) / 100, y: 0.15 + ((index * 53) % 70) / 100 })
        say({ t: 'cursor', n, mode: 1, anchor, place })
        resolve(socket)
      })
    })
  const anchors = CROWD.flatMap((people, index) => Array.from({ length: people }, () => names[index]))
  const sockets = []
  for (let from = 0; from < anchors.length; from += 50)
    sockets.push(...(await Promise.all(anchors.slice(from, from + 50).map((one, index) => enter(one, from + index)))))
  await page.getByText(`+${String(anchors.length - 3)}`).waitFor()
  await page.locator('roomful-box .pill').click()
  await page
    .locator('roomful-pods .light')
    .nth(CROWD.length - 1)
    .waitFor()
  await page
    .locator('roomful-pods .glow')
    .evaluate((glow) => Promise.allSettled(glow.getAnimations({ subtree: true }).map(({ finished }) => finished)))
  const picture = await page.screenshot()
  for (const socket of sockets) socket.terminate()
  await context.close()
  return picture
}

await mkdir(images, { recursive: true })
const only = process.argv[2]
if (only === undefined || only === 'crowd') await writeFile(join(images, 'crowd.png'), await takeCrowd())
if (only !== 'crowd') await takeScenes()
async function takeScenes() {
  for (const [colorScheme, name, ground] of [
    ['light', 'demo', '#e9e5db'],
    ['dark', 'demo-dark', '#0b0c0e'],
  ]) {
    const scene = await takeScene(colorScheme)
    await writeFile(join(images, `${name}.png`), await compose(scene, ground))
    if (colorScheme === 'light') {
      await writeFile(join(images, 'box.png'), scene.box)
      await writeFile(join(images, 'phone.png'), scene.phone)
    }
  }
}
await browser.close()
await live.close()
server.close()
console.log(`The pictures are in ${images}`)
