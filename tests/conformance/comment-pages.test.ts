/** Comments without script: pages, the form, feeds, numbers. A real server, and what a browser without script would send. */
import { expect, test } from 'vitest'
import { withServer, type LiveServer } from '../support/live-server.js'
import { enter, helloOf, JWT_SECRET, signToken } from '../support/writer.js'

const options = { jwt: { secret: JWT_SECRET }, moderation: { flood: false, similar: false, hold: 'none' } } as const
const inRoom = (check: (server: LiveServer) => Promise<void>): Promise<void> => withServer(options, check)

const ROOM = '/v1/rooms/%2Fblog%2F7'
const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

async function formOf({ get }: LiveServer, query = ''): Promise<{ html: string; token: string; back: string }> {
  const html = await (await get(`${ROOM}/comments.html${query}`)).text()
  return { html, token: fieldOf(html, 'token'), back: fieldOf(html, 'back') }
}

function send({ get, url }: LiveServer, fields: Record<string, string>, headers: HeadersInit = {}): Promise<Response> {
  return get(`${ROOM}/comments`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, ...headers },
    body: new URLSearchParams(fields),
  })
}

test('[T7,T10] a page shows threads, answers, marks and a form, and may do nothing but be read', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/blog/7', helloOf('ada', 'Ada'))
    const { id: parent } = await ada.say('First **words** and [a link](https://a.example/x)')
    await ada.say('An answer', { parent })
    const gone = await ada.say('to be deleted')
    await ada.say('answering that', { parent: gone.id })
    await ada.write('comment.delete', { comment: gone.id })
    const answer = await server.get(`${ROOM}/comments.html`)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await answer.text()
    expect(html).toContain(`id="comment-${parent}"`)
    expect(html).toContain('First <strong>words</strong>')
    expect(html).toContain('rel="nofollow ugc noopener"')
    expect(html).toContain('This comment was deleted.')
    expect(html).toContain('3 comments')
    expect(await (await server.get(`${ROOM}/comments.html?fragment`)).text()).toMatch(
      /^<section class="roomful-comments"/,
    )
    expect(await (await server.get(`${ROOM}/comments.html?lang=ar`)).text()).toContain('dir="rtl"')
  }))

test('[T1,W7] a form without script makes a comment that the room hears of, once however often it is sent', () =>
  inRoom(async (server) => {
    const reader = await enter(server, '/blog/7')
    const { token, back } = await formOf(server)
    expect(back).toBe('/blog/7')
    const fields = { token, back, name: 'Gil', text: 'by form' }
    const answer = await send(server, fields)
    expect(answer.status).toBe(303)
    const entry = await reader.entry(({ k }) => k === 'comment')
    expect(answer.headers.get('location')).toBe(`/blog/7#comment-${entry.i}`)
    expect(entry.v).toMatchObject({ text: 'by form', author: { name: 'Gil' } })
    expect((await send(server, fields)).headers.get('location')).toBe(`/blog/7#comment-${entry.i}`)
    expect((await reader.read('comments')).v).toMatchObject({ total: 1 })
    const reply = await formOf(server, `?reply=${entry.i}`)
    expect(reply.html).toContain('Your reply to Gil')
    await send(server, { token: reply.token, back, parent: entry.i, name: 'Ann', text: 'and back' })
    expect(await reader.entry(({ v }) => v['text'] === 'and back')).toMatchObject({ v: { parent: entry.i } })
  }))

test('[S26] a foreign page cannot post, nor can a form be used for another room, person, or way back', () =>
  inRoom(async (server) => {
    const { token, back } = await formOf(server)
    const fields = { token, back, name: 'Eve', text: 'forged' }
    expect((await send(server, fields, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await send(server, fields, { origin: 'null' })).status).toBe(403)
    const without = await send(server, { ...fields, token: '' })
    expect(without.status).toBe(403)
    // The text is still in it, and pressing the button again works.
    const page = await without.text()
    expect(page).toContain('forged')
    expect((await send(server, { ...fields, token: fieldOf(page, 'token'), text: 'meant' })).status).toBe(303)
    const asAda = { authorization: `Bearer ${signToken({ sub: 'ada', name: 'Ada' })}` }
    expect((await send(server, { ...fields, text: 'as Ada' }, asAda)).status).toBe(403)
    for (const [index, away] of [
      'https://evil.example/x',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ].entries()) {
      const form = await formOf(server, `?page=${encodeURIComponent(away)}`)
      expect(form.html).not.toMatch(/evil|javascript/)
      const answer = await send(server, { ...fields, token: form.token, back: away, text: `away ${index}` })
      expect(answer.headers.get('location')).toMatch(/^\/blog\/7#comment-/)
    }
  }))

test('[T1] what is wrong is said on a page that still has the text; a trap for programs is refused', () =>
  inRoom(async (server) => {
    const { token, back } = await formOf(server)
    const empty = await send(server, { token, back, name: 'Gil', text: ' ' })
    expect(empty.status).toBe(400)
    expect(await empty.text()).toContain('role="status"')
    const robot = await send(server, { token, back, name: 'Gil', text: 'buy', website: 'https://spam.example' })
    expect(robot.status).toBe(403)
    const other = await server.get(`${ROOM}/comments`, { method: 'POST', headers: { origin: server.url }, body: 'x' })
    expect(other.status).toBe(415)
  }))

test('[T1,T7] an answer to what has been deleted meanwhile is not lost, and a link to nothing leads to the comments', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/blog/7', helloOf('ada', 'Ada'))
    await ada.say('still here')
    const { id: parent } = await ada.say('soon gone')
    const { token, back } = await formOf(server, `?reply=${parent}`)
    await ada.write('comment.delete', { comment: parent })
    const answer = await send(server, { token, back, parent, name: 'Gil', text: 'half an hour of work' })
    expect(answer.status).toBe(404)
    const page = await answer.text()
    expect(page).toContain('half an hour of work')
    expect(page).toContain('still here')
    // Sent again from there it is a comment of its own.
    expect((await send(server, { token: fieldOf(page, 'token'), back, name: 'Gil', text: 'half' })).status).toBe(303)
    for (const query of [`reply=${parent}`, `reply=${'x'.repeat(99)}`, 'more=nonsense', `more=${'x'.repeat(999)}`]) {
      const lost = await server.get(`${ROOM}/comments.html?${query}`)
      expect([query, lost.status]).toEqual([query, 200])
      expect(await lost.text()).toContain('still here')
    }
  }))

test('[M1] a held comment sends its author back with a word about it', () =>
  withServer({ ...options, moderation: { hold: 'guests' } }, async (server) => {
    const { token, back } = await formOf(server)
    const answer = await send(server, { token, back, name: 'Gil', text: 'please' })
    expect(answer.headers.get('location')).toBe('/blog/7?roomful-told=held#comments')
    const html = await server.live.commentsHtml('/blog/7', {
      request: { url: '/blog/7?roomful-told=held&x=1', headers: {} },
    })
    expect(html).toContain('waits for a moderator')
    expect(html).not.toContain('please')
  }))

test('[T10] the latest comments as RSS and JSON Feed', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/blog/7', helloOf('ada', 'Ada & <Bea>'))
    const { id } = await ada.say('Some *words* & <script>alert(1)</script> ]]>')
    const rss = await (await server.get(`${ROOM}/comments.rss`)).text()
    expect(rss).toContain(`<link>${server.url}/blog/7#comment-${id}</link>`)
    expect(rss).toContain('<dc:creator>Ada &amp; &lt;Bea&gt;</dc:creator>')
    expect(rss).not.toContain('<script')
    expect(rss).toContain('&lt;p&gt;Some &lt;em&gt;words&lt;/em&gt; &amp;amp; &amp;lt;script&amp;gt;')
    const feed = (await (await server.get(`${ROOM}/comments.json`)).json()) as { items: unknown[] }
    expect(feed.items).toMatchObject([
      { id, url: `${server.url}/blog/7#comment-${id}`, authors: [{ name: 'Ada & <Bea>' }] },
    ])
  }))

test('[N3,T7] how many comments, for many rooms at once', () =>
  inRoom(async (server) => {
    const ada = await enter(server, '/blog/7', helloOf('ada', 'Ada'))
    await ada.say('one')
    const answer = await server.get('/v1/comments?room=%2Fblog%2F7&room=%2Fempty&room=__proto__')
    expect(await answer.text()).toBe('{"/blog/7":1,"/empty":0,"__proto__":0}')
  }))

test('[R2] a room that may not be seen has no page, no form and no feed', () =>
  withServer({ ...options, rooms: ['/open/*'] }, async (server) => {
    for (const path of ['comments.html', 'comments.rss', 'comments.json'])
      expect((await server.get(`${ROOM}/${path}`)).status).toBe(404)
    expect((await send(server, { text: 'x' })).status).toBe(404)
    await expect(server.live.commentsHtml('/blog/7')).rejects.toMatchObject({ code: 'ROOM_REFUSED' })
  }))

test('[T7] a host puts comments into its own page, with links of that page', () =>
  withServer({ ...options, limits: { writesPerSecond: 100 } }, async (server) => {
    const ada = await enter(server, '/blog/7', helloOf('ada', 'Ada'))
    for (let i = 0; i < 25; i++) await ada.say(`comment ${i}`)
    const html = await server.live.commentsHtml('/blog/7', {
      request: { url: '/blog/7?ref=home&roomful-told=held', headers: { 'accept-language': 'de-AT,de;q=0.9' } },
    })
    expect(html).toContain('25 Kommentare')
    const more = /rel="next nofollow" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(more).toMatch(/^\/blog\/7\?ref=home&roomful-more=/)
    const next = await server.live.commentsHtml('/blog/7', { request: { url: more, headers: {} } })
    expect(next).toContain('comment 0<')
    expect(next).not.toContain('comment 24<')
  }))
