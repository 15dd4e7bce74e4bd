/** Comments for a host's own view: reads what it needs from the host's request, whatever framework made it. [T7] */
import type { Gate } from '../../auth/admission.js'
import type { RequestFacts } from '../../model/identity.js'
import { admit } from '../visitor.js'
import { QUERY, type CommentPages } from './comment-pages.js'

/** As much of a request as is looked at; Node's, Express's and the Web's all have it. */
export interface HostRequest {
  /** Path and query, or the whole address. */
  readonly url?: string | undefined
  readonly originalUrl?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>> | Headers
}

/** How a room's comments are printed for a page of the host. */
export interface CommentsHtmlOptions {
  /**
   * The request that is being answered: tells who reads (by `authorize`), their language, and which part of the comments
   * they asked for. Without it: a guest, English, the first part.
   */
  readonly request?: HostRequest
  /** Language of the words around the comments; default what the request prefers. */
  readonly lang?: string
  /** Address of the page, to come back to; default the request's. */
  readonly page?: string
}

export async function hostedComments(
  { gate, pages }: { readonly gate: Gate; readonly pages: CommentPages },
  room: string,
  { request, lang, page }: CommentsHtmlOptions,
): Promise<string> {
  const facts = request && factsOf(request)
  const url = new URL(facts?.url ?? '/', 'http://host.invalid')
  const speaker = await admit(gate, await gate.identify({}, facts), room)
  const asked = (name: keyof typeof QUERY): string | undefined => url.searchParams.get(QUERY[name]) ?? undefined
  return pages.html(speaker, {
    page: page ?? (facts ? url.pathname + url.search : room),
    languages: lang ?? facts?.headers['accept-language'],
    more: asked('more'),
    reply: asked('reply'),
    told: asked('told'),
  })
}

function factsOf({ url, originalUrl, headers }: HostRequest): RequestFacts {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers)
  const plain: Record<string, string | undefined> = Object.create(null)
  for (const [name, value] of entries) plain[name] = typeof value === 'string' ? value : value?.[0]
  return Object.freeze({ url: originalUrl ?? url ?? '/', headers: Object.freeze(plain) })
}
