/** Count and box on a plain page under the strictest policy: attributes, corners, hiding, small screens, looks, a server that goes away. */
import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './elements-test.js'

/** How much the browser keeps for this site. */
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
