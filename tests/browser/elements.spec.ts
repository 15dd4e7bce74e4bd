/** The elements on a plain page under the strictest policy: attributes, corners, following, calling, looks, speed. */
import { test as base, expect, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { startSite, type PageOptions, type Site } from './elements-page.js'
import { watchProblems } from './reader.js'

interface Guest {
  readonly page: Page
  readonly pill: Locator
  readonly panel: Locator
  readonly pods: Locator
  /** Opts in and closes the box again. */
  beSeen(name: string): Promise<void>
}

interface Fixtures {
  readonly open: (path: string, options?: PageOptions, context?: BrowserContextOptions) => Promise<Guest>
}

const test = base.extend<Fixtures, { readonly site: Site }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const site = await startSite({ guests: ['see', 'appear', 'send', 'react', 'lead'] })
      await use(site)
      await site.end()
    },
    { scope: 'worker' },
  ],
  open: async ({ browser, site }, use) => {
    const problems: string[] = []
    const opened: Page[] = []
    await use(async (path, options = {}, context = {}) => {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })).newPage()
      opened.push(page)
      watchProblems(page, new URL(site.at('/')).origin, problems)
      await page.goto(site.at(path, options))
      return guest(page)
    })
    for (const page of opened) await page.context().close()
    expect(problems).toEqual([])
  },
})

function guest(page: Page): Guest {
  const pill = page.locator('roomful-box .pill')
  const panel = page.locator('roomful-box .panel')
  return {
    page,
    pill,
    panel,
    pods: page.locator('roomful-pods .pod:not([data-gone]) .label'),
    async beSeen(name) {
      await pill.click()
      await panel.getByRole('button', { name: 'Be seen' }).click()
      await panel.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
      await panel.getByRole('button', { name: 'Show me' }).click()
      await page.keyboard.press('Escape')
      await expect(panel).toBeHidden()
    },
  }
}

async function pointAt(page: Page, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not on the page`)
  await page.mouse.move(box.x + 90, box.y + 14)
  await page.mouse.move(box.x + 100, box.y + 15)
}

const kept = (page: Page): Promise<number> => page.evaluate(() => localStorage.length + sessionStorage.length)

test('a count says its number in the page’s own words, without moving them', async ({ open }) => {
  const more =
    '<p><roomful-count id="c" label="one=# reader|other=# readers"></roomful-count>, <roomful-count id="w" for="/elsewhere" label="0=nobody there|one=# there|other=# there"></roomful-count>, <roomful-count id="k" of="connections"></roomful-count></p>'
  const ada = await open('/count', { more })
  await expect(ada.page.locator('#c')).toHaveText('1 reader')
  await expect(ada.page.locator('#w')).toHaveText('nobody there')
  await expect(ada.page.locator('#k')).toHaveText('1')
  await open('/count')
  await open('/elsewhere')
  await expect(ada.page.locator('#c')).toHaveText('2 readers')
  await expect(ada.page.locator('#w')).toHaveText('1 there')
  await ada.page.locator('#c').evaluate((count) => count.setAttribute('label', 'only #'))
  await expect(ada.page.locator('#c')).toHaveText('only 2')
})

test('the tag’s attributes switch off what a site does not want', async ({ open }) => {
  const ada = await open('/off', {
    tag: 'data-box="off" data-pods="off" data-reactions="off"',
    more: '<roomful-count></roomful-count>',
  })
  await expect(ada.page.locator('roomful-count')).toHaveText('1')
  await expect(ada.page.locator('roomful-box, roomful-pods')).toHaveCount(0)
  const bob = await open('/off', {
    tag: 'data-box="bottom-left" data-room="/elsewhere-still" data-token-url="/no-token"',
  })
  await expect(bob.pill).toContainText('1 here')
  const box = await bob.pill.boundingBox()
  expect(box?.x).toBeLessThan(40)
  expect(box?.y).toBeGreaterThan(700)
})

test('dragged to a corner it stays there, and remembers it only once one is seen', async ({ open }) => {
  const { page, pill, beSeen } = await open('/corner')
  const start = await pill.boundingBox()
  if (start === null) throw new Error('no pill')
  await page.mouse.move(start.x + 20, start.y + 10)
  await page.mouse.down()
  await page.mouse.move(500, 500, { steps: 5 })
  await page.mouse.move(200, 700, { steps: 5 })
  await page.mouse.up()
  await expect(page.locator('roomful-box .dock')).toHaveAttribute('data-corner', 'bottom-left')
  await expect(page.locator('roomful-box .panel')).toBeHidden()
  expect(await kept(page)).toBe(0)
  await pill.focus()
  await page.keyboard.press('ArrowUp')
  await expect(page.locator('roomful-box .dock')).toHaveAttribute('data-corner', 'top-left')
  expect(await kept(page)).toBe(0)
  await beSeen('Ada')
  await page.reload()
  await expect(page.locator('roomful-box .dock')).toHaveAttribute('data-corner', 'top-left')
})

test('the corner can be chosen from the settings by keyboard', async ({ open }) => {
  const { page, pill, panel } = await open('/corner-keys')
  await pill.click()
  await panel.getByRole('button', { name: 'Settings' }).click()
  await panel.getByRole('radio', { name: 'Top right' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(panel).toHaveAttribute('data-corner', 'bottom-left')
  await page.keyboard.press('Escape')
  await expect(pill).toBeFocused()
})

test('hidden for the visit it is gone from every page, and nothing but that is kept', async ({ open, site }) => {
  const { page, pill, panel } = await open('/hide')
  await pill.click()
  await panel.getByRole('button', { name: 'Settings' }).click()
  await panel.getByRole('button', { name: 'Hide for this visit' }).click()
  await expect(pill).toHaveCount(0)
  await page.goto(site.at('/hide-2', { more: '<roomful-count></roomful-count>' }))
  await expect(page.locator('roomful-count')).toHaveText('1')
  await expect(pill).toHaveCount(0)
  expect(await page.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({ 'roomful.hidden': 'yes' })
})

test('on a small screen the panel is a sheet of at most 60 % that a tap outside or Escape closes', async ({ open }) => {
  const { page, pill, panel } = await open(
    '/sheet',
    {},
    { viewport: { width: 360, height: 720 }, hasTouch: true, isMobile: true },
  )
  await pill.tap()
  await expect(panel).toBeVisible()
  const box = await panel.evaluate((node) =>
    Promise.all(node.getAnimations().map((one) => one.finished)).then(
      () => node.getBoundingClientRect().toJSON() as DOMRect,
    ),
  )
  expect(box.height).toBeLessThanOrEqual(720 * 0.6 + 1)
  expect(box.bottom).toBeCloseTo(720, 0)
  const small = await panel
    .locator('button:visible')
    .evaluateAll(
      (nodes) =>
        nodes.map((node) => node.getBoundingClientRect()).filter(({ width, height }) => width < 44 || height < 44)
          .length,
    )
  expect(small).toBe(0)
  await page.touchscreen.tap(180, 60)
  await expect(panel).toBeHidden()
  await pill.tap()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
  await expect(pill).toBeFocused()
})

test('people out of sight are chips at the edge; a click follows them, one’s own wheel ends it', async ({ open }) => {
  const ada = await open('/follow')
  const bob = await open('/follow')
  await ada.beSeen('Ada')
  await ada.page.locator('#p12').scrollIntoViewIfNeeded()
  await pointAt(ada.page, '#p12')
  const chip = bob.page.locator('roomful-pods .edges:not(.up) .edge', { hasText: 'Ada' })
  await expect(chip).toBeVisible()
  await chip.click()
  await expect(bob.page.getByText('Following Ada')).toBeVisible()
  await expect(bob.page.locator('#p12')).toBeInViewport()
  await bob.page.mouse.move(300, 300)
  await bob.page.mouse.wheel(0, -200)
  await expect(bob.page.getByText('You are no longer following Ada.')).toBeVisible()
  await expect(bob.page.getByText('Following Ada', { exact: true })).toBeHidden()
})

test('a call to a place offers a button and moves nobody by itself', async ({ open }) => {
  const ada = await open('/gather')
  const bob = await open('/gather')
  await ada.beSeen('Ada')
  await ada.page.locator('#p13').scrollIntoViewIfNeeded()
  await ada.pill.click()
  await ada.panel.getByRole('button', { name: 'Bring everyone here' }).click()
  await expect(ada.page.getByText('Everyone was asked to come here.')).toBeVisible()
  const ask = bob.page.locator('roomful-pods [part=notice]', { hasText: 'Ada asks everyone' })
  await expect(ask).toBeVisible()
  const { violations } = await new AxeBuilder({ page: bob.page }).include('roomful-pods').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  expect(await bob.page.evaluate(() => scrollY)).toBe(0)
  await ask.getByRole('button', { name: 'Go there' }).click()
  await expect(bob.page.locator('#p13')).toBeInViewport()
  await expect(ask).toHaveCount(0)
})

test('a reader who is not seen may react; the burst is where they read, and screen readers hear of it once', async ({
  open,
}) => {
  const ada = await open('/react')
  const bob = await open('/react')
  await ada.pill.click()
  for (let turn = 0; turn < 3; turn++) await ada.panel.getByRole('button', { name: 'Love' }).click()
  await expect(bob.page.locator('roomful-pods .burst').first()).toBeAttached()
  await expect(bob.page.locator('roomful-pods [role=status].unseen')).toHaveText('3 reactions', { timeout: 6_000 })
  await expect(bob.page.locator('roomful-pods .burst')).toHaveCount(0)
})

test('a place in a scrolling box or on a fixed part is found there', async ({ open }) => {
  const more = `<div class="scroller"><p id="in">Words in a box that scrolls, and enough of them to be pointed at.</p>${'<p>…</p>'.repeat(30)}</div><p class="fixed" id="stuck">A line that stays where it is</p>`
  const ada = await open('/places', { more })
  const bob = await open('/places', { more })
  await ada.beSeen('Ada')
  const tip = (): Promise<{ x: number; y: number } | null> =>
    bob.page.evaluate(
      () =>
        document
          .querySelector('roomful-pods')
          ?.shadowRoot?.querySelector('.pod:not([data-gone])')
          ?.getBoundingClientRect()
          .toJSON() as { x: number; y: number } | null,
    )
  const isOver = async (selector: string): Promise<boolean> => {
    const [box, at] = [await bob.page.locator(selector).boundingBox(), await tip()]
    return (
      box !== null &&
      at !== null &&
      at.y > box.y - 2 &&
      at.y < box.y + box.height + 2 &&
      at.x >= box.x &&
      at.x < box.x + box.width
    )
  }
  await ada.page.locator('#in').scrollIntoViewIfNeeded()
  await bob.page.locator('#in').scrollIntoViewIfNeeded()
  await pointAt(ada.page, '#in')
  await expect.poll(() => isOver('#in')).toBe(true)
  await bob.page.locator('.scroller').evaluate((box) => (box.scrollTop = 20))
  await expect.poll(() => isOver('#in')).toBe(true)
  await pointAt(ada.page, '#stuck')
  await expect.poll(() => isOver('#stuck')).toBe(true)
  await bob.page.evaluate(() => scrollTo(0, 0))
  await expect.poll(() => isOver('#stuck')).toBe(true)
})

test('what is typed changes no name of a place and counts for no offset', async ({ open }) => {
  const more =
    '<p id="">Before <span contenteditable="true" class="edit">Note</span><textarea aria-label="t"></textarea> and after the field come these words.</p>'
  const ada = await open('/typed', { more })
  const bob = await open('/typed', { more })
  await ada.beSeen('Ada')
  await ada.page.locator('.edit').fill('a secret that nobody sees')
  await ada.page.locator('textarea').fill('another one')
  for (const { page } of [ada, bob]) await page.locator('.edit').scrollIntoViewIfNeeded()
  const wordAt = (page: Page): Promise<{ x: number; y: number }> =>
    page.evaluate(() => {
      const node = document.querySelector('p .edit')?.parentElement?.lastChild
      const range = document.createRange()
      if (!node) throw new Error('no words')
      range.setStart(node, 26)
      range.setEnd(node, 31)
      const { x, y, width, height } = range.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    })
  const from = await wordAt(ada.page)
  await ada.page.mouse.move(from.x - 4, from.y)
  await ada.page.mouse.move(from.x, from.y)
  await expect(bob.pods).toHaveCount(1)
  const to = await wordAt(bob.page)
  const away = async (): Promise<number> => {
    const at = await bob.page
      .locator('roomful-pods .pod')
      .evaluate((pod) => pod.getBoundingClientRect().toJSON() as DOMRect)
    return Math.hypot(at.x - to.x, at.y - to.y)
  }
  await expect.poll(away).toBeLessThan(12)
})

test('a page that replaces its body keeps box and pods', async ({ open }) => {
  const ada = await open('/body')
  await expect(ada.pill).toBeVisible()
  await ada.page.evaluate(() => {
    const next = document.createElement('body')
    next.append(Object.assign(document.createElement('main'), { textContent: 'Another page of the same app.' }))
    document.documentElement.replaceChild(next, document.body)
  })
  await expect(ada.page.getByText('Another page')).toBeVisible()
  await expect(ada.pill).toBeVisible()
  await expect(ada.page.locator('roomful-box')).toHaveCount(1)
})

test('names are readable on all twelve colours, and the box takes the page’s own light', async ({ open }) => {
  const ada = await open('/looks', { root: 'lang="en" class="dark"' }, { colorScheme: 'light' })
  await expect(ada.pill).toBeVisible()
  expect(await ada.page.locator('roomful-box').evaluate((box) => getComputedStyle(box).colorScheme)).toBe('dark')
  await ada.page.evaluate(() => document.documentElement.classList.remove('dark'))
  await expect
    .poll(() => ada.page.locator('roomful-box').evaluate((box) => getComputedStyle(box).colorScheme))
    .toBe('light')
  await ada.pill.click()
  await ada.panel.getByRole('button', { name: 'Be seen' }).click()
  const contrasts = await ada.panel.locator('.swatch input').evaluateAll((swatches) => {
    const light = (color: string): number => {
      const parts = (/\(([^)]+)\)/.exec(color)?.[1] ?? '')
        .split(',')
        .slice(0, 3)
        .map((part) => Number(part) / 255)
      const [red = 0, green = 0, blue = 0] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    return swatches.map((swatch) => 1.05 / (light(getComputedStyle(swatch).backgroundColor) + 0.05))
  })
  expect(contrasts).toHaveLength(12)
  for (const contrast of contrasts) expect(contrast).toBeGreaterThanOrEqual(4.5)
})

test('with forced colours everything is still there, and axe finds nothing', async ({ open }) => {
  const ada = await open('/forced', {}, { forcedColors: 'active' })
  await ada.beSeen('Ada')
  await ada.pill.click()
  const { violations } = await new AxeBuilder({ page: ada.page }).include('roomful-box').analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  expect(await ada.panel.evaluate((node) => getComputedStyle(node).borderTopStyle)).toBe('solid')
})

test('a pod is less than 150 ms behind, and moves evenly', async ({ open }) => {
  const ada = await open('/speed')
  const bob = await open('/speed')
  await ada.beSeen('Ada')
  await pointAt(ada.page, '#p2')
  await expect(bob.pods).toHaveCount(1)
  const box = await ada.page.locator('#p2').boundingBox()
  if (box === null) throw new Error('no paragraph')
  const recorded = bob.page.evaluate(() => {
    const pod = document.querySelector('roomful-pods')?.shadowRoot?.querySelector('.pod')
    return new Promise<{ atMs: number; x: number }[]>((resolve) => {
      const seen: { atMs: number; x: number }[] = []
      const end = performance.now() + 2_500
      const look = (): void => {
        seen.push({ atMs: performance.timeOrigin + performance.now(), x: pod?.getBoundingClientRect().x ?? 0 })
        if (performance.now() < end) requestAnimationFrame(look)
        else resolve(seen)
      }
      look()
    })
  })
  await ada.page.evaluate(() => {
    const moves: { atMs: number; x: number }[] = []
    document.addEventListener('pointermove', ({ clientX }) =>
      moves.push({ atMs: performance.timeOrigin + performance.now(), x: clientX }),
    )
    Object.assign(window, { moves })
  })
  for (let step = 0; step < 100; step++) await ada.page.mouse.move(box.x + 20 + step * 5, box.y + 15)
  const moves = await ada.page.evaluate(() => (window as unknown as { moves: { atMs: number; x: number }[] }).moves)
  const seen = await recorded
  const lags = moves.slice(10, -5).flatMap(({ atMs, x }) => {
    const reached = seen.find((frame) => frame.x >= x)
    return reached === undefined ? [] : [reached.atMs - atMs]
  })
  const median = lags.toSorted((a, b) => a - b)[Math.floor(lags.length / 2)]
  expect(lags.length).toBeGreaterThan(50)
  expect(median).toBeLessThan(150)
})

test('the server goes and comes back: the page keeps its words, people fade, then are there again', async ({
  open,
  site,
}) => {
  test.setTimeout(60_000)
  const ada = await open('/away', { more: '<roomful-count></roomful-count>' })
  await expect(ada.page.locator('roomful-count')).toHaveText('1')
  const shift = await ada.page.evaluate(
    () =>
      new Promise<number>(
        (resolve) =>
          new PerformanceObserver((list) =>
            resolve(list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0)),
          ).observe({ type: 'layout-shift', buffered: true }) ?? setTimeout(() => resolve(0), 300),
      ),
  )
  expect(shift).toBeLessThan(0.01)
  await site.down()
  await expect(ada.pill).toContainText('Offline', { timeout: 15_000 })
  await expect(ada.page.locator('roomful-count')).toHaveText('1')
  await site.up()
  await expect(ada.pill).toContainText('1 here', { timeout: 30_000 })
})
