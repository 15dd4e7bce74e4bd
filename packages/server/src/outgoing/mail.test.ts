import { expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../../../tests/support/hostile-texts.js'
import { openSmtpSink, readMail, shownHeader, type SmtpSink } from '../../../../tests/support/smtp-sink.js'
import { confirmLetter, noticeLetter, type NoticeFacts } from './letter.js'
import { createMail, type SendMail } from './mail.js'
import { MAIL_LANGUAGES } from './mail-words.js'

const STOP = `https://blog.example/roomful/v1/mail/stop?t=${'a'.repeat(300)}&lang=en`
const FACTS: NoticeFacts = {
  ...{ lang: 'en', site: 'blog.example', stop: STOP, kind: 'reply', name: 'Bob', source: 'An answer.' },
  ...{ mentions: [], page: 'https://blog.example/blog/7#comment-c1' },
}
const FROM = { name: 'Our “blog”, thé one', address: 'notices@blog.example' }
const clock = { now: () => 1_800_000_000_000 } as never
const never = new AbortController().signal

function sender(sink: Pick<SmtpSink, 'port'>): Promise<SendMail> {
  return createMail({ smtp: `smtp://127.0.0.1:${sink.port}`, from: FROM, lang: 'en' }, { clock, host: 'blog.example' })
}

const post = (facts: Partial<NoticeFacts> = {}, id = 'mail_1'): Parameters<SendMail>[0] => ({
  ...noticeLetter({ ...FACTS, ...facts }),
  id,
  to: 'ada@post.example',
})

test('[X4] a mail names its sender, its reader, and a way to stop it that programs understand', async () => {
  const sink = await openSmtpSink()
  const send = await sender(sink)
  await send(post(), never)
  await send(post(), never)
  const [one, two] = sink.mails.map(({ raw }) => readMail(raw).headers)
  expect(sink.mails[0]).toMatchObject({ from: FROM.address, to: ['ada@post.example'] })
  expect(shownHeader(one?.get('from')?.[0] ?? '')).toContain(FROM.name)
  expect(one?.get('to')).toEqual(['ada@post.example'])
  expect(one?.get('message-id')).toEqual(['<mail_1@blog.example>'])
  expect(two?.get('message-id')).toEqual(one?.get('message-id'))
  expect(one?.get('date')).toEqual(['Fri, 15 Jan 2027 08:00:00 +0000'])
  expect(one?.get('list-unsubscribe')).toEqual([`<${STOP}>`])
  expect(one?.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(one?.get('auto-submitted')).toEqual(['auto-generated'])
})

test('[X4] both bodies say the same, in five languages, with both links', async () => {
  const sink = await openSmtpSink()
  const send = await sender(sink)
  for (const lang of MAIL_LANGUAGES) await send(post({ lang, source: 'Grüße 👋 **laut**' }), never)
  await send(
    { ...confirmLetter({ ...FACTS, confirm: 'https://blog.example/c?t=1&lang=en' }), id: 'm2', to: 'ada@post.example' },
    never,
  )
  const subjects = sink.mails.map(({ raw }) => shownHeader(readMail(raw).headers.get('subject')?.[0] ?? ''))
  expect(new Set(subjects).size).toBe(6)
  for (const { raw } of sink.mails.slice(0, 5)) {
    const { text, html } = readMail(raw)
    expect(text).toContain('\n> Grüße 👋 laut\n')
    expect(text).toContain(STOP)
    expect(html).toContain('<blockquote dir="auto"><p>Grüße 👋 <strong>laut</strong></p></blockquote>')
    expect(html).toContain(`<a href="${STOP.replaceAll('&', '&amp;')}">`)
  }
  expect(readMail(sink.mails[5]?.raw ?? '').html).toContain('href="https://blog.example/c?t=1&amp;lang=en"')
})

/** Tags and attributes that mails are made of. */
const TAG =
  /^<\/?(?:html|head|title|body|p|b|bdi|small|hr|a|blockquote|ul|ol|li|pre|code|strong|em|del|span|br|meta)(?: (?:lang|dir|charset|rel|class|start|href)="[^"<>]*")*>$/

test('[S15,S29] whatever a name or a text says, it changes no header and no tag, and leads nowhere by itself', async () => {
  const sink = await openSmtpSink({ isLax: true })
  const send = await sender(sink)
  const plain = (await send(post(), never), readMail(sink.mails[0]?.raw ?? ''))
  const injections = [
    'x\r\nBcc: victim@post.example',
    'x\nSubject: y\n\nz',
    '\r\n.\r\nMAIL FROM:<a@b.example>',
    '.',
    '..\n.\n.',
    'From here on',
  ]
  for (const [n, hostile] of [...HOSTILE_TEXTS, ...injections].entries()) {
    const before = sink.mails.length
    await send(
      post({ name: hostile, source: hostile, mentions: [{ id: 'x', name: hostile.slice(0, 9) }] }, `m${n}`),
      never,
    )
    expect(sink.mails).toHaveLength(before + 1)
    const { headers, text, html } = readMail(sink.mails[before]?.raw ?? '')
    const stable = (of: typeof headers): object =>
      Object.fromEntries([...of].filter(([name]) => !/^(?:message-id|content-type)$/.test(name)))
    expect(stable(headers)).toEqual(stable(plain.headers))
    expect(headers.get('message-id')).toEqual([`<m${n}@blog.example>`])
    expect(text).toContain(STOP)
    const tags = (html.replace('<!doctype html>', '').match(/<[^>]*>?/g) ?? []) as string[]
    expect(tags.filter((tag) => !TAG.test(tag))).toEqual([])
    for (const [, href = ''] of html.matchAll(/ href="([^"]*)"/g)) expect(href).toMatch(/^(?:https?:\/\/|mailto:)/)
    expect(tags.filter((tag) => tag === '<body>' || tag === '<hr>' || tag === '<title>')).toHaveLength(3)
  }
  expect(
    sink.commands
      .filter((line) => /^(?:MAIL|RCPT)/.test(line))
      .every((line) => /<(?:notices@blog|ada@post)\.example>/.test(line)),
  ).toBe(true)
})

test('[S32] what a mail server says decides whether to try again, and is not repeated', async () => {
  const sink = await openSmtpSink()
  const send = await sender(sink)
  const cases: [string, string, string | undefined][] = [
    ['RCPT', '550 no such box canary', undefined],
    ['RCPT', '450 canary, later', 'smtp EENVELOPE 450'],
    ['MAIL', '451 canary', 'smtp EENVELOPE 451'],
    ['DATA.', '554 canary spam', 'smtp EMESSAGE 554'],
    ['', '421 canary busy', 'smtp EPROTOCOL 421'],
  ]
  for (const [word, answer, why] of cases) {
    sink.answers.clear()
    sink.answers.set(word, answer)
    const outcome = await send(post(), never).then(
      () => undefined,
      (error: Error) => `${error.name} ${error.message}`,
    )
    expect(outcome, answer).toBe(why === undefined ? undefined : `SendFailure ${why}`)
  }
  expect(sink.mails).toEqual([])
})

test('[S20] a mail server that is not there, or says nothing, is not waited for when the server stops', async () => {
  const gone = await sender({ port: 1 })
  await expect(gone(post(), never)).rejects.toThrow(/^smtp E/)
  const sink = await openSmtpSink()
  const abort = new AbortController()
  const sending = (await sender(sink))(post(), abort.signal)
  abort.abort()
  await expect(sending).rejects.toThrow('stopped')
  await expect((await sender(sink))(post(), abort.signal)).rejects.toThrow('stopped')
})

test('[S29] a password is told to another machine over TLS only', async () => {
  const sink = await openSmtpSink()
  sink.answers.set('EHLO', '250-sink\r\n250 AUTH PLAIN')
  sink.answers.set('AUTH', '235 welcome')
  const through = async (host: string): Promise<unknown> => {
    const smtp = `smtp://name:canary@${host}:${sink.port}`
    const send = await createMail({ smtp, from: FROM, lang: 'en' }, { clock, host: 'blog.example' })
    return send(post(), never)
  }
  // This machine too, but nothing in the name says so.
  await expect(through('0.0.0.0')).rejects.toThrow('smtp ETLS')
  expect(sink.commands.some((line) => line.startsWith('AUTH'))).toBe(false)
  await through('127.0.0.1')
  expect(sink.commands.some((line) => line.startsWith('AUTH'))).toBe(true)
  expect(sink.mails).toHaveLength(1)
})
