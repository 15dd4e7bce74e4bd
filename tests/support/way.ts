/**
 * The way of one node to a server: a TCP proxy that lets through, refuses, or swallows everything, new connections included.
 *
 * `proxy.ts` makes finer trouble on connections that stand; here a whole way is broken and becomes whole again.
 */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Way {
  readonly port: number
  /** Ends what stands with a reset, and lets nobody in. */
  cut(): void
  /** What a cut cable does: nobody gets a byte any more, and nobody is told. */
  swallow(): void
  heal(): void
  close(): Promise<void>
}

interface Pair {
  readonly sockets: readonly Socket[]
  isSwallowed: boolean
}

export async function startWay(targetPort: number): Promise<Way> {
  const pairs = new Set<Pair>()
  let state: 'whole' | 'cut' | 'swallowing' = 'whole'

  const listener = createServer({ noDelay: true }, (client) => {
    client.on('error', () => undefined)
    if (state === 'cut') return void client.resetAndDestroy()
    const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    const pair: Pair = { sockets: [client, server], isSwallowed: state === 'swallowing' }
    pairs.add(pair)
    const pump = (from: Socket, to: Socket): void => {
      from.on('data', (data) => void (pair.isSwallowed || to.write(data)))
      from.on('error', () => undefined)
      from.on('close', () => {
        pairs.delete(pair)
        if (!pair.isSwallowed) to.destroy()
      })
    }
    pump(client, server)
    pump(server, client)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')

  const resetAll = (): void => {
    for (const { sockets } of [...pairs]) for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      state = 'cut'
      resetAll()
    },
    swallow() {
      state = 'swallowing'
      for (const pair of pairs) pair.isSwallowed = true
    },
    heal() {
      state = 'whole'
    },
    async close() {
      resetAll()
      listener.close()
      await once(listener, 'close')
    },
  }
}
