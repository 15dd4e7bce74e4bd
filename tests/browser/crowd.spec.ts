/** What a crowd looks like on a page, and what the page tells of its reader in one. The server's half is in the conformance tests. */
import type { Locator } from '@playwright/test'
import { letIn } from './crowd-people.js'
import { expect, SECTIONS, test, withCrowd } from './crowd-test.js'
import { expectAccessible, expectInWindow } from './talk-test.js'

const middleOf = async (place: Locator): Promise<{ readonly x: number; readonly y: number }> => {
  const box = await place.boundingBox()
  if (box === null) throw new Error('It is not painted.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Opacity of the light itself, once it has come. */
const warmthOf = (light: Locator): Promise<number> =>
  light.evaluate((node) => Number(getComputedStyle(node).getPropertyValue('--_heat')))

test('the margin glows beside the paragraphs where people are, warmer where there are more', async ({
  browser,
  site,
}) => {
  await withCrowd({ browser, site, path: '/crowd/glow' }, async ({ page, lights, show }) => {
    const before = await page.evaluate(() => document.documentElement.scrollHeight)
    await show()
    await expect(lights).toHaveCount(7)
    const [first, second] = [lights.nth(0), lights.nth(1)]
    expect(await warmthOf(first)).toBeGreaterThan(await warmthOf(second))
    const paragraph = await page.locator('#p1').boundingBox()
    const light = await middleOf(first)
    expect(light.x).toBeLessThan(paragraph?.x ?? 0)
    expect(light.y).toBeCloseTo((paragraph?.y ?? 0) + (paragraph?.height ?? 0) / 2, 0)
    await expect(first.locator('.warm')).toHaveText('4.2K')
    await expect(lights.last().locator('.warm')).toBeHidden()
    // It takes no room and no click.
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(before)
    const under = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.localName, light)
    expect(under).not.toBe('roomful-pods')
    await show({ pointing: 0, warmth: [['#p3', 500]] })
    await expect(lights).toHaveCount(1)
    await expect(page.locator('roomful-pods .light')).toHaveCount(1)
  })
})

test('the list and the stacks say how many more there are; what is seen is read out once, in one sentence', async ({
  browser,
  site,
}) => {
  // Axe looks at every row of a long list.
  test.slow()
  const options = { more: '<roomful-people></roomful-people>' }
  await withCrowd({ browser, site, path: '/crowd/list', options }, async ({ page, pill, panel, said, show }) => {
    await show()
    await expect(pill.locator('.extra')).toHaveText('+9,797')
    await expect(page.locator('roomful-people').first().locator('.extra')).toHaveText('+9,795')
    await pill.click()
    await expect(panel.getByText('9,800 people can be seen')).toBeVisible()
    await expect(panel.getByText('The glow beside the text shows where everyone is.')).toBeVisible()
    // Whom the site made known stands first.
    await expect(panel.locator('.person:not(.many) .name').first()).toHaveText('Dara')
    await expect(panel.getByText('and 9,680 more')).toBeAttached()
    await expect(panel.getByText('402 readers unseen')).toBeAttached()
    await expect(said).toHaveText('9,800 people can be seen here, most of them at “A page with people”.', {
      timeout: 8_000,
    })
    await expectAccessible(page, 'a crowd, its list open')
  })
})

test('[U4,D8] whoever is not shown tells nothing of where they read; whoever is tells the heading above, and hiding ends it', async ({
  browser,
  site,
}) => {
  await withCrowd({ browser, site, path: '/crowd/section' }, async ({ page, room, lights, said, show }) => {
    await show()
    await expect(lights).toHaveCount(7)
    const scrollTo = (selector: string): Promise<void> =>
      page.locator(selector).evaluate((element) => element.scrollIntoView({ block: 'center' }))
    await scrollTo('#two-2')
    await page.evaluate(async () => (await window.roomful?.room())?.me.set({ name: 'Not yet' }))
    // It comes after four seconds, when a section would long have been told.
    await expect(said).not.toBeEmpty({ timeout: 8_000 })
    expect(room.wants.filter(({ section, follow }) => section !== 0 || follow !== undefined)).toEqual([])
    await page.evaluate(async () => (await window.roomful?.room())?.me.show())
    const two = await room.anchor('#two')
    const three = await room.anchor('#three')
    await expect.poll(() => room.wants.at(-1)?.section).toBe(two)
    await scrollTo('#three-3')
    await expect.poll(() => room.wants.at(-1)?.section).toBe(three)
    await page.evaluate(async () => (await window.roomful?.room())?.me.hide())
    const told = room.wants.length
    await scrollTo('#one-2')
    // A light takes longer to fade than a section to be told.
    room.say({ t: 'crowd', shown: 9_800, warmth: [[await room.anchor('#p1'), 4_000]] })
    await expect(page.locator('roomful-pods .light')).toHaveCount(1)
    expect(room.wants.slice(told)).toEqual([])
    await page.evaluate(async () => (await window.roomful?.room())?.me.show())
    const one = await room.anchor('#one')
    await expect.poll(() => room.wants.at(-1)?.section).toBe(one)
  })
})

test('[U6] who is followed is told; untold for a moment they are still followed, and then they are out of sight', async ({
  browser,
  site,
}) => {
  await withCrowd({ browser, site, path: '/crowd/follow' }, async ({ page, room, pill, panel, show }) => {
    await show()
    await page.evaluate(async () => (await window.roomful?.room())?.me.show())
    await pill.click()
    await panel.getByRole('button', { name: 'Follow Dara', exact: true }).click()
    await expect.poll(() => room.wants.at(-1)?.follow).toEqual(['crowd-3'])
    const chip = page.getByText('Following Dara', { exact: true })
    await expect(chip).toBeVisible()
    const dara = { id: 'crowd-3', name: 'Dara', color: 3, state: 'here', refs: [100_003] }
    room.say({ t: 'members', gone: ['crowd-3'] })
    room.say({ t: 'members', set: [dara] })
    // A light takes longer to fade than somebody may be missing.
    room.say({ t: 'crowd', shown: 9_800, warmth: [[await room.anchor('#p1'), 4_000]] })
    await expect(page.locator('roomful-pods .light')).toHaveCount(1)
    await expect(chip).toBeVisible()
    room.say({ t: 'members', gone: ['crowd-3'] })
    await expect(page.getByText('Dara is out of sight.')).toBeVisible()
    await expect(chip).toBeHidden()
  })
})

test('many pods are dots with initials, but for those who matter here', async ({ browser, site }) => {
  await withCrowd({ browser, site, path: '/crowd/pods' }, async ({ page, show }) => {
    await show({ pointing: 24, warmth: [['#p1', 900]] })
    const pod = (name: string): Locator =>
      page.locator('roomful-pods .pod', { has: page.locator('.name', { hasText: new RegExp(`^${name}$`) }) })
    await expect(page.locator('roomful-pods .pod:not([data-gone])')).toHaveCount(24)
    await expect.poll(async () => (await pod('Bela').locator('.label').boundingBox())?.width).toBeLessThan(30)
    expect((await pod('Dara').locator('.label').boundingBox())?.width).toBeGreaterThan(50)
  })
})

test('a site can do without the glow, and so can a reader', async ({ browser, site }) => {
  const off = { browser, site, path: '/crowd/off', options: { tag: 'data-glow="off"' } }
  await withCrowd(off, async ({ page, lights, pill, panel, show }) => {
    await show()
    await expect(page.locator('roomful-pods .page[data-crowd]')).toBeAttached()
    await pill.click()
    await expect(panel.getByText('9,800 people can be seen')).toBeVisible()
    await expect(panel.getByText('The glow beside the text')).toBeHidden()
    await expect(lights).toHaveCount(0)
  })
  await withCrowd({ browser, site, path: '/crowd/hidden' }, async ({ lights, pill, panel, show }) => {
    await show()
    await expect(lights).toHaveCount(7)
    await pill.click()
    await panel.getByRole('button', { name: 'Settings' }).click()
    await panel.getByRole('switch', { name: 'Hide all pointers' }).click()
    await expect(lights).toHaveCount(0)
    await panel.getByRole('switch', { name: 'Hide all pointers' }).click()
    await expect(lights).toHaveCount(7)
  })
})

test('a crowd that is none any more leaves no light behind', async ({ browser, site }) => {
  await withCrowd({ browser, site, path: '/crowd/over' }, async ({ page, room, lights, pill, show }) => {
    await show()
    await expect(lights).toHaveCount(7)
    room.say({ t: 'members', gone: Array.from({ length: 110 }, (_, index) => `crowd-${String(index + 10)}`) })
    room.say({ t: 'crowd', shown: 10, warmth: [], over: true })
    await expect(page.locator('roomful-pods .glow')).toHaveCount(0)
    await expect(pill.locator('.extra')).toHaveText('+7')
  })
})

test('a small room fetches nothing of what crowds need', async ({ browser, site }) => {
  await withCrowd({ browser, site, path: '/crowd/small' }, async ({ page, room, pill, show }) => {
    await show({ sample: 20, shown: 20, pointing: 5, warmth: [['#p1', 5]] })
    await expect(pill.locator('.extra')).toHaveText('+17')
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    expect(fetched.filter((name) => /crowd/.test(name))).toEqual([])
    expect(room.wants).toEqual([])
  })
})

const LOOKS = {
  dark: { options: { root: 'lang="de" class="dark"' }, seen: '9.800 Menschen sind zu sehen' },
  french: { options: { root: 'lang="fr"' }, seen: /9.800 personnes visibles/ },
  arabic: { options: { root: 'lang="ar" dir="rtl"' }, seen: /9.800 شخص ظاهر|٩٬٨٠٠ شخص ظاهر/ },
} as const

for (const [look, { options, seen }] of Object.entries(LOOKS)) {
  test(`a crowd in ${look} keeps to the margin where lines begin`, async ({ browser, site }) => {
    test.slow()
    await withCrowd({ browser, site, path: `/crowd/${look}`, options }, async ({ page, lights, pill, panel, show }) => {
      await show()
      await expect(lights).toHaveCount(7)
      const light = await middleOf(lights.first())
      const text = await page.locator('#p1').boundingBox()
      if (look === 'arabic') expect(light.x).toBeGreaterThan((text?.x ?? 0) + (text?.width ?? 0))
      else expect(light.x).toBeLessThan(text?.x ?? 0)
      await pill.click()
      await expect(panel.getByText(seen)).toBeVisible()
      await expectAccessible(page, look)
    })
  })
}

test('on a phone the glow is at the edge of the window and covers no words', async ({ browser, site }) => {
  const context = { viewport: { width: 360, height: 700 }, hasTouch: true, isMobile: true }
  await withCrowd(
    { browser, site, path: '/crowd/phone', options: { root: 'lang="es"' }, context },
    async ({ page, lights, pill, panel, show }) => {
      await show({ pointing: 6 })
      await expect(lights).toHaveCount(7)
      const light = await lights.first().boundingBox()
      const text = await page.locator('#p1').boundingBox()
      expect((light?.x ?? 0) + (light?.width ?? 0)).toBeLessThanOrEqual((text?.x ?? 0) + 4)
      expect((light?.x ?? 0) + (light?.width ?? 0)).toBeGreaterThan(4)
      await expect(lights.first().locator('.warm')).toBeHidden()
      await pill.click()
      await expect(panel.getByText('9800 personas visibles')).toBeVisible()
      // The sheet comes up from below.
      await expect(() => expectInWindow(page, panel)).toPass()
    },
  )
})

test('with reduced motion the glow is there at once and does not move', async ({ browser, site }) => {
  const context = { reducedMotion: 'reduce' } as const
  await withCrowd({ browser, site, path: '/crowd/calm', context }, async ({ lights, show }) => {
    await show()
    await expect(lights).toHaveCount(7)
    const durations = await lights.first().evaluate((node) => getComputedStyle(node).transitionDuration.split(', '))
    for (const duration of durations) expect(parseFloat(duration)).toBeLessThan(0.001)
  })
})

test('[U1,U3,U5,U6,U7] two hundred and sixty people: lights and numbers are true, and one sees whom one reads with and whom one follows', async ({
  open,
  site,
}) => {
  test.setTimeout(90_000)
  const reader = await open('/crowd/real', { more: SECTIONS })
  const { page, pill, panel, pods } = reader
  const { origin } = new URL(site.at('/'))
  const people = Array.from({ length: 260 }, (_, index) => {
    const [at, section] = index < 30 ? ['three-2', 'three'] : index < 120 ? ['p2', undefined] : ['p1', undefined]
    return { name: `Guest ${String(index)}`, at, ...(section !== undefined && { section }) }
  })
  const visitors = await letIn(origin, '/crowd/real', people)
  const lights = page.locator('roomful-pods .light:not([data-gone])')
  await expect(pill).toContainText('261')
  await expect(lights).toHaveCount(3)
  await expect(lights.locator('.warm')).toHaveText(['140', '90', '30'])
  await pill.click()
  await expect(panel.getByText('260 people can be seen')).toBeVisible()
  await expect(panel.locator('.person:not(.many, .quiet)')).toHaveCount(100)
  await expect(panel.getByText('and 160 more')).toBeAttached()
  await page.keyboard.press('Escape')
  // [U5] Of all these pointers a page shows those of twenty.
  await expect.poll(() => pods.count()).toBeGreaterThan(5)
  expect(await pods.count()).toBeLessThanOrEqual(20)

  await reader.beSeen('Reader')
  await page.locator('#three-2').evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const near = new Set(visitors.filter(({ section }) => section === 'three').map(({ name }) => name))
  const names = async (): Promise<readonly string[]> =>
    page.locator('roomful-pods .pod:not([data-gone]) .name').allTextContents()
  // Of the twenty the reader may be one.
  await expect.poll(async () => (await names()).filter((name) => near.has(name)).length).toBeGreaterThanOrEqual(19)
  expect((await names()).filter((name) => !near.has(name))).toEqual([])

  await pill.click()
  const shown = await panel.locator('.person:not(.many, .quiet) .name').allTextContents()
  const far = visitors.find(({ name, section }) => section === undefined && shown.includes(name))
  if (far === undefined) throw new Error('Nobody to follow.')
  await panel.getByRole('button', { name: `Follow ${far.name}`, exact: true }).click()
  await page.keyboard.press('Escape')
  await expect.poll(names).toContain(far.name)
  far.pointAt('p5')
  await expect(page.locator('#p5')).toBeInViewport()

  await Promise.all(visitors.slice(0, 90).map((visitor) => visitor.leave()))
  await expect(lights).toHaveCount(0, { timeout: 10_000 })
  await pill.click()
  await expect(panel.getByText('can be seen')).toBeHidden()
  await expect(panel.locator('.person:not(.many, .quiet)')).toHaveCount(171)
  for (const visitor of visitors.slice(90)) void visitor.leave()
})
