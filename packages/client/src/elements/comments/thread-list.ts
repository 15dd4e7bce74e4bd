/**
 * The threads of a section, each known by a key that stays when a comment is taken by the server and gets its name there.
 *
 * Owns the cards and their nodes, and where the focus goes when the one it was in is gone.
 */
import type { CommentThread } from '../../model/comments/view.js'
import type { ShownComment } from '../../model/comments/overlay.js'
import { arrange } from '../arrange.js'
import { createCard, type Card } from '../comment-card/card.js'
import { h } from '../dom.js'
import type { Desk } from './desk.js'
import { createThread, type ThreadContext, type ThreadView } from './thread.js'

export interface ThreadList {
  readonly node: HTMLOListElement
  draw(threads: readonly CommentThread[], context: Omit<ThreadContext, 'card'>): void
  /** What was sent under this id has become that comment. */
  became(write: string, comment: string): void
  /** The card of a comment that is shown, or was sent under this id. */
  find(id: string): Card | undefined
  /** Shows a comment that is folded away. */
  unfold(id: string): void
  tick(): void
  /** Others are here than before. */
  greet(): void
  stop(): void
}

/** @param lost takes the focus when there is no comment left to take it */
export function createThreadList(desk: Desk, lost: () => void): ThreadList {
  const node = h('ol', { class: 'threads', part: 'list', role: 'list' })
  const keys = new Map<string, string>()
  const cards = new Map<string, Card>()
  const views = new Map<string, ThreadView>()
  let drawn: readonly CommentThread[] = []
  const keyOf = (id: string): string => keys.get(id) ?? id

  function card(comment: ShownComment): Card {
    const key = keyOf(comment.id)
    const made = cards.get(key) ?? createCard(desk, comment)
    cards.set(key, made)
    return made
  }
  /** Cards in the order in which they stand. */
  const inOrder = (): Element[] => [...node.querySelectorAll('.comment')]

  return {
    node,
    draw(threads, context) {
      const focused = desk.root.activeElement?.closest('.comment') ?? undefined
      const order = focused && inOrder()
      drawn = threads
      const kept = new Set<string>()
      const items = threads.map((thread) => {
        const key = keyOf(thread.comment.id)
        for (const { id } of [thread.comment, ...thread.answers]) kept.add(keyOf(id))
        const view = views.get(key) ?? createThread(desk, thread)
        views.set(key, view)
        view.draw(thread, { ...context, card })
        return view.node
      })
      arrange(node, items)
      for (const [key, gone] of cards) {
        if (kept.has(key)) continue
        gone.stop()
        cards.delete(key)
      }
      for (const key of views.keys()) if (!kept.has(key)) views.delete(key)
      if (focused && order && !focused.isConnected) focusBeside(focused, order, lost)
    },
    became(write, comment) {
      keys.set(comment, keyOf(write))
    },
    find: (id) => cards.get(keyOf(id)),
    unfold(id) {
      const thread = drawn.find(({ comment, answers }) => comment.id === id || answers.some((each) => each.id === id))
      if (thread && thread.comment.id !== id) views.get(keyOf(thread.comment.id))?.unfold()
    },
    tick() {
      for (const each of cards.values()) each.tick()
    },
    greet() {
      for (const each of cards.values()) each.greet()
    },
    stop() {
      for (const each of cards.values()) each.stop()
    },
  }
}

/** The neighbour takes the focus of one that is gone: the next that is still there, else the one before. */
function focusBeside(gone: Element, order: readonly Element[], lost: () => void): void {
  const at = order.indexOf(gone)
  const next = [...order.slice(at + 1), ...order.slice(0, at).reverse()].find((each) => each.isConnected)
  if (next instanceof HTMLElement) next.focus({ preventScroll: true })
  else lost()
}
