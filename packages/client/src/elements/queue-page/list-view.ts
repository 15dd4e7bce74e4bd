/**
 * A list of comments to be decided about: waiting, reported, rejected or all. [M6]
 *
 * Owns what is loaded and drawn, and which keys mean what here. What is on the list is worked out in `model/queue-list.ts`,
 * what is done to it in `decisions.ts`. Invariant: answers that were asked for before something was decided are thrown away.
 */
import type { Comment, QueueFilter } from '@roomful/protocol'
import {
  appended,
  chosenAll,
  emptyList,
  lookedAt,
  meant,
  moved,
  refreshed,
  reopened,
  restored,
  settled,
  toggled,
  type QueueList,
  type QueuePage,
} from '../../model/queue-list.js'
import { arrange, setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { plural } from '../words/words.js'
import { createCard, type Card, type CardActions } from './card.js'
import { createDecisions, type Bench } from './decisions.js'
import type { Desk, View } from './desk.js'
import { ICONS } from './icons.js'
import { createPaging } from './paging.js'
import { button, notice, tryAgain } from './parts.js'
import type { ListedItem } from './queue-item.js'

const MIN_PAGE = 20
const MAX_PAGE = 50

export function createListView(desk: Desk, filter: QueueFilter): View {
  const { api, speech } = desk
  const { words, lang } = speech
  const decisions = createDecisions(desk)
  let list: QueueList<ListedItem> = emptyList()
  let phase: 'loading' | 'ready' | 'failed' = 'loading'
  let room: string | undefined
  let roomsShown: string | undefined
  const cards = new Map<string, { readonly item: ListedItem; readonly card: Card }>()

  const rows = h('ol', { class: 'cards', role: 'list' })
  const said = h('div', {})
  const more = button(words.more, { kind: 'quiet wide' }, () => paging.more())
  const all = h('input', { type: 'checkbox', onchange: () => change(chosenAll(list, all.checked)) })
  const chosen = h('span', { class: 'chosen' })
  const rooms = h('select', { 'aria-label': words.room, onchange: () => pickRoom() })
  const bulk = h(
    'div',
    { class: 'bulk' },
    button(words.approve, { kind: 'good', drawing: ICONS.approve }, () => judge('approve')),
    button(words.reject, { kind: 'bad', drawing: ICONS.reject }, () => judge('reject')),
  )
  const bar = h(
    'div',
    { class: 'bar' },
    h('label', { class: 'tick' }, all, h('span', {}, words.chooseAll)),
    chosen,
    bulk,
    rooms,
  )
  const node = h('section', { class: 'view', 'aria-label': words.tabs[filter] }, bar, rows, said, more)

  const bench: Bench = {
    settle(keys) {
      paging.stale()
      const wasInside = rows.contains(document.activeElement)
      change(settled(list, keys))
      if (wasInside || document.activeElement === document.body) focusCurrent()
    },
    restore(keys) {
      if (keys.length === 0) return
      const wasInside = rows.contains(document.activeElement)
      change(lookedAt(restored(list, keys, order), keys[0]))
      if (wasInside) focusCurrent()
    },
    reopen(keys) {
      list = reopened(list, keys)
      paging.stale()
    },
  }
  /** As it was before anything was decided that is not yet answered. */
  let order: readonly ListedItem[] = []

  const actions: CardActions = {
    approve: (item) => judgeOne(item, 'approve'),
    reject: (item) => judgeOne(item, 'reject'),
    edit: (item) => void decisions.edit(item, bench),
    remove: (item) => void decisions.remove(remember(item), bench),
    restrain: (item) => void decisions.restrain(remember(item), theirs(item), bench),
    toggle: (item) => change(toggled(list, item.key)),
    before: (item) => before(item),
  }

  function judgeOne(item: ListedItem, verdict: 'approve' | 'reject'): void {
    void decisions.judge([remember(item)], verdict, bench)
  }
  function judge(verdict: 'approve' | 'reject'): void {
    const items = meant(list).filter(({ status }) => verdict === 'approve' || status !== 'rejected')
    order = list.items
    if (items.length > 0) void decisions.judge(items, verdict, bench)
  }
  const remember = (item: ListedItem): ListedItem => {
    order = list.items
    return item
  }
  const theirs = ({ comment }: ListedItem): readonly ListedItem[] =>
    list.items.filter((each) => each.comment.author?.id === comment.author?.id)

  async function before({ room: where, comment }: ListedItem): Promise<readonly Comment[]> {
    const { parent = '' } = comment
    const waiting = list.items.find((each) => each.room === where && each.comment.id === parent)
    if (waiting) return [waiting.comment]
    const { list: found } = await api.around(where, parent)
    const chain: Comment[] = []
    for (let at = found.find(({ id }) => id === parent); at;) {
      chain.unshift(at)
      const above = at.parent
      at = above === undefined ? undefined : found.find(({ id }) => id === above)
    }
    return chain
  }

  function change(next: QueueList<ListedItem>): void {
    list = next
    draw()
  }

  function draw(): void {
    for (const key of cards.keys()) if (!list.items.some((item) => item.key === key)) cards.delete(key)
    const shown = list.items.map((item) => {
      const known = cards.get(item.key)
      const isSame = known !== undefined && JSON.stringify(known.item) === JSON.stringify(item)
      const card = isSame ? known.card : createCard(desk, item, actions)
      if (!isSame) cards.set(item.key, { item, card })
      card.show({ isCurrent: item.key === list.current, isChosen: list.chosen.has(item.key) })
      return card.node
    })
    arrange(rows, shown)
    const { size } = list.chosen
    all.checked = size > 0 && size === list.items.length
    all.indeterminate = size > 0 && size < list.items.length
    setText(chosen, size === 0 ? '' : plural(words.chosen, size, lang))
    bulk.hidden = size === 0
    setAttribute(bar, 'data-chosen', size > 0)
    bar.hidden = list.items.length === 0 && room === undefined
    more.hidden = list.more === undefined
    drawState()
  }

  function drawState(): void {
    if (list.items.length > 0) return said.replaceChildren()
    if (phase === 'loading') return said.replaceChildren(skeleton(words.loading))
    if (phase === 'ready') return said.replaceChildren(notice(ICONS.done, words.empty[filter], words.emptyMore))
    said.replaceChildren(tryAgain(words, paging.refresh))
  }

  function drawRooms(): void {
    const known = desk.counts.get()?.rooms ?? []
    const wanted = [...new Set([...known.map((each) => each.room), ...(room === undefined ? [] : [room])])]
    rooms.hidden = wanted.length < 2 && room === undefined
    // An open menu would close.
    if (wanted.join('\n') === roomsShown) return
    roomsShown = wanted.join('\n')
    const options = [
      h('option', { value: '' }, words.allRooms),
      ...wanted.map((each) => h('option', { value: each, selected: each === room }, each)),
    ]
    rooms.replaceChildren(...options)
  }

  function pickRoom(): void {
    room = rooms.value === '' ? undefined : rooms.value
    list = emptyList()
    phase = 'loading'
    draw()
    paging.restart()
  }

  const paging = createPaging<QueuePage<ListedItem>>({
    cursor: () => list.more,
    ask(cursor) {
      const limit = Math.min(MAX_PAGE, Math.max(MIN_PAGE, list.items.length))
      return api.queue({ filter, room, ...(cursor === undefined ? { limit } : { cursor }) })
    },
    took(page, part) {
      phase = 'ready'
      change(part === 'next' ? appended(list, page) : refreshed(list, page))
    },
    failed(error, part) {
      // What is read again by itself is tried again by itself.
      if (part === 'next') return desk.fail(error)
      if (list.items.length > 0) return
      phase = 'failed'
      draw()
    },
  })

  function focusCurrent(): void {
    const card = cards.get(list.current ?? '')?.card
    if (!card) return node.closest('main')?.focus({ preventScroll: true })
    card.article.focus({ preventScroll: true })
    card.article.scrollIntoView({ block: 'nearest' })
  }

  function step(by: number): void {
    change(moved(list, by))
    focusCurrent()
  }

  const current = (): ListedItem | undefined => list.items.find(({ key }) => key === list.current)
  const keys: Readonly<Record<string, () => unknown>> = {
    j: () => step(1),
    k: () => step(-1),
    x: () => list.current !== undefined && change(toggled(list, list.current)),
    '*': () => change(chosenAll(list, list.chosen.size < list.items.length)),
    a: () => judge('approve'),
    r: () => judge('reject'),
    e: () => withCurrent((item) => actions.edit(item)),
    d: () => withCurrent((item) => actions.remove(item)),
    b: () => withCurrent((item) => actions.restrain(item)),
    t: () => cards.get(list.current ?? '')?.card.openBefore(),
    o: () => withCurrent((item) => window.open(cards.get(item.key)?.card.place, '_blank', 'noopener')),
    p: () =>
      withCurrent(
        ({ comment }) => comment.author && (location.hash = `person=${encodeURIComponent(comment.author.id)}`),
      ),
  }
  const withCurrent = (work: (item: ListedItem) => unknown): void => {
    const item = current()
    if (item) work(item)
  }

  rows.addEventListener('focusin', ({ target }) => {
    const found = [...cards].find(([, { card }]) => card.node.contains(target as Node))
    if (found && found[0] !== list.current) change(lookedAt(list, found[0]))
  })
  const stopCounts = desk.counts.subscribe(drawRooms)
  drawRooms()
  draw()
  paging.refresh()

  return {
    node,
    refresh: paging.refresh,
    press(key) {
      const act = keys[key]
      act?.()
      return act !== undefined
    },
    stop() {
      stopCounts()
      paging.stop()
    },
  }
}

/** Where cards will be. */
function skeleton(label: string): HTMLElement {
  return h(
    'div',
    { class: 'skeleton', role: 'status' },
    h('span', { class: 'unseen' }, label),
    ...[0, 1, 2].map(() => h('div', { class: 'card', 'aria-hidden': 'true' }, h('i', {}), h('i', {}), h('i', {}))),
  )
}
