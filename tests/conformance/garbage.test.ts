/**
 * A million damaged frames against a server, before and after its hello: it lives, and the others in the room notice nothing.
 *
 * Most go to the hub directly, where a million take seconds; the rest over real sockets to a real process.
 */
import { connect, type Socket } from 'node:net'
import { DEFAULT_LIMITS, parseServerFrame, type ServerMessage } from '@roomful/protocol'
import { expect, test } from 'vitest'
import { BUILT_IN_EVENTS } from '../../packages/server/src/features/built-in-events.js'
import { createEventTable } from '../../packages/server/src/hub/event-table.js'
import { joinFeatures } from '../../packages/server/src/hub/feature.js'
import { createHub } from '../../packages/server/src/hub/hub.js'
import type { Inbound, Transport } from '../../packages/server/src/hub/transport.js'
import { createLogStore } from '../support/log-store.js'
import { createMachineClock, createWorld } from '../support/fake-clock.js'
import { jsonFrame } from '../support/frame-corpus.js'
import { mutatedFrame } from '../support/frame-mutations.js'
import { enterRaw } from '../support/real-server.js'
import { createDice } from '../support/seeded-random.js'
import { startProcess } from '../support/server-process.js'
import { createTestGate } from '../support/test-gate.js'
import { until } from '../support/until.js'

const FRAMES_TO_HUB = 900_000
const FRAMES_OVER_SOCKETS = 100_000
const UNLIMITED = { framesPerSecond: 1e7, eventsPerSecond: 1e7, cursorsPerSecond: 1e7 }

/** A transport that keeps what it was given. */
function memoryTransport(): Transport & { messages: ServerMessage[]; closeCode: number | undefined } {
  const transport = {
    messages: [] as ServerMessage[],
    closeCode: undefined as number | undefined,
    write({ frames }: Parameters<Transport['write']>[0]) {
      for (const { payload, isBinary } of frames) {
        const message = parseServerFrame(isBinary ? payload : Buffer.from(payload).toString())
        if (!message) throw new Error('The server wrote something unreadable.')
        transport.messages.push(message)
      }
    },
    pending: () => 0,
    close(code: number) {
      transport.closeCode ??= code
    },
  }
  return transport
}

test('[S1,A2,D6,R7,S18] nine hundred thousand damaged frames to the hub, before and after a hello', async () => {
  const dice = createDice(19)
  const world = createWorld(dice.fork())
  const problems: string[] = []
  const hub = createHub({
    clock: createMachineClock(world),
    random: dice.fork(),
    log: (level, event) => void (level === 'error' && problems.push(event)),
    gate: createTestGate(),
    limits: { ...DEFAULT_LIMITS, ...UNLIMITED },
    events: createEventTable(BUILT_IN_EVENTS, undefined),
    features: joinFeatures([]),
    store: createLogStore(),
    mutedMs: () => 0,
    isHidden: () => false,
  })
  const before = Reflect.ownKeys(Object.prototype)
  const hello = jsonFrame({ t: 'hello', v: 1, rooms: [{ room: '/a', me: { show: true } }, { room: '/b' }] })
  const open = (): { inbound: Inbound; transport: ReturnType<typeof memoryTransport> } => {
    const transport = memoryTransport()
    return { transport, inbound: hub.accept(transport, { request: undefined }) }
  }
  const witness = open()
  witness.inbound.receive(hello.bytes, false)
  await world.run(200)

  for (const isGreeted of [false, true]) {
    let attacker = open()
    for (let count = 0; count < FRAMES_TO_HUB / 2; count++) {
      if (attacker.transport.closeCode !== undefined || (!isGreeted && dice.chance(0.3))) {
        attacker.inbound.closed(dice.chance(0.5) ? 1000 : 1006)
        attacker = open()
        if (isGreeted) {
          attacker.inbound.receive(hello.bytes, false)
          await Promise.resolve()
          await Promise.resolve()
        }
      }
      const frame = mutatedFrame(dice)
      attacker.inbound.receive(frame.bytes, frame.isBinary)
      if (count % 200 === 0) {
        witness.inbound.alive()
        await world.run(20)
        attacker.transport.messages.length = 0
      }
    }
    attacker.inbound.closed(1000)
  }
  await world.run(8_000)
  witness.inbound.receive(jsonFrame({ t: 'ping' }).bytes, false)
  await world.run(1_000)
  expect(problems).toEqual([])
  expect(witness.transport.closeCode).toBeUndefined()
  expect(witness.transport.messages.at(-1)?.t).toBe('pong')
  expect(witness.transport.messages.findLast((message) => message.t === 'counts')).toMatchObject({ connections: 1 })
  expect(hub.figures()).toMatchObject({ connections: 1, rooms: 2, sessions: 1 })
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before)
}, 120_000)

const HANDSHAKE = (port: number): string =>
  `GET /roomful/v1/socket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n'

/** A client frame with a mask of zeros. */
function wire(bytes: Uint8Array, isBinary: boolean): Buffer {
  const { length } = bytes
  const head = length < 126 ? [0x80 | length] : [0xfe, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([isBinary ? 0x82 : 0x81, ...head, 0, 0, 0, 0]), bytes])
}

test('[S1,A2,D6] a hundred thousand damaged frames over sockets: the process lives, its memory returns, a member notices nothing', async () => {
  const many = { connectionsPerAddress: 100_000, connectsPerSecond: 1e6, connections: 100_000 }
  const server = await startProcess({ config: { limits: { ...UNLIMITED, ...many } } })
  const witness = await enterRaw(server.url, { rooms: [{ room: '/a' }] })
  const memoryBefore = await server.memory()
  const dice = createDice(23)
  const hello = wire(jsonFrame({ t: 'hello', v: 1, rooms: [{ room: '/a', me: { show: true } }] }).bytes, false)
  let sent = 0

  /** Opens a connection, says as much as it is let, and ends with it. */
  const attack = (isGreeted: boolean): Promise<void> =>
    new Promise((resolve) => {
      const socket: Socket = connect(server.port, '127.0.0.1')
      const frames = Array.from({ length: dice.between(1, 30) }, () => mutatedFrame(dice))
      const bytes = frames
        .filter(({ bytes: each }) => each.length < 20_000)
        .map((each) => wire(each.bytes, each.isBinary))
      sent += bytes.length
      socket.on('error', () => undefined)
      socket.on('close', () => resolve())
      socket.once('data', () => {
        socket.write(Buffer.concat(isGreeted ? [hello, ...bytes] : bytes))
        // What is left unread by a server that has closed is part of the game.
        socket.once('data', () => setImmediate(() => (dice.chance(0.5) ? socket.destroy() : socket.end())))
      })
      socket.write(HANDSHAKE(server.port))
      socket.setTimeout(300, () => socket.destroy())
    })

  const worker = async (): Promise<void> => {
    while (sent < FRAMES_OVER_SOCKETS) await attack(dice.chance(0.6))
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  expect(server.isAlive()).toBe(true)
  expect(server.output()).not.toContain('internal-error')
  const from = witness.messages.length
  witness.send({ t: 'ping' })
  await witness.next('pong', from)
  await until(
    () => witness.messages.findLast((message) => message.t === 'counts')?.connections === 1,
    'the witness is alone again',
    15_000,
  )
  expect((await server.memory()) - memoryBefore).toBeLessThan(120)
  await witness.close()
  await server.kill('SIGTERM')
}, 120_000)
