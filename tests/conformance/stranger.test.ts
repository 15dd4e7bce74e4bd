/** Two clients that know nothing but SPEC.md meet in a room of a real server, over real sockets. */
import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { startServer, type RealServer } from '../support/real-server.js'
import { until } from '../support/until.js'
import { join, type Stranger } from './stranger.mjs'

async function serve(): Promise<RealServer> {
  const server = await startServer()
  onTestFinished(() => server.roomful.close())
  return server
}

function come(
  url: string,
  room: string,
  options: Parameters<typeof join>[2] = {},
): Stranger & { heard: [string, unknown][] } {
  const heard: [string, unknown][] = []
  const stranger = join(url, room, { ...options, on: (what, message) => void heard.push([what, message]) })
  onTestFinished(() => stranger.close())
  return { ...stranger, heard }
}

test('[F6] the stranger’s client is at most 60 lines and uses no package of ours', () => {
  const source = readFileSync(new URL('./stranger.mjs', import.meta.url), 'utf8')
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  expect([...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1])).toEqual(['ws'])
})

test('[F1,F5,H1,H2,R1,P1,P3,P9,N1,N2,C3,E1,E2,E3] strangers meet: counts, roster, cursors, events', async () => {
  const { url } = await serve()
  const ada = come(url, '/blog/7', { me: { show: true, name: 'Ada', color: 5 } })
  const bea = come(url, '/blog/7')
  await until(() => ada.view.counts?.connections === 2 && bea.view.counts?.connections === 2, 'both count two')
  await until(() => bea.view.members.size === 1, 'bea sees ada')
  expect([...bea.view.members.values()][0]).toMatchObject({ name: 'Ada', color: 5, refs: [ada.view.ref] })
  ada.say({ t: 'cursor', n: ada.view.n, mode: 0, anchor: 70_000, place: 3 })
  await until(() => bea.view.cursors.has(ada.view.ref), 'bea sees where ada points')
  expect(bea.view.cursors.get(ada.view.ref)).toEqual({ mode: 0, anchor: 70_000, place: 3 })
  bea.say({ t: 'event', n: bea.view.n, id: 9, name: 'clap', data: { text: 'schön 👏' } })
  const event = [
    'event',
    { t: 'event', n: bea.view.n, from: bea.view.ref, seq: 1, name: 'clap', data: { text: 'schön 👏' } },
  ]
  const heardIt = (each: { heard: [string, unknown][] }) => each.heard.some(([what]) => what === 'event')
  await until(() => heardIt(ada) && heardIt(bea), 'both hear the event')
  for (const each of [ada, bea]) expect(each.heard).toContainEqual(event)
  await until(() => bea.heard.some(([what]) => what === 'ack'), 'bea gets an answer')
  ada.say({ t: 'me', n: ada.view.n, show: false })
  await until(() => bea.view.members.size === 0, 'ada is hidden')
  ada.close()
  await until(() => bea.view.counts?.connections === 1, 'bea counts one')
})

test('[K2,K3,H5] strangers come back after a restart of the server', async () => {
  const first = await startServer()
  const ada = come(first.url, '/a', { me: { show: true, name: 'Ada' } })
  await until(() => ada.view.counts?.connections === 1, 'ada is in')
  await first.roomful.close()
  await until(() => ada.view.closed === 4000, 'ada was sent away')
  const { createRoomful } = await import('roomful')
  const second = await createRoomful()
  onTestFinished(() => second.close())
  await second.listen(first.port)
  await until(() => second.room('/a').counts().connections === 1, 'ada is back', 15_000)
  expect(second.room('/a').members()).toMatchObject([{ name: 'Ada' }])
})
