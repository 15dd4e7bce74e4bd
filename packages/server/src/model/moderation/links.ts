/**
 * The links of a comment: whose hosts the site will not have, and how many are too many from somebody unknown. [S33]
 *
 * Hosts are read as browsers read them (`URL`), so case, escapes, credentials before the host and odd ways to write an
 * address change nothing. Hosts that stand in the text without being links are found by the word list.
 */
import { held } from './verdict.js'
import type { Submission, Verdict } from './verdict.js'

/** A host as browsers write it, without a dot at its end; undefined for what is no host. Entries may say `*.host`. */
export function cleanHost(entry: string): string | undefined {
  const bare = entry.trim().replace(/^\*?\./, '')
  // What would change the meaning of the address it is put into is no part of a host.
  if (bare === '' || /[\s/\\?#@:*]/.test(bare)) return undefined
  return hostOf(`http://${bare}`)
}

/** Whether a link leads to one of these hosts or to something below one. */
export function leadsTo(links: readonly string[], hosts: ReadonlySet<string>): boolean {
  return hosts.size > 0 && links.some((link) => hostsOf(link).some((host) => isBelow(host, hosts)))
}

/** More links than somebody unknown may have. */
export function checkLinkCount({ links }: Submission, most: number): Verdict | undefined {
  return links.length > most ? held('links') : undefined
}

/** One host, or those of all who would get a letter. */
function hostsOf(link: string): readonly string[] {
  if (!/^mailto:/i.test(link)) return [hostOf(link) ?? '']
  const [people = ''] = link.slice('mailto:'.length).split('?')
  return people.split(/,|%2c/i).map((each) => hostOf(`http://${each.split(/@|%40/i).at(-1) ?? ''}`) ?? '')
}

function hostOf(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined
  return new URL(link).hostname.toLowerCase().replace(/\.$/, '') || undefined
}

function isBelow(host: string, hosts: ReadonlySet<string>): boolean {
  for (let rest = host; rest !== ''; rest = rest.includes('.') ? rest.slice(rest.indexOf('.') + 1) : '') {
    if (hosts.has(rest)) return true
  }
  return false
}
