/** Mail about answers: who gets it, after what, how often, and how it ends. Over a real SMTP connection. */
import { memoryStore, type RoomfulOptions } from 'roomful'
import { expect, test } from 'vitest'
import { withNotices, SITE, type NoticeServer } from '../support/notice-server.js'
import { openSmtpSink, readMail, type SmtpSink } from '../support/smtp-sink.js'
import { until } from '../support/until.js'

const ADDRESS = 'ada@post.example'

function mailing(sink: SmtpSink, more: RoomfulOptions = {}): RoomfulOptions {
  const mail = { smtp: `smtp://127.0.0.1:${sink.port}`, from: 'Our blog <notices@blog.example>' }
  return { notices: { site: SITE, mail }, ...more }
}

const linkIn = (text: string, what: 'confirm' | 'stop'): string =>
  new RegExp(`${SITE}/roomful/v1/mail/${what}\\?\\S+`).exec(text)?.[0] ?? ''

/** Asks for mail and follows the link that comes. */
async function subscribe(server: NoticeServer, sink: SmtpSink, person: string, address: string): Promise<void> {
  const before = sink.mails.length
  expect(await server.write(person, 'mail.set', { address })).toEqual({ state: 'asked' })
  await sink.count(before + 1)
  const { text } = readMail(sink.mails.at(-1)?.raw ?? '')
  expect((await server.follow(linkIn(text, 'confirm'), 'POST')).status).toBe(200)
  expect(await server.read(person, 'mail')).toEqual({ state: 'confirmed', address })
}

/** Mails that were to be sent before this have been: somebody else's, asked for later, is there. */
async function nothingMoreComes(server: NoticeServer, sink: SmtpSink): Promise<void> {
  const address = `later-${sink.mails.length}@post.example`
  await server.write(`later-${sink.mails.length}`, 'mail.set', { address })
  await until(() => sink.mails.some(({ to }) => to.includes(address)), 'the later mail')
}

const mailsTo = (sink: SmtpSink, address: string): number => sink.mails.filter(({ to }) => to.includes(address)).length

test('[X4,X5] an address is written to only after its owner has pressed the button behind the link sent to it', async () => {
  const sink = await openSmtpSink()
  await withNotices(mailing(sink), async (server) => {
    const first = await server.say('ada', 'The first word.')
    expect(await server.read('ada', 'mail')).toEqual({ state: 'none' })
    expect(await server.write('ada', 'mail.set', { address: ' Ada@Post.Example ' })).toEqual({ state: 'asked' })
    await sink.count(1)
    const asked = readMail(sink.mails[0]?.raw ?? '')
    expect(sink.mails[0]).toMatchObject({ from: 'notices@blog.example', to: [ADDRESS] })
    expect(asked.headers.get('subject')).toEqual(['Please confirm your address for blog.example'])
    await server.say('bob', 'Too early for a mail.', { parent: first })
    // Programs that check mails follow links: that must not be enough.
    const link = linkIn(asked.text, 'confirm')
    expect(asked.html).toContain(link.replaceAll('&', '&amp;'))
    for (let n = 0; n < 3; n++) {
      const page = await server.follow(link)
      expect(page.status).toBe(200)
      expect(page.html).toContain('<form method="post"><button>Yes, write to me</button></form>')
    }
    expect(await server.read('ada', 'mail')).toEqual({ state: 'asked', address: ADDRESS })
    expect((await server.follow(link, 'POST')).html).toContain('Your address is confirmed.')
    expect(await server.read('ada', 'mail')).toEqual({ state: 'confirmed', address: ADDRESS })
    const answer = await server.say('bob', 'An **answer** with [a link](https://there.example/).', { parent: first })
    await until(() => mailsTo(sink, ADDRESS) === 2, 'the mail')
    const mail = readMail(sink.mails.find(({ raw }) => raw.includes('reply'))?.raw ?? '')
    expect(mail.text).toContain('Name of bob has answered you:\n\n> An answer with a link.\n')
    expect(mail.text).toContain(`${SITE}/blog/7#comment-${answer}\n`)
    expect(mail.html).toContain(
      '<b><bdi>Name of bob</bdi></b> has answered you:</p>\n<blockquote dir="auto"><p>An <strong>answer</strong> with <a href="https://there.example/" rel="nofollow ugc noopener">a link</a>.</p></blockquote>',
    )
    await nothingMoreComes(server, sink)
    expect(mailsTo(sink, ADDRESS)).toBe(2)
  })
})

test('[X4] every mail can be stopped with one POST, by a mail program or a person, at once and for good', async () => {
  const sink = await openSmtpSink()
  await withNotices(mailing(sink), async (server) => {
    const first = await server.say('ada', 'One.')
    const form = new FormData()
    form.set('List-Unsubscribe', 'One-Click')
    const bodies: RequestInit[] = [
      { body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { body: form },
      { headers: { origin: SITE, 'content-type': 'application/x-www-form-urlencoded' } },
    ]
    for (const [round, init] of bodies.entries()) {
      await subscribe(server, sink, 'ada', ADDRESS)
      const before = sink.mails.length
      await server.say('bob', `Answer ${round}`, { parent: first })
      await sink.count(before + 1)
      const { headers } = readMail(sink.mails.at(-1)?.raw ?? '')
      expect(headers.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
      const [, stop = ''] = /^<([^<> ]+)>$/.exec(headers.get('list-unsubscribe')?.[0] ?? '') ?? []
      expect((await server.follow(stop)).html).toContain('<button>Stop the mails</button>')
      expect(await server.read('ada', 'mail')).toMatchObject({ state: 'confirmed' })
      for (let twice = 0; twice < 2; twice++) expect((await server.follow(stop, 'POST', init)).status).toBe(200)
      expect(await server.read('ada', 'mail')).toEqual({ state: 'stopped', address: ADDRESS })
      // The link that confirmed it brings nothing back.
      const confirm = linkIn(readMail(sink.mails[before - 1]?.raw ?? '').text, 'confirm')
      expect((await server.follow(confirm, 'POST')).status).toBe(404)
      await server.say('bob', `Answer ${round} again`, { parent: first })
      await nothingMoreComes(server, sink)
      expect(mailsTo(sink, ADDRESS)).toBe(2 * (round + 1))
    }
    expect(await server.write('ada', 'mail.set', { stop: true })).toEqual({ state: 'stopped' })
    expect(await server.write('nobody', 'mail.set', { stop: true })).toEqual({ state: 'none' })
  })
})

test('[X4,S29] links that are wrong, foreign, changed, too old or for something else are of no use, and look alike', async () => {
  const sink = await openSmtpSink()
  let aheadMs = 0
  const clock = { ...realClock(), now: () => Date.now() + aheadMs }
  await withNotices(mailing(sink, { clock }), async (server) => {
    await server.write('ada', 'mail.set', { address: ADDRESS })
    await server.write('bob', 'mail.set', { address: 'bob@post.example' })
    await sink.count(2)
    const mailTo = (address: string): string =>
      readMail(sink.mails.find(({ to }) => to.includes(address))?.raw ?? '').text
    const good = linkIn(mailTo(ADDRESS), 'confirm')
    const token = new URL(good).searchParams.get('t') ?? ''
    const [who = '', end = '', mac = ''] = token.split('.')
    const foreign = new URL(linkIn(mailTo('bob@post.example'), 'confirm')).searchParams.get('t') ?? ''
    const stop = new URL(linkIn(mailTo(ADDRESS), 'stop')).searchParams.get('t') ?? ''
    const bob = foreign.split('.')[0] ?? ''
    const useless = [
      '',
      '.',
      '..',
      'x',
      token.slice(1),
      token.slice(0, -1),
      `${token}x`,
      stop,
      `${bob}.${end}.${mac}`,
      `${who}.${(Number.parseInt(end, 36) + 1).toString(36)}.${mac}`,
      `${who}..${mac}`,
      `${who}.zzzzzzzzzzz.${mac}`,
      `${Buffer.from('nobody').toString('base64url')}.${end}.${mac}`,
      '\u0000',
      '%00',
      'a'.repeat(5_000),
    ]
    const answers = new Set<string>()
    for (const each of useless) {
      for (const method of ['GET', 'POST'] as const) {
        const { status, html } = await server.follow(`/roomful/v1/mail/confirm?t=${encodeURIComponent(each)}`, method)
        answers.add(`${status} ${html}`)
      }
    }
    expect((await server.follow(`/roomful/v1/mail/stop?t=${token}`, 'POST')).status).toBe(404)
    aheadMs = 3 * 86_400_000 + 1_000
    answers.add(
      await server.follow(good.replace('&lang=en', ''), 'POST').then(({ status, html }) => `${status} ${html}`),
    )
    expect([...answers]).toEqual([expect.stringMatching(/^404 .*cannot be used any more/s)])
    expect(await server.read('ada', 'mail')).toEqual({ state: 'asked', address: ADDRESS })
    // Stopping never gets too old.
    aheadMs = 3_650 * 86_400_000
    expect((await server.follow(`/roomful/v1/mail/stop?t=${stop}`, 'POST')).status).toBe(200)
  })
})

test('[X4,S15] the pages behind the links speak five languages, run nothing, and may not be framed', async () => {
  const sink = await openSmtpSink()
  await withNotices(mailing(sink, { origins: ['https://other.example'] }), async (server) => {
    await server.write('ada', 'mail.set', { address: ADDRESS, lang: 'de-AT' })
    await sink.count(1)
    const { headers, text } = readMail(sink.mails[0]?.raw ?? '')
    expect(headers.get('content-language')).toEqual(['de'])
    const link = linkIn(text, 'confirm')
    expect(link).toMatch(/&lang=de$/)
    const titles = new Set<string>()
    for (const lang of ['en', 'de', 'fr', 'es', 'ar', 'xx"><script>']) {
      const page = await server.follow(link.replace('lang=de', `lang=${encodeURIComponent(lang)}`))
      expect(page.html).toMatch(/^<!doctype html>\n<html lang="[a-z]{2}" dir="(?:ltr|rtl)">/)
      expect(page.html).not.toContain('<script')
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      )
      expect(page.headers.get('cache-control')).toBe('no-store')
      titles.add(/<title>([^<]*)/.exec(page.html)?.[1] ?? '')
    }
    expect(titles.size).toBe(5)
    expect(
      (await server.follow(link.replace('&lang=de', ''), 'GET', { headers: { 'accept-language': 'fr-CA,de' } })).html,
    ).toContain('lang="fr"')
    // The button is pressed on the server's own page, whichever origins the server is for.
    expect((await server.follow(link, 'POST', { headers: { origin: SITE } })).status).toBe(200)
  })
})

test('[X4,S29] a flood of answers is at most twenty mails a day to one address', async () => {
  const sink = await openSmtpSink()
  await withNotices(mailing(sink), async (server) => {
    const first = await server.say('ada', 'One.')
    await subscribe(server, sink, 'ada', ADDRESS)
    await Promise.all(Array.from({ length: 60 }, (_, n) => server.say(`person-${n}`, `Answer ${n}`, { parent: first })))
    await until(() => mailsTo(sink, ADDRESS) === 20, 'twenty mails')
    await nothingMoreComes(server, sink)
    expect(mailsTo(sink, ADDRESS)).toBe(20)
    expect(new Set(sink.mails.map(({ raw }) => readMail(raw).headers.get('message-id')?.[0])).size).toBe(21)
    expect(await server.read('ada', 'notices', { limit: '1' })).toMatchObject({ unread: 60 })
  })
})

test('[S29] an address can be asked three times a day, by one person or by many, in whatever spelling', async () => {
  const sink = await openSmtpSink()
  await withNotices(mailing(sink), async (server) => {
    for (let n = 0; n < 3; n++) await server.write('ada', 'mail.set', { address: ADDRESS }, { id: `ask-${n}` })
    await expect(server.write('ada', 'mail.set', { address: 'another@post.example' })).rejects.toThrow('RATE_LIMITED')
    // The same write again is the same ask.
    expect(await server.write('ada', 'mail.set', { address: ADDRESS }, { id: 'ask-2' })).toEqual({ state: 'asked' })
    const spellings = ['victim@post.example', 'vic.tim@post.example', 'victim+1@post.example', 'VICTIM+2@post.example']
    for (const [n, address] of [...spellings, ...spellings].entries()) {
      // Nobody learns how often somebody else was asked.
      expect(await server.write(`mallory-${n}`, 'mail.set', { address })).toEqual({ state: 'asked' })
    }
    await nothingMoreComes(server, sink)
    expect(mailsTo(sink, ADDRESS)).toBe(3)
    expect(sink.mails.filter(({ to }) => to[0]?.startsWith('vic'))).toHaveLength(3)
  })
})

test('[S29] an address of signs that a database could take for patterns is nobody’s but its own', async () => {
  const sink = await openSmtpSink()
  const store = memoryStore()
  await withNotices(mailing(sink, { store }), async (server) => {
    await subscribe(server, sink, 'ada', ADDRESS)
    for (const address of [
      '%@post.example',
      '%',
      '%@%',
      'a%a@post.example',
      '*@*',
      "'@post.example'",
      'a@post.example,ada@post.example',
    ])
      await expect(server.write('mallory', 'mail.set', { address }), address).rejects.toThrow('MESSAGE_INVALID address')
    await subscribe(server, sink, 'mallory', '___@post.example')
    expect(await store.read('mail.sent', { address: '___@post.example', sinceMs: 0 })).toBe(1)
    await server.write('mallory', 'mail.set', { stop: true })
    expect(await server.read('ada', 'mail')).toEqual({ state: 'confirmed', address: ADDRESS })
    expect(await store.read('mail.sent', { address: '%', sinceMs: 0 })).toBe(0)
  })
})

test('[X4,M1] mail is only ever about what is visible at the moment it is sent, to who still wants it', async () => {
  const sink = await openSmtpSink()
  const store = memoryStore()
  const moderation = { hold: 'none', words: { hold: ['doubtful'] }, flood: false, similar: false } as const
  await withNotices(mailing(sink, { store, moderation }), async (server) => {
    const first = await server.say('ada', 'One.')
    await subscribe(server, sink, 'ada', ADDRESS)
    const held = await server.say('bob', 'A doubtful answer.', { parent: first })
    await nothingMoreComes(server, sink)
    expect(mailsTo(sink, ADDRESS)).toBe(1)
    await server.write('mod', 'comment.judge', { comment: held, verdict: 'approve' })
    await until(() => mailsTo(sink, ADDRESS) === 2, 'the mail about what was approved')
    // What waits for the mail server is looked at again when it is there.
    const due = async (): Promise<number> =>
      (await store.read('parcels.due', { nowMs: Date.now() + 1e9, limit: 100 })).filter(({ kind }) => kind === 'mail')
        .length
    sink.answers.set('MAIL', '451 later')
    const gone = await server.say('bob', 'SECRET words, deleted soon.', { parent: first })
    const kept = await server.say('bob', 'Words that stay.', { parent: first })
    await until(() => sink.commands.filter((line) => line.startsWith('MAIL')).length >= 5, 'two tries')
    expect(await due()).toBe(2)
    await server.write('bob', 'comment.delete', { comment: gone })
    sink.answers.clear()
    await store.write({
      room: '',
      author: '',
      id: '',
      atMs: 0,
      kind: 'parcel.tried',
      fingerprint: '',
      change: { id: 'none', dueMs: 0 },
    })
    for (const { id } of await store.read('parcels.due', { nowMs: Date.now() + 1e9, limit: 100 }))
      await store.write({
        room: '',
        author: '',
        id: '',
        atMs: 0,
        kind: 'parcel.tried',
        fingerprint: '',
        change: { id, dueMs: 1 },
      })
    await server.write('cy', 'mail.set', { address: 'cy@post.example' })
    await until(() => mailsTo(sink, ADDRESS) === 3, 'the mail about what stays')
    await nothingMoreComes(server, sink)
    expect(sink.mails.some(({ raw }) => raw.includes('SECRET'))).toBe(false)
    expect(sink.mails.some(({ raw }) => raw.includes('Words that stay.'))).toBe(true)
    expect(await server.read('ada', 'notices')).toMatchObject({ list: [{ comment: kept }, { comment: held }] })
  })
})

test('[X4] a person who is erased gets nothing more, not even what was on its way', async () => {
  const sink = await openSmtpSink()
  const store = memoryStore()
  await withNotices(mailing(sink, { store }), async (server) => {
    const first = await server.say('ada', 'One.')
    await subscribe(server, sink, 'ada', ADDRESS)
    sink.answers.set('MAIL', '451 later')
    await server.say('bob', 'Two.', { parent: first })
    await until(() => sink.commands.filter((line) => line.startsWith('MAIL')).length >= 2, 'a try')
    await store.write({
      room: '',
      author: '',
      id: 'e',
      atMs: Date.now(),
      kind: 'person.erase',
      fingerprint: '',
      change: { person: 'ada' },
    })
    sink.answers.clear()
    expect(
      (await store.read('parcels.due', { nowMs: Date.now() + 1e9, limit: 9 })).filter(({ kind }) => kind === 'mail'),
    ).toEqual([])
    await nothingMoreComes(server, sink)
    expect(mailsTo(sink, ADDRESS)).toBe(1)
    expect(await server.read('ada', 'mail')).toEqual({ state: 'none' })
  })
})

test('[X4] a site without mail says so, and has no such write', async () => {
  await withNotices({}, async (server) => {
    expect(await server.read('ada', 'mail')).toEqual({ state: 'off' })
    await expect(server.write('ada', 'mail.set', { address: ADDRESS })).rejects.toThrow('WRITE_UNKNOWN')
    expect((await server.follow('/roomful/v1/mail/stop?t=x', 'POST')).status).toBe(404)
  })
})

test('[S32] no address, name or word of anybody stands in the log, whatever the mail server answers', async () => {
  const lines: string[] = []
  const sink = await openSmtpSink()
  const log = (...line: readonly unknown[]): void => void lines.push(JSON.stringify(line))
  await withNotices(mailing(sink, { log }), async (server) => {
    const first = await server.say('canary-ada', 'One.')
    await subscribe(server, sink, 'canary-ada', 'canary-ada@post.example')
    const cases = [
      ['MAIL', '451 not now, canary-ada@post.example'],
      ['RCPT', '450 greylisted canary-ada@post.example'],
      ['DATA.', '554 canary looks like spam'],
    ] as const
    for (const [n, [word, answer]] of cases.entries()) {
      sink.answers.clear()
      sink.answers.set(word, answer)
      await server.say('bob', `Canary ${answer}`, { parent: first })
      await until(() => lines.filter((line) => line.includes('parcel-failed')).length > n, `failure ${n}`)
    }
  })
  expect(lines.join('\n')).not.toMatch(/canary|post\.example|greylisted/i)
  expect(lines.some((line) => line.includes('smtp'))).toBe(true)
})

function realClock(): NonNullable<RoomfulOptions['clock']> {
  return {
    now: () => Date.now(),
    monotonic: () => Math.round(performance.now()),
    after(ms, task) {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
    every(ms, task) {
      const timer = setInterval(task, ms)
      return () => clearInterval(timer)
    },
    soon: (task) => void setImmediate(task),
  }
}
