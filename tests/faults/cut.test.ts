/**
 * The connection is cut between commit and acknowledgement, on every fifth write; what was not answered is sent again under its
 * id, over a new socket and in turns first over HTTP. [F4]
 *
 *     FAULTS=long npx vitest run tests/faults/cut.test.ts     10,000 writes: half a minute
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from 'roomful'
import { expect, onTestFinished, test } from 'vitest'
import { expectDurable, keptIn, POURED } from '../support/durable.js'
import { startProxy } from '../support/proxy.js'
import { createScribe } from '../support/scribe.js'
import { startProcess } from '../support/server-process.js'
import { until } from '../support/until.js'
import { signToken } from '../support/writer.js'

const ROOM = '/blog/7'
const WRITES = process.env['FAULTS'] === 'long' ? 10_000 : 2_000
const WRITERS = 20
const CUT_EVERY = 5

test('[D2,W3] every fifth write is cut off after its commit and sent again: one visible comment of each', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'roomful-cut-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'a.db')
  const server = await startProcess({ config: { database: `sqlite:${file}`, ...POURED } })
  // Hears what is committed, whoever's line is down.
  const awaited = new Map<string, () => void>()
  const observer = createScribe({
    url: server.url,
    room: ROOM,
    name: 'observer',
    onEntry: ({ v }) => awaited.get(typeof v['text'] === 'string' ? v['text'] : '')?.(),
  })
  await until(() => observer.position !== undefined, 'the observer is in')
  let cuts = 0
  const writers = Array.from({ length: WRITERS }, async (_, who) => {
    const name = `p${who}`
    const proxy = await startProxy(server.port)
    const scribe = createScribe({ url: proxy.url, room: ROOM, name })
    await until(() => scribe.position !== undefined, 'a writer is in')
    for (let index = who; index < WRITES; index += WRITERS) {
      const [id, text] = [`w${index}`, `Comment ${index}.`]
      if (Math.floor(index / WRITERS) % CUT_EVERY !== who % CUT_EVERY) {
        await scribe.write(id, text)
        continue
      }
      const committed = new Promise<void>((resolve) => awaited.set(text, resolve))
      proxy.silence('down')
      const answered = scribe.write(id, text)
      await committed
      awaited.delete(text)
      const overHttp = index % 2 === 0 ? await post(server.url, name, id, text) : undefined
      proxy.reset()
      cuts += 1
      const { comment } = await answered
      if (overHttp !== undefined) expect(overHttp).toBe(comment)
    }
    return { scribe, proxy }
  })
  const all = await Promise.all(writers)
  const scribes = [observer, ...all.map(({ scribe }) => scribe)]
  await until(() => scribes.every(({ position }) => position?.offset === WRITES), 'all have heard all')
  await Promise.all(scribes.map((scribe) => scribe.close()))
  await Promise.all(all.map(({ proxy }) => proxy.close()))
  await server.kill('SIGKILL')
  const store = await sqliteStore(file)
  onTestFinished(() => store.close())
  const room = await keptIn(store, ROOM)
  expectDurable(room, scribes)
  expect([room.texts.size, room.order.length, cuts]).toEqual([WRITES, WRITES, WRITES / CUT_EVERY])
  const { total } = await store.read('comments.page', { room: ROOM, sort: 'new', limit: 1 })
  expect(total).toBe(WRITES)
}, 240_000)

/** Says it again over HTTP; gives the id of the comment that is answered. */
async function post(url: string, name: string, id: string, text: string): Promise<string> {
  const answer = await fetch(`${url}/roomful/v1/rooms/${encodeURIComponent(ROOM)}/writes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${signToken({ sub: name, name })}` },
    body: JSON.stringify({ id, kind: 'comment.add', text }),
  })
  const { v } = (await answer.json()) as { readonly v?: { readonly id: string } }
  return v?.id ?? `status ${answer.status}`
}
