/**
 * A TCP proxy that makes trouble: it delays, slices, stalls, forgets and resets what passes through it.
 *
 * `silence` is what a cut cable does: nobody gets a byte any more, and nobody is told.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TroubleProxy {
  readonly url: string
  /** Pairs of sockets that are open. */
  readonly connections: number
  /** Every byte takes this long, in both directions. */
  setLatency(ms: number): void
  /** Every write is cut into pieces of this many bytes. */
  setSlice(bytes: number): void
  /** Nothing passes any more, in one or both directions, on the connections of now; no end is told. */
  silence(direction?: 'both' | 'up' | 'down'): void
  /** Cuts every connection with a reset. */
  reset(): void
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  readonly silenced: { up: boolean; down: boolean }
}

export async function startProxy(targetPort: number): Promise<TroubleProxy> {
  const pairs = new Set<Pair>()
  let latencyMs = 0
  let sliceBytes = Number.POSITIVE_INFINITY

  function pump(from: Socket, to: Socket, isSilenced: () => boolean): void {
    const pass = (data: Buffer): void => {
      for (let at = 0; at < data.length && !to.destroyed; at += sliceBytes) to.write(data.subarray(at, at + sliceBytes))
    }
    from.on('data', (data) => {
      if (isSilenced()) return
      // Equal delays keep their order.
      if (latencyMs > 0) setTimeout(() => isSilenced() || pass(data), latencyMs)
      else pass(data)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      if (!isSilenced()) to.destroy()
    })
  }

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true })
    const pair: Pair = { client, server, silenced: { up: false, down: false } }
    pairs.add(pair)
    pump(client, server, () => pair.silenced.up)
    pump(server, client, () => pair.silenced.down)
    const forget = (): void => void (client.destroyed && server.destroyed && pairs.delete(pair))
    client.on('close', forget)
    server.on('close', forget)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    get connections() {
      return pairs.size
    },
    setLatency: (ms) => void (latencyMs = ms),
    setSlice: (bytes) => void (sliceBytes = bytes),
    silence(direction = 'both') {
      for (const { silenced } of pairs) {
        if (direction !== 'down') silenced.up = true
        if (direction !== 'up') silenced.down = true
      }
    },
    reset() {
      for (const { client, server } of pairs) {
        client.resetAndDestroy()
        server.resetAndDestroy()
      }
    },
    async close() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
}
