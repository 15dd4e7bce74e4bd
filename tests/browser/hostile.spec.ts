/**
 * [S15] Whatever somebody writes, is called, quotes or mentions is words, wherever it is shown: on the page, in feeds, in mail,
 * without script, and to moderators. Nothing runs, nothing asks, nothing is loaded, no policy is broken, nobody is led away.
 *
 * The last is looked for by the fixture in every test (`hostile-test.ts`), the words by `hostile-words.ts`; the first test
 * shows that both would notice.
 */
import type { Locator, Page } from '@playwright/test'
import { cleanText } from '@roomful/protocol'
import { cleanName } from '../../packages/server/src/model/names.js'
import { noticeLetter } from '../../packages/server/src/outgoing/letter.js'
import { MAIL_LANGUAGES } from '../../packages/server/src/outgoing/mail-words.js'
import { openSocket } from '../support/live-server.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { expect, openPage, pageWith, PAYLOADS, test, type HostileRoom } from './hostile-test.js'
import { differences, readShown, type Places } from './hostile-words.js'

// Many pages each; on a machine that does something else as well that takes its time.
test.describe.configure({ timeout: 60_000 })

const CARD: Places = { name: '.name', quote: '.passage .words', text: '.text' }
const CARD_OF_QUEUE: Places = { name: '.name bdi', quote: '.passage p', text: '.text' }
const WITHOUT_SCRIPT: Places = { name: '.roomful-author bdi', quote: '.roomful-passage', text: '.roomful-text' }

/** Documents side by side in one page, as a mail program or a reader of feeds would show them: no policy, script allowed. */
const frames = (documents: readonly string[]): string =>
  documents
    .map((html) => `<iframe srcdoc="${html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`)
    .join('')

/** What must be in none of those documents. */
const oddInFrames = (page: Page, allowed: string): Promise<string[]> =>
  page.evaluate(
    (allowed) =>
      [...document.querySelectorAll('iframe')].flatMap(({ contentDocument }) =>
        [...(contentDocument?.body.querySelectorAll('*') ?? [])].flatMap((element) =>
          element.matches(allowed) &&
          !element.getAttributeNames().some((name) => name.startsWith('on') || name === 'style')
            ? []
            : [element.outerHTML.slice(0, 200)],
        ),
      ),
    allowed,
  )
const WORDS =
  'p, b, bdi, blockquote, strong, em, del, code, pre, ul, ol, li, br, hr, small, span.mention, a[href^="http"], a[href^="mailto:"]'

/** Presses a button until all is there. */
async function readOn(more: Locator, items: Locator): Promise<void> {
  await items.first().waitFor()
  while (await more.isVisible()) {
    const count = await items.count()
    await more.dispatchEvent('click')
    await items.nth(count).waitFor({ state: 'attached' })
  }
}

test('what is let through is noticed: dialogs, requests, breaches of a policy, and odd elements', async ({
  browser,
  hostile,
}) => {
  const problems: string[] = []
  const bare = await openPage(browser, hostile.origin, problems)
  const loud = HOSTILE_TEXTS.filter((text) => /<(?:img|svg|script|iframe|link|audio)\b/i.test(text))
  await bare.setContent(frames(loud))
  expect((await oddInFrames(bare, WORDS)).length).toBeGreaterThan(loud.length / 2)
  await expect.poll(() => problems.filter((each) => each.startsWith('dialog')).length).toBeGreaterThan(10)
  expect(problems.filter((each) => each.startsWith('request to another host')).length).toBeGreaterThan(5)
  problems.length = 0
  const strict = await openPage(browser, hostile.origin, problems)
  await strict.goto(pageWith(hostile, '/loud', '<img src=https://hostile.example/><p onclick="" style="color:red">'))
  expect(problems.join('\n')).toContain('Content Security Policy')
  for (const page of [bare, strict]) await page.context().close()
})

test('[S15,S16] in the section of comments, in the card beside the text, and as marks on it', async ({
  hostile,
  open,
}) => {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const page = await open(`${hostile.origin}/roomful/v1/live`)
  const section = page.locator('roomful-comments')
  const cards = section.locator('.comment')
  const margin = page.locator('roomful-margin')
  for (const { path, said } of hostile.rooms) {
    // A few of the quotes are words of the page; the others are no longer there.
    const here = said.slice(0, 4).flatMap(({ quote }) => (quote === undefined ? [] : [`<p>${escaped(quote)}</p>`]))
    const more = `${here.join('')}<roomful-margin></roomful-margin><roomful-comments></roomful-comments>`
    await page.goto(pageWith(hostile, path, more))
    await readOn(section.getByRole('button', { name: 'More comments' }), cards)
    expect(differences(await readShown(cards, CARD), said, CARD)).toEqual([])
    await expectMentions(page, said)
    await expect(margin.locator('.marker').first()).toBeAttached()
    await margin.getByRole('button', { name: /comments? on words that are no longer here/ }).click()
    const card = margin.getByRole('dialog')
    await expect(card).toContainText('What was said about them is still here')
    const beside = await readShown(card.locator('.comment'), CARD)
    const ids = new Set(beside.map(({ id }) => id))
    const about = said.filter(({ id }) => ids.has(id))
    expect(about.length).toBeGreaterThan(said.length / 2)
    expect(differences(beside, about, CARD)).toEqual([])
    expect(await margin.locator(':is(script, img, iframe, object, embed, link, style)').count()).toBe(0)
  }
})

/** Names that hold no sign of Markdown are mentions, and none of them is more than its letters. */
async function expectMentions(page: Page, said: HostileRoom['said']): Promise<void> {
  const mentions = page.locator('roomful-comments .mention')
  const shown = await mentions.evaluateAll((nodes) =>
    nodes.map((node) => (node.children.length === 0 ? node.textContent : node.outerHTML)),
  )
  const names = new Set(said.map(({ name }) => `@${cleanName(name)}`).concat('@Ada'))
  expect(shown.filter((each) => !names.has(each))).toEqual([])
  expect(new Set(shown).size).toBeGreaterThan(4)
}

test('[S15] in the inbox', async ({ hostile, open }) => {
  const page = await open(pageWith(hostile, '/inbox', '<roomful-inbox></roomful-inbox>'))
  const inbox = page.locator('roomful-inbox')
  await inbox.locator('.bell').click()
  const lines = inbox.getByRole('listitem')
  await readOn(inbox.locator('button.wide'), lines)
  const shown = await lines.evaluateAll((nodes) =>
    nodes.map((node) => ({
      name: node.querySelector('bdi')?.textContent ?? '',
      href: node.querySelector('a')?.href ?? '',
      odd: [...node.querySelectorAll('*')]
        .map(({ localName }) => localName)
        .filter((each) => !/^(?:a|span|b|bdi|time|div)$/.test(each)),
    })),
  )
  const names = new Set(
    hostile.rooms.flatMap(({ said }) => said.map(({ name }) => cleanName(name))).filter((name) => name !== ''),
  )
  for (const { href, odd } of shown) {
    expect(odd).toEqual([])
    expect(href.startsWith(`${hostile.origin}/hostile/`), href).toBe(true)
  }
  expect(new Set(shown.map(({ name }) => name).filter((name) => names.has(name)))).toEqual(names)
})

test('[S15,S14] as messages, and as people in the list of those who are there', async ({ hostile, open }) => {
  const page = await open(hostile.site.at('/messages', { tag: 'data-pods="off"' }))
  await page.locator('roomful-box .pill').click()
  await page.evaluate(async () => (await window.roomful!.room()).me.show())
  await expect(page.locator('roomful-messages section.inbox')).toBeAttached()
  await page.evaluate(() => {
    const seen: object[] = ((window as unknown as { seen: object[] }).seen = [])
    const root = document.querySelector('roomful-messages')!.shadowRoot!
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof Element && node.matches('li.card')) {
            const words = node.querySelector('.words')
            seen.push({ text: words?.textContent, elements: words?.childElementCount })
          }
    }).observe(root, { childList: true, subtree: true })
  })
  for (const [index, person] of hostile.people.entries()) {
    const text = PAYLOADS[index]?.slice(0, 1_900) ?? ''
    const socket = await openSocket(`${hostile.origin.replace('http', 'ws')}/roomful/v1/socket`, {
      origin: hostile.origin,
      headers: { cookie: `who=${person}` },
    })
    socket.send({ t: 'hello', v: 1, format: 'json', rooms: [{ room: '/messages', me: { show: true } }] })
    const { n } = await socket.until(({ t }) => t === 'joined')
    socket.send({ t: 'tell', n, id: 1, to: 'ada', text })
    await socket.until(({ t }) => t === 'told' || t === 'error')
    await socket.close()
  }
  const told = PAYLOADS.map((text) => cleanText(text.slice(0, 1_900))).filter((text) => text !== '')
  const seen = (): Promise<{ text: string; elements: number }[]> =>
    page.evaluate(() => (window as unknown as { seen: { text: string; elements: number }[] }).seen)
  await expect.poll(async () => (await seen()).length).toBe(told.length)
  expect(await seen()).toEqual(told.map((text) => ({ text, elements: 0 })))
})

for (const javaScriptEnabled of [false, true]) {
  test(`[S15] on the page for readers without script, with script ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    hostile,
    open,
  }) => {
    const page = await open(`${hostile.origin}/roomful/v1/live`, { javaScriptEnabled })
    const next = page.locator('a[rel~=next]')
    for (const { path, said } of hostile.rooms) {
      const address = `${hostile.origin}/roomful/v1/rooms/${encodeURIComponent(path)}/comments.html`
      await page.goto(address)
      const shown = await readShown(page.locator('article'), WITHOUT_SCRIPT)
      while ((await next.count()) > 0) {
        const more = new URL((await next.getAttribute('href')) ?? '', address).searchParams.get('roomful-more') ?? ''
        await page.goto(`${address}?more=${encodeURIComponent(more)}`)
        shown.push(...(await readShown(page.locator('article'), WITHOUT_SCRIPT)))
      }
      expect(differences(shown, said, WITHOUT_SCRIPT)).toEqual([])
      expect(await page.locator(':is(script, img, iframe, object, embed, svg, base)').count()).toBe(0)
      // The form for an answer says whom it answers.
      const [first] = said
      await page.goto(`${address}?reply=${first?.id ?? ''}`)
      await expect(page.locator('.roomful-form')).toContainText(cleanName(first?.name ?? ''))
    }
  })
}

test('[S15,S26] in a form that is shown again, with what was typed into it', async ({ browser, hostile }) => {
  const problems: string[] = []
  const page = await openPage(browser, hostile.origin, problems)
  const forms: string[] = []
  for (const text of HOSTILE_TEXTS) {
    const answer = await fetch(`${hostile.origin}/roomful/v1/rooms/%2Fform/comments`, {
      method: 'POST',
      headers: { origin: hostile.origin },
      body: new URLSearchParams({ text, name: text, parent: text, back: text, token: text }),
    })
    expect(answer.status).toBe(403)
    forms.push(/<form[^]*<\/form>/.exec(await answer.text())?.[0] ?? '')
  }
  // One below the other: what breaks out of its field breaks the next form.
  await page.setContent(forms.join(''))
  const shown = await page.locator('form').evaluateAll((nodes) =>
    nodes.map((form) => ({
      text: form.querySelector('textarea')?.value,
      name: form.querySelector<HTMLInputElement>('input[name=name]')?.value,
      inside: [...form.querySelectorAll('*')].map(({ localName }) => localName).join(' '),
      leads: form.outerHTML.slice(0, form.outerHTML.indexOf('>')).replace(/(token|parent)="[^"]*"/, ''),
    })),
  )
  // As a browser reads a field: one kind of line end, and none in a line.
  const typed = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd').replace(/\r\n?/g, '\n')
  expect(shown.map(({ text }) => text)).toEqual(HOSTILE_TEXTS.map(typed))
  expect(shown.map(({ name }) => name)).toEqual(HOSTILE_TEXTS.map((text) => typed(text).replaceAll('\n', '')))
  expect(new Set(shown.map(({ inside }) => inside)).size).toBe(1)
  expect(shown.filter(({ leads }) => /hostile\.example|javascript/.test(leads))).toEqual([])
  await page.context().close()
  expect(problems).toEqual([])
})

test('[S15,T10] in the feeds, as documents and in a reader that trusts them', async ({ browser, hostile, open }) => {
  const problems: string[] = []
  const reader = await openPage(browser, hostile.origin, problems)
  const page = await open(`${hostile.origin}/roomful/v1/live`)
  for (const { path, said } of hostile.rooms) {
    const base = `${hostile.origin}/roomful/v1/rooms/${encodeURIComponent(path)}`
    await page.goto(`${base}/comments.rss`)
    const items = await page.evaluate(async (address) => {
      const parsed = new DOMParser().parseFromString(await (await fetch(address)).text(), 'application/xml')
      const text = (item: Element, name: string): string => item.getElementsByTagName(name)[0]?.textContent ?? ''
      return {
        odd: parsed.querySelectorAll('parsererror, script, html, body, svg').length,
        namespaces: [...new Set([...parsed.querySelectorAll('*')].map(({ namespaceURI }) => namespaceURI))],
        list: [...parsed.querySelectorAll('item')].map((item) => ({
          html: text(item, 'description'),
          name: text(item, 'dc:creator'),
          link: text(item, 'link'),
        })),
      }
    }, `${base}/comments.rss`)
    expect(items.odd).toBe(0)
    expect(items.namespaces.length).toBeLessThanOrEqual(3)
    const json = (await (await fetch(`${base}/comments.json`)).json()) as {
      items: { id: string; content_html: string; authors: { name: string }[] }[]
    }
    expect(json.items.length).toBeGreaterThanOrEqual(said.length)
    expect(json.items.map(({ content_html }) => content_html)).toEqual(
      items.list.map(({ html }) => html.replaceAll('\r', '')),
    )
    const articles = json.items.map(
      ({ id, content_html: html }) => `<article id="comment-${id}"><b></b><div>${html}</div></article>`,
    )
    await reader.setContent(articles.join(''))
    const words: Places = { name: 'b', text: 'div' }
    const shown = await readShown(reader.locator('article'), words)
    const named = shown.map((each) => ({
      ...each,
      name: json.items.find(({ id }) => id === each.id)?.authors[0]?.name ?? '',
    }))
    expect(differences(named, said, words)).toEqual([])
    await page.goto(`${base}/comments.json`)
    expect(await page.locator(':is(script, img, iframe, a)').count()).toBe(0)
  }
  await reader.context().close()
  expect(problems).toEqual([])
})

test('[S15,X4] in mail', async ({ browser, hostile }) => {
  const problems: string[] = []
  const page = await openPage(browser, hostile.origin, problems)
  const letters = PAYLOADS.map((text, n) =>
    noticeLetter({
      lang: MAIL_LANGUAGES[n % MAIL_LANGUAGES.length] ?? 'en',
      site: 'blog.example',
      stop: 'https://blog.example/stop',
      kind: 'mention',
      name: PAYLOADS[(n + 7) % PAYLOADS.length] ?? '',
      source: text,
      page: 'https://blog.example/a#comment-1',
      mentions: [{ id: 'x', name: text.slice(0, 9) }],
    }),
  )
  // One below the other: what breaks out of its letter breaks the next one.
  const bodies = letters.map(({ html }) => /<body>([^]*)<\/body>/.exec(html)?.[1] ?? '')
  await page.setContent(frames([bodies.map((body) => `<section>${body}</section>`).join('')]))
  expect(await oddInFrames(page, `${WORDS}, body > section`)).toEqual([])
  const whole = await page.evaluate(
    () =>
      [...(document.querySelector('iframe')?.contentDocument?.body.children ?? [])].filter(
        (mail) =>
          mail.querySelectorAll(':scope > blockquote').length === 1 &&
          mail.querySelector(':scope > hr + p a')?.getAttribute('href') === 'https://blog.example/stop',
      ).length,
  )
  expect(whole).toBe(letters.length)
  await page.context().close()
  expect(problems).toEqual([])
})

test('[S15,S26] on the page of those who have to read all of it: queue, reports, people, log', async ({
  hostile,
  open,
}) => {
  const { waiting, rooms, write } = hostile
  const [reported] = rooms
  for (const { id, source, person } of reported?.said.slice(0, 20) ?? []) {
    await write('/hostile/0', 'Ada', 'comment.report', { comment: id, reason: `other: ${source}`.slice(0, 190) })
    await write('/hostile/0', 'Mona', 'person.sanction', { person, what: 'mute', reason: source.slice(0, 190) })
  }
  const page = await open(`${hostile.origin}/roomful/moderate#key=${hostile.key}`)
  await expect(page.locator('main .view')).toBeVisible()
  await page.evaluate(() => (location.hash = 'all'))
  const cards = page.locator('article.card')
  const room = page.getByLabel('Page', { exact: true })
  for (const { path, said } of waiting) {
    await room.selectOption(path)
    await expect(cards.first().locator('a.page')).toHaveText(path)
    await readOn(page.getByRole('button', { name: 'Show more' }), cards)
    expect(differences(await readShown(cards, CARD_OF_QUEUE), said, CARD_OF_QUEUE)).toEqual([])
  }
  await room.selectOption('/hostile/0')
  await expect(page.locator('.reports li')).not.toHaveCount(0)
  for (const view of ['people', 'log']) {
    await page.evaluate((to) => (location.hash = to), view)
    await expect(page.locator(view === 'people' ? '.people li' : '.log li')).not.toHaveCount(0)
    expect(await page.locator('main :is(script, img, iframe, object, embed, style, form, link)').count(), view).toBe(0)
  }
})
