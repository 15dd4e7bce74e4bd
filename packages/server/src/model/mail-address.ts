/**
 * Addresses of mail that somebody gives for themselves. [X4,S29]
 *
 * Narrower than the standard on purpose: one plain mailbox at a public host, in the only form that means the same to every
 * program on its way. No quotes, no comments, no `%` or `!` (old ways of sending on), no list, no host by number.
 */

const MAX_CHARS = 254
const MAX_LOCAL_CHARS = 64
const LOCAL = /^[a-z0-9_][a-z0-9_+'=&~#-]*(?:\.[a-z0-9_+'=&~#-]+)*$/
/** Letters of any script: they become `xn--` below. */
const HOST = /^[\p{L}\p{N}\p{M}.-]+$/u
const ASCII_HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/

/** The address as it is kept and compared, in small letters; undefined for what is none. */
export function mailAddress(text: string): string | undefined {
  const trimmed = text.trim()
  const at = trimmed.lastIndexOf('@')
  if (at < 1 || trimmed.length > MAX_CHARS) return undefined
  const local = trimmed.slice(0, at).toLowerCase()
  const host = asciiHost(trimmed.slice(at + 1))
  if (local.length > MAX_LOCAL_CHARS || !LOCAL.test(local) || host === undefined) return undefined
  const address = `${local}@${host}`
  return address.length > MAX_CHARS ? undefined : address
}

/** The same for all spellings that commonly reach one mailbox: without `+tag` and dots. Only for counting. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@')
  const [plain = ''] = address.slice(0, at).split('+', 1)
  return `${plain.replaceAll('.', '')}${address.slice(at)}`
}

function asciiHost(host: string): string | undefined {
  if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return undefined
  const { hostname } = new URL(`http://${host}`)
  return ASCII_HOST.test(hostname) ? hostname : undefined
}
