/** How a server ends, as a proxy and the people behind it see it. */
import { expect, test } from 'vitest'
import { until } from '../../../../tests/support/until.js'
import { withServer, type LiveServer } from '../../../../tests/support/live-server.js'

const statusOf = async (server: LiveServer, path: string): Promise<number> => (await server.get(path)).status

test('[K3] first /ready says no, while everybody stays and others still come in; then all are sent away and nobody enters', async () => {
  await withServer({ drainAfterMs: 400 }, async (server) => {
    const early = await server.join('/a')
    expect(await statusOf(server, '/ready')).toBe(200)
    const closing = server.live.close()
    const startedMs = performance.now()
    expect(await statusOf(server, '/ready')).toBe(503)
    expect(await statusOf(server, '/health')).toBe(200)
    const late = await server.join('/a')
    expect(performance.now() - startedMs).toBeLessThan(400)
    expect(server.live.room('/a').counts().connections).toBe(2)
    for (const { closed } of [early, late]) expect(await closed).toEqual({ code: 4_000, reason: 'SERVER_DRAINING' })
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(395)
    await closing
  })
})

test('[K3] with a time for it people go a few at a time, upgrades are refused meanwhile, and answers still come', async () => {
  await withServer({ drainMs: 600 }, async (server) => {
    const sockets = await Promise.all(Array.from({ length: 40 }, () => server.join('/a')))
    const goneMs: number[] = []
    const startedMs = performance.now()
    for (const { closed } of sockets)
      void closed.then(({ code }) => code === 4_000 && goneMs.push(performance.now() - startedMs))
    const closing = server.live.close()
    await expect(server.open()).rejects.toThrow('503')
    expect(await statusOf(server, '/v1/rooms/%2Fa/count')).toBe(200)
    await until(() => goneMs.length > 0, 'the first is gone')
    expect(goneMs.length).toBeLessThan(30)
    await closing
    await until(() => goneMs.length === 40, 'all are told')
    expect(Math.max(...goneMs)).toBeGreaterThan(300)
    expect(new Set(goneMs.map((ms) => Math.floor(ms / 100))).size).toBeGreaterThan(3)
  })
})

test('[K3] whoever asks twice gets the same end', async () => {
  await withServer({ drainAfterMs: 50 }, async ({ live }) => {
    expect(live.close()).toBe(live.close())
    await live.close()
  })
})
