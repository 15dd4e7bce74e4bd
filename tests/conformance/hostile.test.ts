/**
 * [S15] Hostile words in every field somebody can fill: taken as words, or refused with a code from the list of errors. Nothing
 * in between, nothing said back in a sentence, and nothing in the log. What a browser makes of those that are taken is in
 * `tests/browser/hostile.spec.ts`.
 */
import { ERRORS, MAX_FRAME_BYTES } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { HOSTILE_LENGTHS, HOSTILE_NAMES } from '../support/hostile-names.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { usesDatabase, withServer } from '../support/live-server.js'
import { enter, helloOf, JWT_SECRET, type Answer, type Writer } from '../support/writer.js'

const FITTING = [...HOSTILE_TEXTS, ...HOSTILE_NAMES, ...HOSTILE_LENGTHS].filter(
  (text) => JSON.stringify(text).length < MAX_FRAME_BYTES / 3,
)
/** What another database could take otherwise is in its characters; of the rest some will do. */
const PAYLOADS = usesDatabase() ? FITTING.filter((text, at) => at % 9 === 0 || /[^\n -~]/.test(text)) : FITTING
const limits = { framesPerSecond: 1e6, writesPerSecond: 1e6, readsPerSecond: 1e6, eventsPerSecond: 1e6 } as const
const options = { jwt: { secret: JWT_SECRET }, moderation: { flood: false, similar: false }, limits } as const

/** One write for each field, with the payload in it and everything else as it should be. */
function writesWith(payload: string, comment: string): readonly (readonly [kind: string, body: object])[] {
  const passage = { exact: 'words', prefix: '', suffix: '', start: 0, end: 5 }
  const quote = { ...passage, exact: payload, end: payload.length }
  return [
    ['comment.add', { text: payload }],
    ['comment.add', { text: 'x', name: payload }],
    ['comment.add', { text: 'x', parent: payload }],
    ['comment.add', { text: 'x', passage: quote }],
    ['comment.add', { text: 'x', passage: { ...passage, prefix: payload } }],
    ['comment.add', { text: `@${payload}`, mentions: [payload] }],
    ['comment.edit', { comment, text: payload }],
    ['comment.edit', { comment: payload, text: 'x' }],
    ['comment.delete', { comment: payload }],
    ['comment.react', { comment, emoji: payload, on: true }],
    ['comment.report', { comment, reason: payload }],
    ['comment.judge', { comment, verdict: payload }],
    ['comment.judge', { comment, verdict: 'approve', reason: payload }],
    ['person.sanction', { person: payload, what: 'mute', reason: payload, minutes: 1 }],
    ['person.sanction', { person: 'nobody', what: payload }],
    ['state.set', { key: payload, value: 1 }],
    ['state.set', { key: 'k', value: payload }],
    ['state.add', { key: payload, by: 1 }],
    ['mail.set', { address: payload }],
  ]
}

const readsWith = (payload: string): readonly (readonly [what: string, body: object])[] => [
  ['comments', { cursor: payload }],
  ['comments', { thread: payload }],
  ['comments', { around: payload }],
  ['comments', { sort: payload }],
  ['people', { q: payload }],
  ['queue', { filter: payload }],
  ['queue', { cursor: payload }],
  ['notices', { cursor: payload }],
]

/** Frames that are wrong as a whole, or right: what is no word of the protocol is refused without a name to answer to. */
const framesWith = (payload: string): readonly object[] => [
  { t: payload },
  { t: 'write', n: 1, id: 'odd', kind: payload },
  { t: 'write', n: 1, id: payload, kind: 'comment.add', text: 'x' },
  { t: 'read', n: 1, id: 1e6, what: payload },
  { t: 'event', n: 1, name: payload },
  { t: 'event', n: 1, name: 'chat', data: { text: payload } },
  { t: 'tell', n: 1, id: 1e6, to: payload, text: payload },
  { t: 'me', n: 1, name: payload, data: payload },
  { t: 'join', room: payload, me: { show: true, name: payload } },
]

/** What is wrong with an answer; undefined where it took the words, or refused them as it should. */
function wrong(answer: Answer & { readonly message?: string }, payload: string): string | undefined {
  if (answer.t !== 'error') return undefined
  const { code = '', message = '', at = '' } = answer
  if (!Object.hasOwn(ERRORS, code)) return `${code} is no code`
  if (ERRORS[code as keyof typeof ERRORS].fault !== 'client') return `${code} is no fault of who sent it`
  const isEcho = payload.trim().length > 6 && `${message} ${at}`.includes(payload)
  return isEcho ? `${code} says it back` : undefined
}

async function tried(writer: Writer, payload: string, comment: string): Promise<string[]> {
  const answers = await Promise.all([
    ...writesWith(payload, comment).map(async ([kind, body]) => [kind, body, await writer.write(kind, body)] as const),
    ...readsWith(payload).map(async ([what, body]) => [what, body, await writer.read(what, body)] as const),
  ])
  const problems = answers.flatMap(([what, body, answer]) => {
    const problem = wrong(answer, payload)
    return problem === undefined ? [] : [`${what} ${JSON.stringify(body).slice(0, 120)}: ${problem}`]
  })
  for (const frame of framesWith(payload)) writer.socket.send(frame)
  // One after the other: what is answered after them is answered when they are.
  await writer.read('comments', { limit: 1 })
  const errors = writer.socket.received.filter(({ t }) => t === 'error') as unknown as Answer[]
  return problems.concat(errors.flatMap((error) => wrong(error, payload) ?? []))
}

test('[S15,A1] in every field of every write and question it is words, or refused with a code that does not say it back', async () => {
  const log: string[] = []
  const loud = { ...options, log: (...line: readonly unknown[]) => void log.push(JSON.stringify(line)) }
  await withServer(loud, async (server) => {
    const ada = await enter(
      server,
      '/a',
      helloOf('ada', 'Ada', ['see', 'comment', 'react', 'state', 'moderate', 'appear']),
    )
    const { id } = await ada.say('words')
    const problems: string[] = []
    for (const payload of PAYLOADS) {
      problems.push(...(await tried(ada, payload, id)))
      // Answers are looked for among all that has come.
      ada.socket.received.length = 0
    }
    expect(problems).toEqual([])
    expect((await ada.say('still here')).text).toBe('still here')
  })
  expect(log.filter((line) => /internal-error|alert|hostile\.example/.test(line))).toEqual([])
}, 60_000)

test('[S15,A1] as the name of a room, of an event, of a person who comes, and as what they come with', async () => {
  await withServer(options, async (server) => {
    const problems: string[] = []
    for (const payload of PAYLOADS) {
      const room = encodeURIComponent(payload.toWellFormed())
      const answers = await Promise.all([
        server.get(`/v1/rooms/${room}/read?what=comments`),
        server.get(`/v1/rooms/%2Fa/read?what=${room}`),
        server.get(`/v1/comments?room=${room}`),
        server.get('/v1/rooms/%2Fa/count', { headers: { authorization: `Bearer ${room.slice(0, 2_000)}` } }),
      ])
      for (const answer of answers) {
        const body = await answer.text()
        // The server of HTTP itself refuses a line that is too long, before anybody reads it.
        if (answer.ok || answer.status === 431) continue
        const { code } = (JSON.parse(body) as { error: { code: string } }).error
        if (answer.status >= 500 || !Object.hasOwn(ERRORS, code))
          problems.push(`${answer.status} ${code}: ${answer.url}`)
      }
    }
    expect(problems).toEqual([])
  })
}, 60_000)

test('[S17,A1] 64 KiB of `[` and the like are taken or refused with a code, and nobody else waits for it', () =>
  withServer(options, async (server) => {
    const ada = await enter(server, '/a', helloOf('ada', 'Ada'))
    for (const text of HOSTILE_LENGTHS) {
      const startedAt = performance.now()
      const answer = await server.get('/v1/rooms/%2Fa/writes', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: server.url,
          authorization: 'Bearer '.concat(helloToken()),
        },
        body: JSON.stringify({ id: `w${String(HOSTILE_LENGTHS.indexOf(text))}`, kind: 'comment.add', text }),
      })
      const body = (await answer.json()) as { error?: { code: string }; status?: string }
      if (text.length > 10_000) expect([answer.status, body.error?.code]).toEqual([413, 'BODY_TOO_LARGE'])
      else if (!answer.ok) expect([text.slice(0, 9), body.error?.code]).toEqual([text.slice(0, 9), 'COMMENT_INVALID'])
      const page = await ada.read('comments', { limit: 50 })
      expect(page.t).toBe('page')
      for (const format of ['html', 'rss', 'json'])
        expect((await server.get(`/v1/rooms/%2Fa/comments.${format}`)).status).toBe(200)
      expect(performance.now() - startedAt, text.slice(0, 9)).toBeLessThan(3_000)
    }
    const frame = await enter(server, '/a', helloOf('eve', 'Eve'))
    frame.socket.send({ t: 'write', n: 1, id: 'long', kind: 'comment.add', text: '['.repeat(65_536) })
    expect((await frame.socket.closed).code).toBe(1009)
  }))

const helloToken = (): string => (helloOf('bob', 'Bob') as { token: string }).token
