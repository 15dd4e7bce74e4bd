/** Who is muted, hidden or banned, and how to find anybody else who has written here. [M5] */
import type { Cancel, PersonCard, Sanction } from '@roomful/protocol'
import type { QueuePage } from '../../model/queue-list.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import { plural } from '../words/words.js'
import { isolated, longTime, type Desk, type View } from './desk.js'
import { ICONS } from './icons.js'
import { createPaging } from './paging.js'
import { button, face, mark, notice, tryAgain } from './parts.js'

/** Half: a question for nearly every letter. Double: the list follows the typing noticeably late. */
const TYPING_MS = 250
const MAX_QUERY_CHARS = 60

export function createPeopleView(desk: Desk): View {
  const { api, speech, clock } = desk
  const { words } = speech
  let people: readonly PersonCard[] = []
  let more: string | undefined
  let typing: Cancel | undefined

  const input = h('input', {
    type: 'search',
    maxlength: MAX_QUERY_CHARS,
    placeholder: words.search,
    'aria-label': words.search,
    autocomplete: 'off',
    dir: 'auto',
    oninput: () => {
      typing?.()
      typing = clock.after(TYPING_MS, () => paging.restart())
    },
  })
  const title = h('h2', {}, words.restrainedTitle)
  const rows = h('ol', { class: 'people', role: 'list' })
  const said = h('div', { role: 'status' })
  const next = button(words.more, { kind: 'quiet wide' }, () => paging.more())
  const node = h(
    'section',
    { class: 'view', 'aria-label': words.tabs.people },
    h('div', { class: 'bar' }, h('label', { class: 'search' }, icon(ICONS.search), input)),
    title,
    rows,
    said,
    next,
  )

  const asked = (): string => input.value.trim()
  const paging = createPaging<QueuePage<PersonCard>>({
    cursor: () => more,
    ask(cursor) {
      const q = asked()
      return api.people({ ...(q === '' ? {} : { q }), cursor })
    },
    took(page, part) {
      people = part === 'first' ? page.list : [...people, ...page.list]
      more = page.more
      draw(asked())
    },
    failed(error) {
      if (people.length > 0) desk.fail(error)
      else said.replaceChildren(tryAgain(words, paging.refresh))
    },
  })

  function draw(q: string): void {
    title.textContent = q === '' ? words.restrainedTitle : words.foundTitle
    rows.replaceChildren(...people.map((card) => personRow(desk, card)))
    next.hidden = more === undefined
    const isEmpty = people.length === 0
    said.replaceChildren(...(isEmpty ? [notice(ICONS.person, q === '' ? words.nobody : words.nobodyFound)] : []))
  }

  next.hidden = true
  paging.refresh()
  return {
    node,
    refresh: paging.refresh,
    press: () => false,
    stop() {
      typing?.()
      paging.stop()
    },
  }
}

function personRow(desk: Desk, card: PersonCard): HTMLElement {
  const { words } = desk.speech
  return h(
    'li',
    {},
    h(
      'a',
      { class: 'card person', href: `#person=${encodeURIComponent(card.person)}` },
      face(card.name || '?', undefined),
      h(
        'span',
        { class: 'who' },
        h('span', { class: 'name' }, h('bdi', {}, card.name || card.person)),
        h('span', { class: 'history' }, ...historyOf(desk, card)),
      ),
      card.sanctions.length > 0 &&
        h(
          'ul',
          { class: 'marks', role: 'list', 'aria-label': words.what },
          ...card.sanctions.map((each) => sanctionMark(desk, each)),
        ),
    ),
  )
}

export function historyOf(desk: Desk, { approved, rejected, sinceMs }: PersonCard): readonly HTMLElement[] {
  const { words, lang } = desk.speech
  const since =
    sinceMs === undefined
      ? []
      : [words.since.replace('{when}', new Intl.DateTimeFormat(lang, { dateStyle: 'medium' }).format(sinceMs))]
  return [
    ...[plural(words.historyApproved, approved, lang), plural(words.historyRejected, rejected, lang), ...since].map(
      (text) => h('span', {}, text),
    ),
  ]
}

/** What holds, and until when. */
export function sanctionMark(desk: Desk, { kind, untilMs }: Sanction): HTMLElement {
  const { words } = desk.speech
  const until = untilMs === undefined ? words.forGood : words.until.replace('{when}', isolated(longTime(desk, untilMs)))
  return mark(
    'bad',
    kind === 'shadow' ? ICONS.hidden : ICONS.restrain,
    words.restrainedMark[kind],
    h('small', {}, until),
  )
}
