/**
 * Machines of their own on this machine: a network namespace joined to us by a cable, which can be cut, one way or both.
 *
 * What is dropped is dropped in silence, as a broken network does: no end, no refusal. Everything is removed after the test.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished, test } from 'vitest'
import { canPartition } from '../../scripts/suites/network.mjs'

export const partitionTest = test.skipIf(!canPartition())

export interface Machine {
  /** Of the namespace. */
  readonly name: string
  /** Under which we reach it. */
  readonly host: string
  /** Lets it reach a port of ours, on 127.0.0.1; gives the address to use there. */
  expose(port: number): Promise<{ readonly host: string; readonly port: number }>
  /** Drops all it sends to (`out`), hears from (`in`), or both, on this port of ours. */
  drop(port: number, direction: 'in' | 'out' | 'both'): void
  /** Everything passes again. */
  heal(): void
}

let machines = 0

export function createMachine(): Machine {
  const number = ++machines
  // By process, as other tests run at the same time; in the range that is kept for trying things out.
  const net = `198.${18 + (process.pid & 1)}.${(process.pid >> 1) & 255}`
  const [ours, host] = [`${net}.${4 * number + 1}`, `${net}.${4 * number + 2}`]
  const name = `roomful-${process.pid}-${number}`
  const cable = `rf${process.pid}-${number}`
  const run = (...words: readonly string[]): void =>
    void execFileSync(words[0] as string, words.slice(1), { stdio: 'pipe' })
  const inside = (...words: readonly string[]): void => run('ip', 'netns', 'exec', name, ...words)
  run('ip', 'netns', 'add', name)
  // The cable goes with the namespace.
  onTestFinished(() => run('ip', 'netns', 'del', name))
  run('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  run('ip', 'address', 'add', `${ours}/30`, 'dev', cable)
  run('ip', 'link', 'set', cable, 'up')
  inside('ip', 'address', 'add', `${host}/30`, 'dev', 'eth0')
  for (const link of ['lo', 'eth0']) inside('ip', 'link', 'set', link, 'up')
  inside('nft', 'add', 'table', 'inet', 'faults')
  for (const hook of ['input', 'output'])
    inside('nft', `add chain inet faults ${hook} { type filter hook ${hook} priority 0; }`)
  return {
    name,
    host,
    async expose(port) {
      const taken = await forward(ours, port)
      return { host: ours, port: taken }
    },
    drop(port, direction) {
      if (direction !== 'out') inside('nft', `add rule inet faults input tcp sport ${port} drop`)
      if (direction !== 'in') inside('nft', `add rule inet faults output tcp dport ${port} drop`)
    },
    heal: () => inside('nft', 'flush', 'table', 'inet', 'faults'),
  }
}

/** Passes what comes to `host` on to a port of 127.0.0.1, and every end too. Gives its own port. */
async function forward(host: string, port: number): Promise<number> {
  const open = new Set<Socket>()
  const listener = createServer({ noDelay: true }, (from) => {
    const to = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  }).listen(0, host)
  await once(listener, 'listening')
  onTestFinished(() => {
    listener.close()
    for (const socket of open) socket.destroy()
  })
  return (listener.address() as AddressInfo).port
}
