/**
 * Two people in a room of whom one moves and speaks and the other watches: how long does it take to be seen? [D4,C3,E3]
 *
 * For tests of what else the server is busy with: their ages are compared with those of a quiet while.
 */
import { openSocket, type Message } from './live-server.js'
import { percentile } from './durable.js'
import { helloOf } from './writer.js'

export interface Ages {
  /** Milliseconds: of a hundred the 50th and the 95th. */
  readonly event: readonly [number, number]
  readonly cursor: readonly [number, number]
  readonly events: number
}

export interface PulsePair {
  /** What was seen since the last call. */
  ages(): Ages
  close(): Promise<void>
}

const EVERY_MS = 20
const ANCHOR = 77

/** Both are in, and one begins to move, when it resolves. */
export async function startPulsePair(url: string, room: string): Promise<PulsePair> {
  const address = `${url.replace('http', 'ws')}/roomful/v1/socket`
  const [mover, watcher] = await Promise.all([openSocket(address), openSocket(address)])
  let n: unknown
  for (const [socket, name] of [[mover, 'mover'] as const, [watcher, 'watcher'] as const]) {
    socket.send({ t: 'hello', v: 1, format: 'json', ...helloOf(name, name), rooms: [{ room }] })
    n = (await socket.until(({ t }) => t === 'joined'))['n']
  }
  mover.send({ t: 'me', n, show: true })
  await watcher.until(({ t }) => t === 'members')
  const sentAtMs: number[] = []
  let seen = { eventMs: [] as number[], cursorMs: [] as number[] }
  let place = 0
  watcher.ws.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message
    const nowMs = performance.now()
    if (message.t === 'event') seen.eventMs.push(nowMs - (sentAtMs[Number(message['data'])] ?? nowMs))
    if (message.t !== 'cursors') return
    // The last place of a tick stands for those it has replaced.
    for (const [, , anchor, at = 0] of message['list'] as number[][])
      if (anchor === ANCHOR) seen.cursorMs.push(nowMs - (sentAtMs[at] ?? nowMs))
  })
  const beat = setInterval(() => {
    place += 1
    sentAtMs[place] = performance.now()
    mover.send({ t: 'event', n, id: 0, name: 'pulse', data: place })
    mover.send({ t: 'cursor', n, mode: 1, anchor: ANCHOR, place })
  }, EVERY_MS)
  return {
    ages() {
      const { eventMs, cursorMs } = seen
      seen = { eventMs: [], cursorMs: [] }
      return {
        event: [percentile(eventMs, 0.5), percentile(eventMs, 0.95)],
        cursor: [percentile(cursorMs, 0.5), percentile(cursorMs, 0.95)],
        events: eventMs.length,
      }
    },
    async close() {
      clearInterval(beat)
      await Promise.all([mover.close(), watcher.close()])
    },
  }
}
