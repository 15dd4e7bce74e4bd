/** A disk that says "input/output error" when a running process asks it to keep what was written. Linux with strace; else skipped. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished, test } from 'vitest'

/** Containers may have strace and not be allowed to look into a process. */
const canTrace = ((): boolean => {
  try {
    execFileSync('strace', ['-qq', '-e', 'inject=fsync:error=EIO', 'true'], { stdio: 'ignore' })
    return process.platform === 'linux'
  } catch {
    return false
  }
})()

export const diskErrorTest = test.skipIf(!canTrace)

/** From now on no sync of this process succeeds, until the result is called. */
export async function failSyncs(pid: number): Promise<() => Promise<void>> {
  const calls = 'fsync,fdatasync,sync_file_range,msync'
  const words = ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', `inject=${calls}:error=EIO`]
  const child = spawn('strace', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const gone = once(child, 'exit')
  let isOver = false
  const end = async (): Promise<void> => {
    if (!isOver) child.kill('SIGINT')
    isOver = true
    await gone
  }
  onTestFinished(end)
  // It says so once it holds every thread. Read to the end, or it would be ended by what nobody takes.
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (line) => String(line).includes('attached') && resolve())
    void gone.then(() => reject(new Error('strace ended before it began')))
  })
  return end
}
