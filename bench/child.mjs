/**
 * Child processes of the bench: pinned to a core of their own where the machine has two, asked over IPC, and always
 * ended, also when the bench itself fails.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'

const STOP_LIMIT_MS = 3_000

export const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['-V']).status === 0

/** Starts `node <args>` on `core`. The child is killed when this process exits. */
export function startNode(core, args) {
  const [command, ...rest] = canPin
    ? ['taskset', '-c', String(core), process.execPath, ...args]
    : [process.execPath, ...args]
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return child
}

/** Asks a server child and resolves with its answer. Rejects when the child ends first. */
export function ask(child, what, details = {}) {
  const id = `${what} ${performance.now()}`
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`the server ended before it answered ${what}`))
    const onMessage = (message) => {
      if (message.id !== id) return
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(message.answer)
    }
    child.on('message', onMessage)
    child.once('exit', onExit)
    child.send({ id, what, ...details })
  })
}

/** Lets go of the child's IPC channel, at which it exits, and makes sure that it does. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  if (child.connected) child.disconnect()
  await gone
  clearTimeout(timer)
}
