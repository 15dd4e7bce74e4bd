/** [S32,S10] Nothing a visitor says or is shows up in a log line, a metric or an error. */
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { withServer } from '../support/live-server.js'

const secret = 'canary-secret-that-is-longer-than-32-bytes'
const CANARIES = ['canary', '203.0.113.77', '2001:db8:77']

test('[S32,S10] tokens, names, ids, addresses, data and cookies stay out of logs, figures and error bodies', async () => {
  const lines: string[] = []
  const bodies: string[] = []
  const options = {
    secret,
    jwt: { secret },
    origins: ['https://canary.example'],
    log: (...line: readonly unknown[]) => void lines.push(JSON.stringify(line)),
    authorize: ({ room, request }: { room: string | undefined; request: { headers: object } }) => {
      if (room === '/canary-throws') throw new Error(`canary ${JSON.stringify(request.headers)}`)
      return { can: ['see' as const, 'appear' as const, 'send' as const] }
    },
    events: {
      'canary-event': {
        schema: {
          '~standard': {
            version: 1 as const,
            vendor: 'canary',
            validate: () => {
              throw new Error('canary')
            },
          },
        },
      },
    },
  }
  await withServer(options, async ({ join, open, get, live }) => {
    const token = await new SignJWT({ name: 'Canary Ada', rooms: ['/canary*'] })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('canary-id')
      .setAudience('roomful')
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(new TextEncoder().encode(secret))
    const headers = {
      'X-Forwarded-For': '203.0.113.77, 2001:db8:77::1',
      Cookie: 'login=canary',
      'User-Agent': 'canary',
    }
    const ada = await join(
      '/canary',
      { token, rooms: [{ room: '/canary', me: { show: true, name: 'canary', data: 'canary' } }] },
      { headers },
    )
    const n = ada.received.find(({ t }) => t === 'joined')?.['n']
    ada.send({ t: 'event', n, id: 1, name: 'canary-event', data: 'canary' })
    ada.send({ t: 'event', n, id: 2, name: 'canary-unknown', data: 'canary' })
    ada.send({ t: 'join', room: '/canary-throws' })
    ada.send({ t: 'join', room: '/other-canary' })
    ada.send({ t: 'canary' })
    await ada.until(({ t }) => t === 'error')
    const refusals = ['{"t":"hello","v":1,"token":"canary"}', '{"t":"canary"}', '{"canary', '\u0000canary']
    for (const frame of refusals) {
      const socket = await open({ headers })
      socket.send(frame)
      bodies.push((await socket.closed).reason)
    }
    const foreign = await open({ headers, origin: 'https://evil-canary.example' })
    bodies.push((await foreign.closed).reason)
    for (const path of [
      '/v1/rooms/canary/count',
      '/v1/rooms/%2Fcanary-throws/count',
      '/canary',
      '/v1/counts?room=canary%00',
      '/assets/canary.js',
    ]) {
      bodies.push(await (await get(path, { headers: { ...headers, Authorization: 'Bearer canary' } })).text())
      bodies.push(await (await get(path, { headers })).text())
    }
    bodies.push(JSON.stringify(live.figures()))
    await live.revoke('canary-id')
    await ada.closed
  })
  expect(lines.length).toBeGreaterThan(2)
  expect(bodies.filter((body) => body.includes('"code"')).length).toBeGreaterThan(5)
  for (const text of [...lines, ...bodies]) {
    for (const canary of CANARIES) expect(text.toLowerCase()).not.toContain(canary)
  }
})
