/**
 * Comments without script and without the live layer: pages, a form, feeds. [W7,T7,S26]
 *
 * Owns what a page of comments needs (who reads, which part, which form) and the way of a posted form into the same write
 * as everybody's. The markup is in `comments-html.ts`, the answers to requests in `comment-routes.ts`.
 */
import { RoomfulError, type Comment, type CommentPage, type JsonFields } from '@roomful/protocol'
import type { FormTokens } from '../../auth/form-token.js'
import type { Speaker, WriteAnswer } from '../../hub/feature.js'
import type { Hub } from '../../hub/hub.js'
import { commentsHtml } from './comments-html.js'
import { pageWords } from './words.js'

export interface CommentPagesParts {
  /** Under which path of the host everything lives. */
  readonly path: string
  readonly hub: Pick<Hub, 'read' | 'write'>
  readonly forms: FormTokens
}

/** What a page is asked for. */
export interface PageAsk {
  /** Address of the page that is commented: a path of the site, or a whole address. */
  readonly page: string
  /** Languages the reader takes, as in `Accept-Language`. */
  readonly languages?: string | undefined
  /** Cursor of the next part. */
  readonly more?: string | undefined
  /** Id of the comment that is being answered. */
  readonly reply?: string | undefined
  /** `held`: say that a comment waits. */
  readonly told?: string | undefined
  /** What was in the form before something went wrong, and what that was. */
  readonly again?: { readonly text: string; readonly name: string; readonly problem: string } | undefined
}

/** A form as it was posted. */
export interface PostedForm {
  readonly token: string
  readonly text: string
  readonly name: string
  readonly parent: string | undefined
  /** Only programs fill this in. */
  readonly trap: string
}

export interface CommentPages {
  html(speaker: Speaker, ask: PageAsk): Promise<string>
  post(
    speaker: Speaker,
    form: PostedForm,
  ): Promise<{ readonly comment: Comment; readonly status: WriteAnswer['status'] }>
}

/** Query parameters of the commented page itself, named so that they meet none of its own. */
export const QUERY = { reply: 'roomful-reply', more: 'roomful-more', told: 'roomful-told' } as const

export function createCommentPages({ path, hub, forms }: CommentPagesParts): CommentPages {
  const personOf = ({ identity }: Speaker): string => (identity.isVerified ? identity.id : '')

  async function html(speaker: Speaker, ask: PageAsk): Promise<string> {
    const { room } = speaker
    const { more, reply, again } = ask
    const page = await partOf(hub, speaker, more ? { cursor: more } : reply ? { around: reply } : {})
    const { lang, words } = pageWords(ask.languages)
    const parent = reply === undefined ? undefined : page.list.find(({ id, author }) => id === reply && author)
    const form = speaker.can.has('comment')
      ? {
          action: `${path}/v1/rooms/${encodeURIComponent(room)}/comments`,
          token: forms.issue(room, personOf(speaker)),
          back: ask.page,
          asksName: !speaker.identity.isVerified || speaker.identity.name === undefined,
          ...(parent?.author ? { parent: { id: parent.id, name: parent.author.name } } : {}),
          ...(again ? { text: again.text, name: again.name } : {}),
        }
      : undefined
    const told = again ? `${words.failed}: ${again.problem}` : ask.told === 'held' ? words.held : undefined
    return commentsHtml({
      page,
      lang,
      words,
      link: (query) => linkTo(ask.page, query),
      ...(form ? { form } : {}),
      ...(told === undefined ? {} : { told }),
    })
  }

  return {
    html,
    async post(speaker, { token, text, name, parent, trap }) {
      const nonce = forms.check(token, speaker.room, personOf(speaker))
      if (trap !== '') throw new RoomfulError('COMMENT_REFUSED')
      const { identity } = speaker
      const author = identity.isVerified ? identity : { ...identity, id: forms.guestId(nonce, name, text) }
      const body: JsonFields = { text, ...(name === '' ? {} : { name }), ...(parent === undefined ? {} : { parent }) }
      const { status, v } = await hub.write({ ...speaker, identity: author }, `form-${nonce}`, 'comment.add', body)
      return { status, comment: v as Comment }
    },
  }
}

/** A link to what is no longer there, or never was, leads to the comments all the same. */
async function partOf(hub: CommentPagesParts['hub'], speaker: Speaker, part: JsonFields): Promise<CommentPage> {
  try {
    return (await hub.read(speaker, 'comments', part)) as CommentPage
  } catch (error) {
    const isLost = error instanceof RoomfulError && ['COMMENT_UNKNOWN', 'MESSAGE_INVALID'].includes(error.code)
    if (!isLost || Object.keys(part).length === 0) throw error
    return (await hub.read(speaker, 'comments', {})) as CommentPage
  }
}

/** The page with these parameters of ours and without the others of ours. */
export function linkTo(page: string, query: Readonly<Record<string, string>>): string {
  const [before = '', ...rest] = page.split('#', 1)[0]?.split('?') ?? []
  const params = new URLSearchParams(rest.join('?'))
  for (const name of Object.values(QUERY)) params.delete(name)
  for (const [name, value] of Object.entries(query)) params.set(QUERY[name as keyof typeof QUERY], value)
  const text = params.toString()
  return text === '' ? before : `${before}?${text}`
}
