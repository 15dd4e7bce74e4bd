/**
 * Addresses in mails and webhooks. [X4,S29]
 *
 * A mail of this site leads to this site, to the pages its owner lets connect, and nowhere else: a room may be called after any
 * page in the world.
 */
import type { MailPurpose, MailTokens } from '../auth/mail-token.js'
import type { MailLanguage } from './mail-words.js'

export interface LinkParts {
  /** An origin; undefined: only pages with a host in their room's id have an address. */
  readonly site: string | undefined
  /** Under which path of it the server lives. */
  readonly path: string
  readonly origins: readonly string[] | undefined
  readonly tokens: MailTokens
}

export interface Links {
  /** Host of the site, for people. */
  readonly host: string
  /** A comment in its place; undefined where that is nobody's we know. */
  comment(room: string, comment: string): string | undefined
  mail(purpose: MailPurpose, who: { readonly person: string; readonly address: string }, lang: MailLanguage): string
}

export function createLinks({ site, path, origins = [], tokens }: LinkParts): Links {
  const known = new Set(site === undefined ? origins : [site, ...origins])
  return {
    host: site === undefined ? '' : new URL(site).host,
    comment(room, comment) {
      const page = pageOf(room, site, known)
      if (!page) return undefined
      page.hash = `comment-${encodeURIComponent(comment)}`
      return page.href
    },
    mail(purpose, { person, address }, lang) {
      const query = new URLSearchParams({ t: tokens.issue(purpose, person, address), lang })
      return `${site ?? ''}${path}/v1/mail/${purpose}?${query.toString()}`
    },
  }
}

/** [R1] A room is called after its page: the path, on the server's own site, or host and path. */
function pageOf(room: string, site: string | undefined, known: ReadonlySet<string>): URL | undefined {
  const isOwn = room.startsWith('/')
  if (isOwn && site === undefined) return undefined
  for (const address of isOwn ? [`${site}${room}`] : [`https://${room}`, `http://${room}`]) {
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url && known.has(url.origin) && url.username === '' && url.password === '') return url
  }
  return undefined
}
