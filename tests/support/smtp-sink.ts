/**
 * A mail server that keeps what it is given: as much of RFC 5321 as a client needs, on a free port of this machine.
 *
 * It reads bytes as they come and ends a mail at the first line that is a dot alone, as the strictest and the laxest real ones
 * do: with `isLax` also a dot between bare line feeds, so that a text that smuggles such a line is seen as two mails.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { until } from './until.js'

export interface SunkMail {
  readonly from: string
  readonly to: readonly string[]
  /** As it was sent, without the dots that the transport adds. */
  readonly raw: string
}

export interface SmtpSink {
  readonly port: number
  readonly mails: SunkMail[]
  /** Every command line, for what must never be among them. */
  readonly commands: string[]
  /** Answers instead of the usual ones, by the first word of a command; `DATA.` is the end of a mail. */
  readonly answers: Map<string, string>
  /** Resolves when this many mails have come. */
  count(mails: number): Promise<void>
}

/** Opens a sink; it is closed when the test ends. */
export async function openSmtpSink({ port = 0, isLax = false } = {}): Promise<SmtpSink> {
  const sockets = new Set<Socket>()
  const mails: SunkMail[] = []
  const commands: string[] = []
  const answers = new Map<string, string>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    serve(socket, { mails, commands, answers, isLax })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => closeSink(server, sockets))
  return {
    port: (server.address() as { port: number }).port,
    mails,
    commands,
    answers,
    count: (wanted) => until(() => mails.length >= wanted, `${wanted} mails`),
  }
}

async function closeSink(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}

interface Box extends Pick<SmtpSink, 'mails' | 'commands' | 'answers'> {
  readonly isLax: boolean
}

function serve(socket: Socket, { mails, commands, answers, isLax }: Box): void {
  const end = isLax ? /\r?\n\.\r?\n/ : /\r\n\.\r\n/
  let pending = ''
  let isData = false
  let from = ''
  let to: string[] = []
  const say = (word: string, usual: string): boolean => {
    const answer = answers.get(word) ?? usual
    socket.write(`${answer}\r\n`)
    return answer === usual
  }
  const heard = (line: string): void => {
    commands.push(line)
    const word = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? ''
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    if (word === 'EHLO') say(word, '250-sink\r\n250-8BITMIME\r\n250 SIZE 1000000')
    else if (word === 'MAIL') [from, to] = say(word, '250 ok') ? [address, []] : ['', []]
    else if (word === 'RCPT') to = say(word, '250 ok') ? [...to, address] : to
    else if (word === 'DATA') isData = say(word, '354 go on')
    else if (word === 'QUIT') socket.end('221 bye\r\n')
    else say(word, word === 'RSET' || word === 'NOOP' ? '250 ok' : '500 what?')
  }
  const step = (): boolean => {
    const found = (isData ? end : /\r\n/).exec(pending)
    if (!found) return false
    const text = pending.slice(0, found.index)
    pending = pending.slice(found.index + found[0].length)
    if (!isData) heard(text)
    else {
      isData = false
      if (say('DATA.', '250 taken')) mails.push({ from, to, raw: text.replaceAll(/^\./gm, '') })
    }
    return true
  }
  socket.on('data', (bytes: Buffer) => {
    pending += bytes.toString('latin1')
    while (step());
  })
  say('', '220 sink ESMTP')
}

/** A mail taken apart: by code of ours, so that nothing is read with the library that wrote it. */
export interface ReadMail {
  /** By name in small letters; every line of that name. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** With line feeds alone. */
  readonly text: string
  readonly html: string
}

/** Reads a message of one or two parts (RFC 5322, 2045, 2046). */
export function readMail(raw: string): ReadMail {
  const { headers, body } = splitMessage(raw)
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type')?.[0] ?? '')?.[1]
  const pieces = boundary === undefined ? [raw] : body.split(`--${boundary}`).slice(1, -1)
  const parts = pieces.map((piece) => splitMessage(piece.replace(/^\r\n/, '')))
  const partOf = (type: string): string => {
    const part = parts.find((each) => each.headers.get('content-type')?.[0]?.startsWith(type))
    if (part === undefined) return ''
    return decoded(part.body, part.headers.get('content-transfer-encoding')?.[0] ?? '7bit').replaceAll('\r\n', '\n')
  }
  return { headers, text: partOf('text/plain'), html: partOf('text/html') }
}

function splitMessage(raw: string): { headers: Map<string, string[]>; body: string } {
  const at = raw.indexOf('\r\n\r\n')
  const headers = new Map<string, string[]>()
  for (const line of raw
    .slice(0, at)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  return { headers, body: raw.slice(at + 4) }
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8')
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** RFC 2047: what a reader is shown of a header. */
export function shownHeader(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decoded(text.replaceAll('_', ' '), 'quoted-printable'),
    )
}
