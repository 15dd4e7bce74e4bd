/**
 * [S33] What is deleted, edited away or rejected while a page is cut off is gone from it within a second of its return, and is
 * never said again. The real client, a real server, and a line between them that somebody cuts.
 */
import { connect, nodeEnvironment } from '@roomful/client'
import { expect, onTestFinished, test } from 'vitest'
import { withServer, type LiveServer } from '../support/live-server.js'
import { startProxy } from '../support/proxy.js'
import { until } from '../support/until.js'
import { enter, helloOf, JWT_SECRET } from '../support/writer.js'

const ROOM = '/blog/7'
const options = { jwt: { secret: JWT_SECRET }, moderation: { flood: false, similar: false } } as const

/** A reader behind a bad line, with every frame that ever reached it. */
async function startReader(server: LiveServer) {
  const proxy = await startProxy(Number(new URL(server.url).port))
  const heard: string[] = []
  const base = nodeEnvironment()
  const env: typeof base = {
    ...base,
    warn: () => undefined,
    dial: (url, handlers) =>
      base.dial(url, {
        ...handlers,
        received(frame) {
          heard.push(typeof frame === 'string' ? frame : Buffer.from(frame).toString('latin1'))
          handlers.received(frame)
        },
      }),
  }
  const client = connect(proxy.url, { env })
  onTestFinished(async () => {
    client.close()
    await proxy.close()
  })
  const room = client.room(ROOM)
  const words = (): string => JSON.stringify(room.comments.get())
  return { proxy, heard, client, words }
}

test('[S33,G4] words that are taken away while a page is cut off are gone a second after its return, and are not said again', () =>
  withServer(options, async (server) => {
    const ada = await enter(server, ROOM, helloOf('ada', 'Ada'))
    const mona = await enter(server, ROOM, { token: server.live.moderatorKey('Mona') })
    const said = {
      deleted: await ada.say('words to be deleted'),
      edited: await ada.say('words to be changed'),
      rejected: await ada.say('words to be rejected'),
      answered: await ada.say('words to be deleted below an answer'),
    }
    await ada.say('An answer that stays', { parent: said.answered.id })
    const { proxy, heard, client, words } = await startReader(server)
    await until(() => Object.values(said).every(({ text }) => words().includes(text)), 'everything is read')
    proxy.silence()
    const before = heard.length
    await ada.write('comment.delete', { comment: said.deleted.id })
    await ada.write('comment.delete', { comment: said.answered.id })
    await ada.write('comment.edit', { comment: said.edited.id, text: 'Other words' })
    await mona.write('comment.judge', { comment: said.rejected.id, verdict: 'reject' })
    // Said and taken back before the page knew of it.
    const { id } = await ada.say('words of a moment')
    await ada.write('comment.delete', { comment: id })
    expect(words()).toContain('words to be deleted')
    proxy.reset()
    await until(() => client.status.get() !== 'online', 'the page has noticed')
    await until(() => client.status.get() === 'online', 'the page is back', 20_000)
    const backAt = performance.now()
    await until(() => !/words (?:to be|of a)/.test(words()) && words().includes('Other words'), 'they are gone', 1_000)
    expect(performance.now() - backAt).toBeLessThan(1_000)
    expect(words()).toContain('An answer that stays')
    // Also to somebody who looks again, and to somebody who comes.
    const late = await startReader(server)
    await until(() => late.words().includes('Other words'), 'somebody else has read it')
    for (const frames of [heard.slice(before), late.heard]) {
      expect(frames.length).toBeGreaterThan(1)
      expect(frames.join('\n')).not.toMatch(/words (?:to be|of a)/)
    }
  }))
