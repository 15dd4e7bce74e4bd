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
/** Addresses whose answers are remembered; when there are more, all are forgotten and asked again. */
const MAX_REMEMBERED = 1_024

/** A storm of reconnects comes from few addresses, and asking costs more than the handshake's own hash. */
function remembered<T>(ask: (address: string) => T): (address: string) => T {
  const answers = new Map<string, T>()
  return (address) => {
    const known = answers.get(address)
    if (known !== undefined) return known
    if (answers.size >= MAX_REMEMBERED) answers.clear()
    const answer = ask(address)
    answers.set(address, answer)
    return answer
  }
}

/** @throws OPTION_INVALID for an entry that is neither an address, a CIDR block nor `loopback`. */
export function createAddressBook(trustProxy: readonly string[], random: Random): AddressBook {
  const trusted = trustList(trustProxy)
  const hashKey = random.bytes(32)
  const isTrusted = remembered((address) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4'))
  const keyOfAddress = remembered((address) =>
    createHmac('sha256', hashKey).update(prefixOf(address)).digest().toString('base64url', 0, KEY_BYTES),
  )

  /** The last hop that is not one of our own proxies; everything left of it could be made up. */
  function visitorOf(request: IncomingMessage): string {
    let visitor = plain(request.socket.remoteAddress ?? '')
    if (visitor === '' || !isTrusted(visitor)) return visitor
    const hops = single(request.headers['x-forwarded-for'])?.split(',') ?? []
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
    originOf(request) {
      const peer = plain(request.socket.remoteAddress ?? '')
      const isBehindProxy = peer !== '' && isTrusted(peer)
      const forwarded = (name: string): string | undefined =>
        isBehindProxy ? single(request.headers[name])?.split(',')[0]?.trim() : undefined
      const scheme = forwarded('x-forwarded-proto') ?? ('encrypted' in request.socket ? 'https' : 'http')
      if (scheme !== 'https' && scheme !== 'http') return undefined
      return servedOrigin(scheme, forwarded('x-forwarded-host') ?? request.headers.host)
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
