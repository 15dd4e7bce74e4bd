/** Passages on a real page under the strictest policy: their text, their paint, and what becomes of them when the page changes. */
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type { PassageState } from './passages-entry.js'
import { expect, test as base } from './elements-test.js'

interface Fixtures {
  /** Opens the page with `more` after its paragraphs, and puts a layer over its text. */
  readonly read: (path: string, more?: string, before?: string) => Promise<Page>
}

const test = base.extend<Fixtures, { readonly code: string }>({
  code: [
    // oxlint-disable-next-line no-empty-pattern -- reason: Playwright reads the names of the fixtures from this pattern.
    async ({}, use) => {
      const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
      const result = await build({
        root: file('../..'),
        configFile: false,
        logLevel: 'warn',
        resolve: {
          alias: [{ find: /^@roomful\/protocol$/, replacement: file('../../packages/protocol/src/index.ts') }],
        },
        build: { write: false, minify: false, lib: { entry: file('./passages-entry.ts'), formats: ['es'] } },
      })
      const [chunk] = [result].flat().flatMap((one) => ('output' in one ? one.output : []))
      if (chunk?.type !== 'chunk') throw new Error('the layer was not built')
      await use(chunk.code)
    },
    { scope: 'worker' },
  ],
  read: async ({ open, code }, use) => {
    await use(async (path, more = '', before = '') => {
      const { page } = await open(path, { more })
      await page.route('**/passages.js', (route) => route.fulfill({ contentType: 'text/javascript', body: code }))
      await page.evaluate(`${before}; import('/passages.js')`)
      return page
    })
  },
})

const stateOf = (page: Page, id: string): Promise<PassageState | undefined> =>
  page.evaluate((id) => window.passages.layer.states().get(id), id)

/** Selects from a text to a text, as a drag would. */
const select = (page: Page, from: readonly [string, number], to: readonly [string, number]): Promise<void> =>
  page.evaluate(
    ([from, to]) => {
      const textOf = (selector: string): Node => document.querySelector(selector)!.firstChild!
      getSelection()!.setBaseAndExtent(textOf(from[0]), from[1], textOf(to[0]), to[1])
    },
    [from, to] as const,
  )

const ODD = `<p id="odd">Before  <b>bold</b>
  after<textarea>typed</textarea> field, <span contenteditable>edited</span>editor<roomful-count></roomful-count>, <span data-roomful-ignore>12:00</span>clock<script type="x">no</script>
  and hy&shy;phens.</p><ul id="list"><li>One</li><li>Two<br>lines</li></ul><table><tr><td>a</td><td>b</td></tr></table><x-note>flows</x-note>, too`

test('[C2][T11] the readable text is what is read: no field, no editor, nothing of ours, and words apart that stand apart', async ({
  read,
}) => {
  const page = await read('/text', ODD)
  const text = await page.evaluate(() => window.passages.text)
  expect(text.startsWith('A page with people 0. Someone wrote it weeks ago')).toBe(true)
  expect(text.slice(text.indexOf('Before'))).toBe(
    'Before bold after field, editor, clock and hyphens. One Two lines a b flows, too',
  )
})

test('[T11] every passage of the text leads to its words on the page and back', async ({ read }) => {
  const page = await read('/back', ODD)
  const wrong = await page.evaluate(() => {
    const { text, mark, layer, painted } = window.passages
    const words = [...new Set(text.slice(text.indexOf('Before')).split(/[ ,.]+/))].filter((word) => word.length > 1)
    return words.flatMap((word) => {
      layer.set([mark('one', word)])
      const found = painted('roomful-passage').join('').replaceAll('\u00ad', '')
      return found === word ? [] : [[word, found]]
    })
  })
  expect(wrong).toEqual([])
  // Over what is not read the paint does not go.
  await page.evaluate(() => window.passages.layer.set([window.passages.mark('one', 'bold after field, editor, clock')]))
  expect(await page.evaluate(() => window.passages.painted('roomful-passage'))).toEqual([
    'bold\n  after',
    ' field, ',
    'editor',
    ', ',
    'clock',
  ])
})

test('[T11] what a reader selects is a passage; what they select in a field is none', async ({ read }) => {
  const page = await read('/select', '<textarea id="field">words typed into a field</textarea><p>End.</p>')
  const selected = (): Promise<string | undefined> => page.evaluate(() => window.passages.layer.selection.get()?.exact)
  await select(page, ['#p3', 3], ['#p3', 25])
  await expect.poll(selected).toBe('Someone wrote it weeks')
  const passage = await page.evaluate(() => window.passages.layer.selection.get())
  expect(
    passage?.prefix.endsWith('it was always there. Presence is the small correction to that picture. 3. '.slice(-40)),
  ).toBe(true)
  expect(passage?.suffix.startsWith(' ago, someone else')).toBe(true)
  expect(passage?.block).toBeGreaterThan(0)
  await select(page, ['#p3', 160], ['#p4', 10])
  await expect.poll(selected).toMatch(/to that picture\. 4\. Someone$/)
  await page.locator('#field').selectText()
  await expect.poll(selected).toBeUndefined()
})

test('[T11] marks are painted under a strict policy, in the looks they have, and the page stays as it is', async ({
  read,
}) => {
  const page = await read('/paint')
  const markup = (): Promise<string> => page.locator('main').evaluate((main) => main.outerHTML)
  const [before, picture] = [await markup(), await page.locator('#p1').screenshot()]
  await page.evaluate(() => {
    const { layer, mark } = window.passages
    layer.set([
      mark('a', 'Someone wrote it', {}, 1),
      mark('b', 'a text that pretends', { count: 9 }, 1),
      mark('c', 'Presence is', { state: 'selecting', color: 3 }, 1),
      mark('d', 'correction', { state: 'resolved' }, 1),
    ])
  })
  expect(await page.evaluate(() => [...CSS.highlights.keys()].sort())).toEqual([
    'roomful-passage',
    'roomful-passage-busy',
    'roomful-passage-resolved',
    'roomful-passage-selecting-3',
  ])
  expect(await page.evaluate(() => window.passages.painted('roomful-passage-selecting-3'))).toEqual(['Presence is'])
  expect((await page.locator('#p1').screenshot()).equals(picture)).toBe(false)
  expect(await markup()).toBe(before)
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(1)
  await page.evaluate(() => window.passages.layer.stop())
  expect(await page.evaluate(() => [CSS.highlights.size, document.adoptedStyleSheets.length])).toEqual([0, 0])
  expect((await page.locator('#p1').screenshot()).equals(picture)).toBe(true)
})

const LETTERS = `<p id="one">The first letter came on a Monday, with a stamp nobody had seen before.</p>
  <p id="two">It said that the lighthouse keeper would retire, and that somebody had to count the ships.</p>
  <p id="three">We drew lots; the shortest straw went to my sister, who has counted ever since.</p>`

test('[T11] when the page is edited a passage follows its words, is changed with them, and is gone with them', async ({
  read,
}) => {
  const page = await read('/edit', LETTERS)
  await page.evaluate(() => {
    const { layer, mark } = window.passages
    layer.set([mark('a', 'the lighthouse keeper would retire'), mark('b', 'shortest straw')])
  })
  expect(await stateOf(page, 'a')).toBe('exact')
  const painted = (look = 'roomful-passage'): Promise<string[]> =>
    page.evaluate((look) => window.passages.painted(look), look)
  const write = (selector: string, old: string, now: string): Promise<void> =>
    page.evaluate(
      ([selector, old, now]) => {
        const element = document.querySelector(selector)!
        element.textContent = element.textContent.replace(old, now)
      },
      [selector, old, now] as const,
    )
  // Text comes before, and a paragraph is rendered anew, as frameworks do.
  await page.evaluate(() => {
    document.querySelector('h1')!.after('An introduction that was not there. ')
    const two = document.querySelector('#two')!
    two.replaceWith(two.cloneNode(true))
  })
  await expect.poll(() => stateOf(page, 'a')).toBe('moved')
  expect(await painted()).toEqual(['the lighthouse keeper would retire', 'shortest straw'])
  await write('#two', 'keeper would', 'keeper will')
  await expect.poll(() => stateOf(page, 'a')).toBe('changed')
  expect(await painted('roomful-passage-changed')).toEqual(['the lighthouse keeper will retire'])
  expect(await painted()).toEqual(['shortest straw'])
  await page.locator('#three').evaluate((three) => three.remove())
  await expect.poll(() => stateOf(page, 'b')).toBe('gone')
  expect(await painted()).toEqual([])
  await write('#two', 'keeper will', 'keeper would')
  await expect.poll(() => stateOf(page, 'a')).toBe('moved')
  expect(await painted()).toEqual(['the lighthouse keeper would retire'])
})

test('[T11] a click on marked words picks their marks, the shortest first; links, selections and empty space pick none', async ({
  read,
}) => {
  const page = await read('/pick', '<p id="linked">Words with <a href="#p1" id="link">a link in them</a> and more.</p>')
  await page.evaluate(() => {
    const { layer, mark } = window.passages
    layer.set([
      mark('long', 'Someone wrote it weeks ago, someone else reads it tonight'),
      mark('short', 'wrote it'),
      mark('linked', 'with a link in them and'),
    ])
  })
  const middle = (id: string): Promise<{ x: number; y: number }> =>
    page.evaluate((id) => {
      const { left, top, width, height } = window.passages.layer.boxes(id)[0]!
      return { x: left + width / 2, y: top + height / 2 }
    }, id)
  const picked = (): Promise<unknown> => page.evaluate(() => window.passages.picked.splice(0))
  const at = await middle('short')
  await page.mouse.click(at.x, at.y)
  expect(await picked()).toEqual([['short', 'long']])
  await page.mouse.click(at.x, at.y + 700 > 780 ? 780 : at.y + 700)
  await page.mouse.click(20, at.y)
  await page.locator('#link').click()
  expect(await picked()).toEqual([])
  await page.evaluate(() => scrollTo(0, 0))
  await page.mouse.move(at.x, at.y)
  await page.mouse.down()
  await page.mouse.move(at.x + 60, at.y)
  await page.mouse.up()
  expect(await picked()).toEqual([])
})

test('[T11] asked for, a passage is brought into view and flashes, out of a closed part too', async ({ read }) => {
  const page = await read(
    '/reveal',
    '<details id="more"><summary>More</summary><p>Hidden words are words as well.</p></details>',
  )
  await page.evaluate(() => window.passages.layer.set([window.passages.mark('hidden', 'words are words')]))
  expect(await page.evaluate(() => window.passages.layer.boxes('hidden').length)).toBe(0)
  expect(await page.evaluate(() => window.passages.layer.reveal('hidden'))).toBe(true)
  expect(await page.evaluate(() => window.passages.painted('roomful-passage-flash'))).toEqual(['words are words'])
  await expect(page.locator('#more p')).toBeInViewport()
  await expect.poll(() => page.evaluate(() => window.passages.painted('roomful-passage-flash'))).toEqual([])
  expect(await page.evaluate(() => window.passages.layer.reveal('nobody'))).toBe(false)
})

test('[T11] a browser without highlights gets boxes over the same words, which take no click', async ({ read }) => {
  const page = await read('/boxes', '', 'delete window.Highlight')
  await page.evaluate(() =>
    window.passages.layer.set([window.passages.mark('a', 'between the two stands a text that pretends', {}, 2)]),
  )
  const drawn = (): Promise<number[][]> =>
    page.evaluate(() =>
      [...(document.querySelector('roomful-passages')?.shadowRoot?.querySelectorAll('.roomful-passage') ?? [])].map(
        (box) => {
          const { left, top, width, height } = box.getBoundingClientRect()
          return [left, top, width, height].map(Math.round)
        },
      ),
    )
  const expected = (): Promise<number[][]> =>
    page.evaluate(() =>
      window.passages.layer
        .boxes('a')
        .map(({ left, top, width, height }) => [left, top, width, height].map(Math.round)),
    )
  await expect.poll(async () => (await drawn()).length).toBeGreaterThan(0)
  expect(await drawn()).toEqual(await expected())
  const [[left = 0, top = 0] = []] = await drawn()
  await page.mouse.click(left + 10, top + 5)
  expect(await page.evaluate(() => window.passages.picked)).toEqual([['a']])
  // Narrower, the words stand elsewhere.
  await page.setViewportSize({ width: 420, height: 800 })
  await expect.poll(async () => JSON.stringify(await drawn()) === JSON.stringify(await expected())).toBe(true)
  await page.evaluate(() => window.passages.layer.stop())
  await expect(page.locator('roomful-passages')).toHaveCount(0)
})

const LONG = `for (let at = 0; at < 400; at++) {
  const line = document.createElement('p')
  line.textContent = 'Paragraph number ' + at + ' of many, in which ' + at * 7 + ' things are said about ' + at * 13 + ' others.'
  document.querySelector('main').append(line)
}`

test('[T11] four hundred marks on a long page hold nobody up when something is written above them', async ({
  read,
}) => {
  const page = await read('/many', '', LONG)
  await page.evaluate(() => {
    const { layer, mark } = window.passages
    layer.set(Array.from({ length: 400 }, (_, at) => mark(`m${String(at)}`, `number ${String(at)} of many`)))
  })
  const longestMs = await page.evaluate(async () => {
    const { layer } = window.passages
    const haveMoved = new Promise<void>((done) => {
      const stop = layer.subscribe(() => {
        if ([...layer.states().values()].filter((state) => state === 'moved').length < 400) return
        stop()
        done()
      })
    })
    let longestMs = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration)
    }).observe({ type: 'longtask' })
    document.querySelector('h1')!.after('Something new at the top. ')
    await haveMoved
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return longestMs
  })
  expect(longestMs).toBeLessThan(200)
})
