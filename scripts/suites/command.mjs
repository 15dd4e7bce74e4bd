/** Runs a suite's runner as a process of its own and keeps what it printed. */
import { spawn } from 'node:child_process'

/**
 * Resolves to the exit code and the output, also when the process could not be started. With `limitMs` a runner that
 * hangs is ended, first politely, and counts as crashed.
 */
export function run(args, { root, env = {}, limitMs = 15 * 60_000 }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks = []
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    const politely = setTimeout(() => child.kill('SIGTERM'), limitMs)
    const firmly = setTimeout(() => child.kill('SIGKILL'), limitMs + 5_000)
    child.on('error', (error) => chunks.push(Buffer.from(error.message)))
    child.on('close', (code, signal) => {
      clearTimeout(politely)
      clearTimeout(firmly)
      resolve({ exitCode: code ?? `none, ended by ${signal}`, output: Buffer.concat(chunks).toString('utf8') })
    })
  })
}
