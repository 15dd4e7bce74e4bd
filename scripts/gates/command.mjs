/** Runs a program as a gate: its output becomes the problems when it ends with a status other than 0. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** Runs one of the tools in node_modules/.bin, without the second that npx would take. */
export function tool(root, name, args, options = {}) {
  return node(root, [join(root, 'node_modules', '.bin', name), ...args], options)
}

/** Runs Node with these arguments. `cwd` defaults to the root; `expect` may pick the lines that matter. */
export function node(root, args, { cwd = root, keep = (line) => line.trim() !== '' } = {}) {
  return new Promise((resolve) => {
    const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' }
    execFile(process.execPath, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`
      if (error === null) return resolve({ problems: [], output })
      const lines = output.split('\n').filter(keep)
      resolve({ problems: lines.length > 0 ? lines : [error.message], output })
    })
  })
}
