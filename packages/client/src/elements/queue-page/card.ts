/**
 * One comment as a moderator sees it: who, why it is here, what was said before, the words themselves, and what can be done.
 *
 * Words come from the one parser and are made into nodes, never into markup. [T10] What pressing a button does is decided by
 * whoever made the card.
 */
import { parseMarkdown, type Comment } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { markdownNodes } from '../comments/markdown-nodes.js'
import { h, type Child } from '../dom.js'
import { icon } from '../picture.js'
import { plural } from '../words/words.js'
import { longTime, shortTime, withName, type Desk } from './desk.js'
import { ICONS } from './icons.js'
import { button, face, mark } from './parts.js'
import { placeOf, type ListedItem } from './queue-item.js'
import { reasonWords, reportWords } from './reasons.js'

/** What can be done from a card. */
export interface CardActions {
  approve(item: ListedItem): void
  reject(item: ListedItem): void
  edit(item: ListedItem): void
  remove(item: ListedItem): void
  restrain(item: ListedItem): void
  toggle(item: ListedItem): void
  /** What was said before; rejects where it cannot be had. */
  before(item: ListedItem): Promise<readonly Comment[]>
}

export interface Card {
  readonly node: HTMLLIElement
  readonly article: HTMLElement
  show(state: { readonly isCurrent: boolean; readonly isChosen: boolean }): void
  openBefore(): void
  readonly place: string
}

/** Longer texts are cut for the eye; the rest is one press away. */
const LONG_CHARS = 900
const LONG_LINES = 14

let cards = 0

export function createCard(desk: Desk, item: ListedItem, actions: CardActions): Card {
  const { words } = desk.speech
  const { comment } = item
  const id = `card-${String(++cards)}`
  const name = comment.author?.name ?? words.someone
  const place = placeOf(item.room, comment.id, desk.origin)
  const box = h('input', {
    type: 'checkbox',
    'aria-label': withName(words.choose, name),
    onchange: () => actions.toggle(item),
  })
  const context = comment.parent === undefined ? undefined : createBefore(desk, item, actions)
  const article = h(
    'article',
    { class: 'card', tabindex: -1, 'aria-labelledby': `${id}-who ${id}-why` },
    h(
      'header',
      {},
      h('label', { class: 'pick' }, box),
      face(name, comment.author?.color),
      who(desk, item, id),
      when(desk, comment),
    ),
    h('ul', { class: 'marks', id: `${id}-why`, role: 'list' }, ...whyMarks(desk, item)),
    comment.passage && passage(desk, comment.passage.exact),
    context?.node,
    ...text(desk, comment),
    reports(desk, item),
    h('footer', {}, pageLink(desk, item, place), ...buttons(desk, item, actions)),
  )
  return {
    node: h('li', {}, article),
    article,
    place,
    show({ isCurrent, isChosen }) {
      setAttribute(article, 'aria-current', isCurrent ? 'true' : undefined)
      setAttribute(article, 'data-chosen', isChosen)
      box.checked = isChosen
    },
    openBefore() {
      if (context) context.node.open = !context.node.open
    },
  }
}

function who({ speech }: Desk, { comment, approved, rejected }: ListedItem, id: string): HTMLElement {
  const { words, lang } = speech
  const { author } = comment
  const history: Child[] =
    approved + rejected === 0
      ? [h('span', { class: 'new' }, words.newcomer)]
      : [
          approved > 0 && h('span', {}, plural(words.historyApproved, approved, lang)),
          rejected > 0 && h('span', { class: 'bad' }, plural(words.historyRejected, rejected, lang)),
        ]
  return h(
    'div',
    { class: 'who' },
    h(
      'span',
      { class: 'name', id: `${id}-who` },
      author === undefined
        ? words.someone
        : h('a', { href: `#person=${encodeURIComponent(author.id)}` }, h('bdi', {}, author.name)),
      author?.verified &&
        h(
          'span',
          { class: 'verified', title: words.verified },
          icon(ICONS.verified),
          h('span', { class: 'unseen' }, words.verified),
        ),
      author?.role !== undefined && h('small', { class: 'role' }, author.role),
    ),
    h('span', { class: 'history' }, ...history),
  )
}

function when(desk: Desk, { atMs, editedMs }: Comment): HTMLElement {
  const { words } = desk.speech
  return h(
    'span',
    { class: 'when' },
    h('time', { datetime: new Date(atMs).toISOString(), title: longTime(desk, atMs) }, shortTime(desk, atMs)),
    editedMs !== undefined && h('small', {}, words.changed),
  )
}

/** Why it is here. */
function whyMarks({ speech }: Desk, { status, reason, reports: told }: ListedItem): readonly HTMLElement[] {
  const { words, lang } = speech
  const isPending = status === 'held'
  const tone = isPending ? 'warn' : status === 'visible' ? 'good' : 'bad'
  const drawing = isPending
    ? ICONS.clock
    : status === 'visible'
      ? ICONS.eye
      : status === 'hidden'
        ? ICONS.hidden
        : ICONS.reject
  return [
    mark(tone, drawing, words.status[status]),
    ...(told.length === 0 ? [] : [mark('bad', ICONS.flag, plural(words.reported, told.length, lang))]),
    ...(reason === undefined ? [] : [h('li', { class: 'reason' }, reasonWords(words, reason))]),
  ]
}

function passage({ speech }: Desk, exact: string): HTMLElement {
  return h('blockquote', { class: 'passage', dir: 'auto' }, h('small', {}, speech.words.onWords), h('p', {}, exact))
}

function text({ speech }: Desk, { text: source, mentions }: Comment): readonly HTMLElement[] {
  const { words } = speech
  const body = h(
    'div',
    { class: 'text', dir: 'auto' },
    ...markdownNodes(parseMarkdown(source, { mentions: mentions ?? [] })),
  )
  if (source.length <= LONG_CHARS && source.split('\n').length <= LONG_LINES) return [body]
  setAttribute(body, 'data-cut', true)
  const more = button(words.showAll, { kind: 'quiet more', 'aria-expanded': 'false' }, () => {
    const isCut = body.hasAttribute('data-cut')
    setAttribute(body, 'data-cut', !isCut)
    setAttribute(more, 'aria-expanded', String(isCut))
    more.replaceChildren(isCut ? words.showLess : words.showAll)
  })
  return [body, more]
}

function reports(desk: Desk, { reports: told }: ListedItem): HTMLElement | undefined {
  const said = told.filter(({ reason }) => reason !== undefined)
  if (said.length === 0) return undefined
  return h(
    'ul',
    { class: 'reports', role: 'list' },
    ...said.map(({ reason = '', atMs }) =>
      h(
        'li',
        { dir: 'auto' },
        h('span', {}, reportWords(desk.speech.words, reason)),
        h('time', { title: longTime(desk, atMs) }, shortTime(desk, atMs)),
      ),
    ),
  )
}

function pageLink({ speech }: Desk, { room }: ListedItem, place: string): HTMLElement {
  return h(
    'a',
    { class: 'page', href: place, target: '_blank', rel: 'noopener', title: speech.words.openPage },
    h('bdi', {}, room),
    icon(ICONS.out),
  )
}

/** What is decided most, and apart from it what is done now and then. */
function buttons({ speech }: Desk, item: ListedItem, actions: CardActions): readonly HTMLElement[] {
  const { words } = speech
  const { status, reports: told, comment } = item
  const isSettled = status === 'visible' && told.length === 0
  const approve = status === 'visible' ? words.keep : words.approve
  return [
    h(
      'div',
      { class: 'major' },
      !isSettled && button(approve, { kind: 'good', drawing: ICONS.approve, key: 'A' }, () => actions.approve(item)),
      status !== 'rejected' &&
        button(words.reject, { kind: 'bad', drawing: ICONS.reject, key: 'R' }, () => actions.reject(item)),
    ),
    h(
      'div',
      { class: 'minor' },
      button(words.edit, { kind: 'quiet icon-only', drawing: ICONS.edit, key: 'E' }, () => actions.edit(item)),
      button(words.remove, { kind: 'quiet icon-only', drawing: ICONS.remove, key: 'D' }, () => actions.remove(item)),
      comment.author &&
        button(words.restrain, { kind: 'quiet icon-only', drawing: ICONS.restrain, key: 'B' }, () =>
          actions.restrain(item),
        ),
    ),
  ]
}

/** What was said before, fetched when somebody wants to see it. */
function createBefore(desk: Desk, item: ListedItem, { before }: CardActions): { readonly node: HTMLDetailsElement } {
  const { words } = desk.speech
  const list = h('ol', { class: 'thread', role: 'list' })
  let isAsked = false
  const show = (comments: readonly Comment[]): void => {
    list.replaceChildren(
      ...comments.map((comment) =>
        h(
          'li',
          {},
          h('b', {}, h('bdi', {}, comment.author?.name ?? words.someone)),
          h(
            'div',
            { class: 'text', dir: 'auto' },
            ...markdownNodes(parseMarkdown(comment.text, { mentions: comment.mentions ?? [] })),
          ),
        ),
      ),
    )
  }
  const node = h(
    'details',
    {
      class: 'before',
      ontoggle() {
        if (!node.open || isAsked) return
        isAsked = true
        list.replaceChildren(h('li', { class: 'quiet' }, words.loading))
        before(item).then(show, () => {
          isAsked = false
          list.replaceChildren(h('li', { class: 'quiet' }, words.failed))
        })
      },
    },
    h('summary', {}, icon(ICONS.reply), h('span', {}, words.inAnswer), icon(ICONS.more)),
    list,
  )
  return { node }
}
