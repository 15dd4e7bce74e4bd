/**
 * Where a request comes from and under which address it reached us, behind proxies or not. [H6,L2,S32]
 *
 * Headers of a proxy are believed only when the machine that speaks to us is on the trust list; otherwise anybody could
 * write them. An IP address never leaves this file: what comes out is a keyed hash that means nothing after a restart.
 */
import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv6 } from 'node:net'
import { RoomfulError } from '@roomful/protocol'
import type { Random } from '@roomful/protocol'
import { servedOrigin } from '../auth/origin.js'

/** What is known about a request's way to us. */
export interface AddressBook {
  /** An opaque key for the visitor's address: whole for IPv4, the /64 for IPv6, of which one household has many. */
  keyOf(request: IncomingMessage): string
  /** The origin under which the visitor's browser knows this server; undefined when the Host header is nonsense. */
  originOf(request: IncomingMessage): string | undefined
}

/** Twelve bytes of the hash tell every visitor apart. */
const KEY_BYTES = 12
/** Addresses and hosts whose answers are remembered; when there are more, all are forgotten and asked again. */
const MAX_REMEMBERED = 1_024
/** The longest host name, in brackets and with a port. */
const MAX_HOST_CHARS = 260

/** A storm of reconnects comes from few addresses, and asking costs more than the handshake's own hash. */
function remembered<T>(ask: (word: string) => T): (word: string) => T {
  const answers = new Map<string, T>()
  return (word) => {
    const known = answers.get(word)
    if (known !== undefined) return known
    if (answers.size >= MAX_REMEMBERED) answers.clear()
    const answer = ask(word)
    answers.set(word, answer)
    return answer
  }
}

/** @throws OPTION_INVALID for an entry that is neither an address, a CIDR block nor `loopback`. */
export function createAddressBook(trustProxy: readonly string[], random: Random): AddressBook {
  const trusted = trustList(trustProxy)
  const hashKey = random.bytes(32)
  const isTrusted = (address: string): boolean =>
    address !== '' && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  const keyOfAddress = remembered((address) =>
    createHmac('sha256', hashKey).update(prefixOf(address)).digest().toString('base64url', 0, KEY_BYTES),
  )

  /** The machine that speaks to us. */
  const peerOf = remembered((remoteAddress) => {
    const address = plain(remoteAddress)
    return { address, isTrusted: isTrusted(address) }
  })
  const httpOrigin = remembered((host) => servedOrigin('http', host))
  const httpsOrigin = remembered((host) => servedOrigin('https', host))

  /** The last hop that is not one of our own proxies; everything left of it could be made up. */
  function visitorOf({ socket, headers }: IncomingMessage): string {
    const peer = peerOf(socket.remoteAddress ?? '')
    if (!peer.isTrusted) return peer.address
    let visitor = peer.address
    const hops = single(headers['x-forwarded-for'])?.split(',') ?? []
    for (const hop of hops.reverse()) {
      const address = hopAddress(hop)
      if (address === undefined) return visitor
      visitor = address
      if (!isTrusted(visitor)) return visitor
    }
    return visitor
  }

  return {
    keyOf: (request) => keyOfAddress(visitorOf(request)),
    originOf({ socket, headers }) {
      const isBehindProxy = peerOf(socket.remoteAddress ?? '').isTrusted
      const forwarded = (name: string): string | undefined =>
        isBehindProxy ? single(headers[name])?.split(',')[0]?.trim() : undefined
      const scheme = forwarded('x-forwarded-proto') ?? ('encrypted' in socket ? 'https' : 'http')
      if (scheme !== 'https' && scheme !== 'http') return undefined
      const host = forwarded('x-forwarded-host') ?? headers.host
      if (host === undefined || host.length > MAX_HOST_CHARS) return undefined
      return scheme === 'https' ? httpsOrigin(host) : httpOrigin(host)
    },
  }
}

function trustList(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry === 'loopback' ? ['127.0.0.0', '8'] : entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    const maxBits = family === 'ipv6' ? 128 : 32
    const prefix = bits === undefined ? maxBits : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (isIP(address) === 0 || prefix < 0 || prefix > maxBits || rest.length > 0) throw wrongEntry(entry)
    list.addSubnet(address, prefix, family)
    if (entry === 'loopback') list.addAddress('::1', 'ipv6')
  }
  return list
}

function wrongEntry(entry: string): RoomfulError {
  const message = `trustProxy: ${JSON.stringify(entry)} is not an address, a block like 10.0.0.0/8, or "loopback".`
  return new RoomfulError('OPTION_INVALID', { at: 'trustProxy', message })
}

/** IPv4 as such, also where the system hands it out inside IPv6. */
function plain(address: string): string {
  const mapped = address.toLowerCase().startsWith('::ffff:') ? address.slice(7) : address
  return isIP(mapped) === 4 ? mapped : (address.split('%')[0] ?? address)
}

/** An entry of X-Forwarded-For: an address, perhaps with a port. */
function hopAddress(hop: string): string | undefined {
  const text = hop.trim()
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::\d+)?$/.exec(text)?.[1]
  const address = plain(bracketed ?? (isIP(text) === 0 ? (text.split(':')[0] ?? '') : text))
  return isIP(address) === 0 ? undefined : address
}

/** What counts as one visitor. Equal addresses in different spellings must give equal prefixes. */
function prefixOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}

function single(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',')
}
