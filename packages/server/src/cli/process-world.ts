/** The world as commands meet it when they run for real: this process, its terminal, its files, the system's clock. */
import { createInterface } from 'node:readline/promises'
import { systemClock } from '../platform/clock.js'
import { openFile, writeFile } from './open-file.js'
import { openStore } from './open-store.js'
import type { CommandWorld } from './run-command.js'

const DEFAULT_COLUMNS = 80

export function processWorld(): CommandWorld {
  const { stdin, stdout, stderr } = process
  return {
    openStore,
    openFile: (file) => openFile(file, stdin),
    writeFile: (file, content) => writeFile(file, content, stdout),
    say: (text) => void stdout.write(text),
    screen: {
      isTerminal: stderr.isTTY,
      columns: stderr.columns ?? DEFAULT_COLUMNS,
      write: (text) => void stderr.write(text),
    },
    clock: systemClock,
    async confirm(question) {
      if (!stdin.isTTY) return undefined
      const lines = createInterface({ input: stdin, output: stderr })
      const answer = await lines.question(question).finally(() => lines.close())
      return answer.trim().toLowerCase() === 'yes'
    },
  }
}
