/**
 * A room's comments as HTML, for readers without script, for search engines, and until the live layer is there. [T10,S15]
 *
 * Pure. Everything a person wrote passes `markdownHtml` or `escapeHtml`; ids are the server's. The element
 * `<roomful-comments>` takes the place of this markup when it is live and finds comments by the same ids.
 */
import { parseMarkdown, type Comment, type CommentPage } from '@roomful/protocol'
import { escapeHtml, markdownHtml } from '../../model/markdown-html.js'
import type { PageWords } from './words.js'

/** The form below the list. */
export interface CommentForm {
  /** Where it is posted to. */
  readonly action: string
  readonly token: string
  /** The page to return to: a path of the site. */
  readonly back: string
  /** Guests give a name. */
  readonly asksName: boolean
  /** The comment being answered, where its author pressed Reply. */
  readonly parent?: { readonly id: string; readonly name: string }
  /** What was written before something went wrong. */
  readonly text?: string
  readonly name?: string
}

export interface CommentsView {
  readonly page: CommentPage
  readonly lang: string
  readonly words: PageWords
  /** Absent: nobody may write here. */
  readonly form?: CommentForm
  /** The address of this same page with another query; absent: there are no links to answer or to read on. */
  readonly link?: (query: Readonly<Record<string, string>>) => string
  /** Shown above the form: what became of the comment just sent. */
  readonly told?: string
}

/** The element and everything in it. */
export function commentsHtml(view: CommentsView): string {
  const { page, lang, words, form, told } = view
  const threads = page.list.filter(({ thread }) => thread === undefined)
  const list = threads.map((comment) => threadHtml(view, comment)).join('\n')
  const parts = [
    `<h2>${escapeHtml(words.comments(page.total))}</h2>`,
    list === '' ? `<p>${escapeHtml(words.none)}</p>` : `<ol class="roomful-threads">\n${list}\n</ol>`,
    page.more !== undefined && view.link
      ? `<p><a rel="next nofollow" href="${escapeHtml(view.link({ more: page.more }))}">${escapeHtml(words.more)}</a></p>`
      : '',
    told === undefined ? '' : `<p class="roomful-told" role="status">${escapeHtml(told)}</p>`,
    page.closed ? `<p>${escapeHtml(words.closed)}</p>` : form ? formHtml(view, form) : '',
  ]
  const body = parts.filter((part) => part !== '').join('\n')
  return `<section class="roomful-comments" lang="${lang}" dir="${words.dir}" id="comments">\n${body}\n</section>`
}

function threadHtml(view: CommentsView, first: Comment): string {
  const answers = view.page.list.filter(({ thread }) => thread === first.id)
  const inner = answers.map((comment) => `<li>${commentHtml(view, comment)}</li>`).join('\n')
  return `<li>${commentHtml(view, first)}${inner === '' ? '' : `\n<ol class="roomful-answers">\n${inner}\n</ol>`}</li>`
}

function commentHtml(view: CommentsView, comment: Comment): string {
  const { words } = view
  const id = `comment-${escapeHtml(comment.id)}`
  const { author } = comment
  if (comment.status === 'deleted' || !author)
    return `<article class="roomful-comment" id="${id}"><p>${escapeHtml(words.deleted)}</p></article>`
  const { blocks, passage } = {
    blocks: parseMarkdown(comment.text, { mentions: comment.mentions ?? [] }),
    passage: comment.passage,
  }
  const reply =
    view.link && view.form && !view.page.closed
      ? `<footer><a rel="nofollow" href="${escapeHtml(view.link({ reply: comment.id }))}#comment-form">${escapeHtml(words.reply)}</a></footer>`
      : ''
  return [
    `<article class="roomful-comment" id="${id}">`,
    `<header>${bylineHtml(view, comment)}</header>`,
    passage ? `<blockquote class="roomful-passage">${escapeHtml(passage.exact)}</blockquote>` : '',
    `<div class="roomful-text" dir="auto">${markdownHtml(blocks)}</div>`,
    reactionsHtml(comment),
    reply,
    '</article>',
  ].join('')
}

function bylineHtml({ words, lang }: CommentsView, comment: Comment): string {
  const { author, atMs, editedMs, id } = comment
  const marks = [
    author?.verified ? words.verified : '',
    author?.role ?? '',
    comment.pinned ? words.pinned : '',
    comment.resolved ? words.resolved : '',
    editedMs === undefined ? '' : words.edited,
  ].filter((mark) => mark !== '')
  const time = new Date(atMs)
  const shown = timeFormat(lang).format(time)
  return [
    `<b class="roomful-author"><bdi>${escapeHtml(author?.name ?? '')}</bdi></b>`,
    ...marks.map((mark) => `<small>${escapeHtml(mark)}</small>`),
    `<a href="#comment-${escapeHtml(id)}"><time datetime="${time.toISOString()}">${escapeHtml(shown)} UTC</time></a>`,
  ].join(' ')
}

/** By language, of which there are as many as in `words.ts`. Making one for every comment is half of making a page. */
const timeFormats = new Map<string, Intl.DateTimeFormat>()

function timeFormat(lang: string): Intl.DateTimeFormat {
  const known = timeFormats.get(lang)
  if (known) return known
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  timeFormats.set(lang, format)
  return format
}

function reactionsHtml({ reactions }: Comment): string {
  if (reactions.length === 0) return ''
  const list = reactions.map(([emoji, count]) => `<span>${escapeHtml(emoji)} ${count}</span>`).join(' ')
  return `<p class="roomful-reactions">${list}</p>`
}

function formHtml({ words, link }: CommentsView, form: CommentForm): string {
  const { parent } = form
  const hidden = (name: string, value: string): string =>
    `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`
  const title = parent ? words.replyingTo(parent.name) : words.text
  const cancel =
    parent && link
      ? `<a rel="nofollow" href="${escapeHtml(link({}))}#comment-form">${escapeHtml(words.cancelReply)}</a>`
      : ''
  return [
    `<form class="roomful-form" id="comment-form" method="post" action="${escapeHtml(form.action)}">`,
    hidden('token', form.token),
    hidden('back', form.back),
    parent ? hidden('parent', parent.id) : '',
    form.asksName
      ? `<p><label>${escapeHtml(words.name)}<br><input name="name" maxlength="40" autocomplete="nickname" required value="${escapeHtml(form.name ?? '')}"></label></p>`
      : '',
    // People do not see this field, programs fill it in.
    `<p hidden><label>${escapeHtml(words.leaveEmpty)}<br><input name="website" tabindex="-1" autocomplete="off"></label></p>`,
    `<p><label>${escapeHtml(title)}<br><textarea name="text" rows="5" maxlength="10000" dir="auto" required>${textareaText(form.text)}</textarea></label> ${cancel}</p>`,
    `<p><small>${escapeHtml(words.hint)}</small></p>`,
    `<p><button>${escapeHtml(words.send)}</button></p>`,
    '</form>',
  ].join('\n')
}

/** HTML drops a line break right after the tag, so one that was written needs another before it. */
function textareaText(text = ''): string {
  return text === '' ? '' : `\n${escapeHtml(text)}`
}
