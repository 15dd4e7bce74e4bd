/** What is to leave the server when its process is killed: nothing that was acknowledged is forgotten. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../support/until.js'
import { openReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../support/webhook-receiver.js'

const SERVER = fileURLToPath(new URL('./outgoing-server.mjs', import.meta.url))
const ROOM = `/roomful/v1/rooms/${encodeURIComponent('/blog/7')}`

interface Killable {
  /** Writes a comment and gives its id once it is acknowledged. */
  say(person: string, text: string, parent?: string): Promise<string>
  inbox(person: string): Promise<readonly { readonly comment: string }[]>
  kill(): Promise<void>
}

/** Starts the server; `aheadMs` later than now, so that what waits for another try is due. */
async function start(database: string, receiver: WebhookReceiver, aheadMs: number): Promise<Killable> {
  const notices = { webhook: { url: receiver.url, secret: WEBHOOK_SECRET } }
  const child = spawn(process.execPath, [SERVER, JSON.stringify({ database, notices, aheadMs })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const dead = ended.then(() => Promise.reject(new Error('the server has ended')))
  dead.catch(() => undefined)
  const [line] = (await Promise.race([once(child.stdout, 'data'), dead])) as [Buffer]
  const url = line.toString().trim()
  let writes = 0
  const ask = async (person: string, path: string, init: RequestInit = {}): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json', 'x-person': person }
    return (await (await fetch(url + path, { headers, ...init })).json()) as Record<string, unknown>
  }
  return {
    kill,
    async say(person, text, parent) {
      const body = JSON.stringify({
        id: `${aheadMs}-${++writes}`,
        kind: 'comment.add',
        text,
        ...(parent && { parent }),
      })
      const answer = await ask(person, `${ROOM}/writes`, { method: 'POST', body })
      return (answer['v'] as { id: string }).id
    },
    inbox: async (person) => (await ask(person, `${ROOM}/read?what=notices&limit=50`))['list'] as { comment: string }[],
  }
}

test('[S20,X2] kill -9 at any moment after an answer was acknowledged: its notice and its call come, the call with one id', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-outgoing-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const database = `sqlite:${join(folder, 'roomful.db')}`
  const receiver = await openReceiver()
  // The first rounds end in the middle of a call, the others as soon as the write is acknowledged, or a moment later.
  receiver.answer = () => undefined
  let server = await start(database, receiver, 0)
  const first = await server.say('ada', 'The first word.')
  const acknowledged = new Set<string>()
  for (let round = 1; round <= 8; round++) {
    const before = receiver.calls.length
    acknowledged.add(await server.say('bob', `Answer ${round}`, first))
    if (round <= 2) await receiver.count(before + 1)
    else await new Promise((resolve) => setTimeout(resolve, (round - 3) * 3))
    await server.kill()
    server = await start(database, receiver, round * 3_600_000)
  }
  receiver.answer = () => 200
  await server.kill()
  server = await start(database, receiver, 100 * 3_600_000)
  const commentOf = (body: string): string => (JSON.parse(body) as { data: { comment: string } }).data.comment
  const called = (): Set<string> => new Set(receiver.calls.map(({ body }) => commentOf(body)))
  await until(() => called().size === acknowledged.size, 'every call', 20_000)
  expect(new Set((await server.inbox('ada')).map(({ comment }) => comment))).toEqual(acknowledged)
  expect(receiver.calls.every(({ isSigned }) => isSigned)).toBe(true)
  const idsOf = (comment: string): Set<string> =>
    new Set(receiver.calls.filter(({ body }) => commentOf(body) === comment).map(({ id }) => id))
  for (const comment of acknowledged) expect(idsOf(comment).size).toBe(1)
}, 90_000)
