#!/usr/bin/env node
/**
 * `npx roomful`: a server of its own, and commands for what is in its database.
 *
 * A server prints its address when it is ready and ends with 0 after SIGTERM or SIGINT. Everything ends with 2 when an
 * option has to be changed, with 1 when something else stood in its way; each time with one sentence. Only this file and
 * those in cli/ look at the process.
 */
import { readFile } from 'node:fs/promises'
import { HELP, readArguments } from './cli/arguments.js'
import { commandName, readCommand } from './cli/commands.js'
import { sentenceOf, statusOf } from './cli/ending.js'
import { processWorld } from './cli/process-world.js'
import { runCommand } from './cli/run-command.js'
import { runServer } from './cli/serve.js'

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`roomful: ${sentenceOf(error)}\n`)
  process.exit(statusOf(error))
})

async function main(words: readonly string[]): Promise<void> {
  const name = commandName(words)
  if (name !== undefined && name !== 'serve') {
    const line = readCommand(name, words.slice(1), process.env)
    if (line.help !== undefined) return void process.stdout.write(line.help)
    return runCommand(line.command, line.database, processWorld())
  }
  const choices = readArguments(name === 'serve' ? words.slice(1) : words, process.env)
  if (choices.help) return void process.stdout.write(HELP)
  if (choices.version) return void process.stdout.write(`${await ownVersion()}\n`)
  await runServer(choices)
}

async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
