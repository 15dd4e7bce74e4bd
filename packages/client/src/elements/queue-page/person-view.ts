/** One person: what holds for them, what they wrote, what was decided about them, and their right to be forgotten. [M5,M7,T4] */
import type { Act } from '@roomful/protocol'
import { h, type Child } from '../dom.js'
import { icon } from '../picture.js'
import { createCard, type CardActions } from './card.js'
import { createDecisions, type Bench } from './decisions.js'
import type { Desk, View } from './desk.js'
import { ICONS } from './icons.js'
import { actRow } from './log-view.js'
import { button, face, tryAgain } from './parts.js'
import { historyOf, sanctionMark } from './people-view.js'
import type { PersonPage, ListedItem } from './queue-item.js'

/** Where a sanction is said that is about nobody's comment: the first page of a site. It holds everywhere. */
const ANY_ROOM = '/'

export function createPersonView(desk: Desk, person: string): View {
  const { api, speech } = desk
  const { words } = speech
  const decisions = createDecisions(desk)
  const node = h('section', { class: 'view', 'aria-label': words.person })
  let turn = 0
  let shown = ''

  // Nothing goes from this page: everything is read again after each decision.
  const bench: Bench = { settle: () => undefined, restore: () => undefined, reopen: () => undefined }
  const judge = (item: ListedItem, verdict: 'approve' | 'reject'): void => void decisions.judge([item], verdict, bench)
  const actions: CardActions = {
    approve: (item) => judge(item, 'approve'),
    reject: (item) => judge(item, 'reject'),
    edit: (item) => void decisions.edit(item, bench),
    remove: (item) => void decisions.remove(item, bench),
    restrain: (item) => void decisions.restrain(item, [], bench),
    toggle: () => undefined,
    before: async ({ room, comment }) => {
      const { list } = await api.around(room, comment.parent ?? '')
      return list.filter(({ id }) => id === comment.parent)
    },
  }

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const [page, acts] = await Promise.all([api.person(person), api.acts({ person })])
      const text = JSON.stringify([page, acts])
      // Read again and again while it is open: only what differs is drawn, or the focus would be lost.
      if (mine !== turn || text === shown) return
      shown = text
      node.replaceChildren(...contents(page, acts.list))
    } catch (error) {
      if (mine !== turn) return
      if (shown !== '') return desk.fail(error)
      node.replaceChildren(
        backLink(),
        tryAgain(words, () => void load()),
      )
    }
  }

  function contents(page: PersonPage, acts: readonly Act[]): readonly HTMLElement[] {
    const room = page.comments[0]?.room ?? ANY_ROOM
    const isNobody = page.sinceMs === undefined && page.sanctions.length === 0
    return [
      backLink(),
      header(page, room),
      section(
        words.theirComments,
        page.comments.length === 0
          ? h('p', { class: 'quiet' }, words.noComments)
          : h(
              'ol',
              { class: 'cards plain', role: 'list' },
              ...page.comments.map((item) => createCard(desk, item, actions).node),
            ),
      ),
      ...(acts.length === 0
        ? []
        : [
            section(
              words.theirActs,
              h('ol', { class: 'log', role: 'list' }, ...acts.map((act) => actRow(desk, act, false))),
            ),
          ]),
      ...(isNobody ? [] : [rights(page)]),
    ]
  }

  function header(page: PersonPage, room: string): HTMLElement {
    const hasAny = page.sanctions.length > 0
    return h(
      'header',
      { class: 'card profile' },
      face(page.name || '?', page.comments[0]?.comment.author?.color),
      h(
        'div',
        { class: 'who' },
        h('h2', {}, h('bdi', {}, page.name || page.person)),
        h('span', { class: 'history' }, ...historyOf(desk, page)),
        h('code', { class: 'id', dir: 'ltr' }, page.person),
      ),
      hasAny && h('ul', { class: 'marks', role: 'list' }, ...page.sanctions.map((each) => sanctionMark(desk, each))),
      h(
        'div',
        { class: 'actions' },
        hasAny && button(words.lift, {}, () => void decisions.lift(page, room)),
        button(words.restrain, { drawing: ICONS.restrain }, () => void decisions.restrainPerson(page, room)),
      ),
    )
  }

  function rights(page: PersonPage): HTMLElement {
    return h(
      'div',
      { class: 'rights' },
      button(words.takeAlong, { kind: 'quiet', drawing: ICONS.save }, () => void takeAlong()),
      button(words.erase, { kind: 'quiet grave', drawing: ICONS.remove }, () => void erase(page)),
    )
  }

  async function takeAlong(): Promise<void> {
    try {
      const address = URL.createObjectURL(await api.takeAlong(person))
      h('a', { href: address, download: 'roomful-export.jsonl' }).click()
      desk.clock.after(60_000, () => URL.revokeObjectURL(address))
    } catch (error) {
      desk.fail(error)
    }
  }

  async function erase(page: PersonPage): Promise<void> {
    if (await decisions.erase(page)) location.hash = 'people'
  }

  const backLink = (): HTMLElement =>
    h('a', { class: 'button quiet back', href: '#people' }, icon(ICONS.back), words.tabs.people)

  node.append(backLink(), h('p', { class: 'quiet', role: 'status' }, words.loading))
  void load()
  return {
    node,
    refresh: () => void load(),
    press: () => false,
    stop: () => void turn++,
  }
}

function section(title: string, ...children: Child[]): HTMLElement {
  return h('section', {}, h('h3', {}, title), ...children)
}
