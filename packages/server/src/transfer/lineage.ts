/**
 * Puts imported comments in an order in which everybody comes after what they answer, each id once.
 *
 * Files have them in that order nearly always. An answer that comes too early waits for its parent until the page (or file)
 * is over; then it begins a thread of its own, and so does one of a circle. Holds an id and a number per comment, and no
 * words but of those that wait. Pure.
 */
import { RoomfulError } from '@roomful/protocol'
import type { ImportedComment, OnNote } from './transfer.js'

/** Characters that may wait. Only a file put together to do harm, or backwards, has more. */
const MAX_WAITING_CHARS = 67_108_864
/** What a waiting comment weighs besides its text. */
const COMMENT_CHARS = 500

export interface Lineage {
  /** What can be handed on now that this one is there. */
  take(comment: ImportedComment): readonly ImportedComment[]
  /** Nothing more will come for those that wait. */
  flush(): readonly ImportedComment[]
}

export function createLineage(note: OnNote = () => {}): Lineage {
  const pages = new Map<string, number>()
  /** Id → number of its page. Numbers as keys take half the memory of texts, and nearly all ids are numbers. */
  const pageOf = new Map<string | number, number>()
  const waiting = new Map<string, ImportedComment>()
  const answersTo = new Map<string, ImportedComment[]>()
  let waitingChars = 0

  const numberOf = (page: string): number => {
    const known = pages.get(page)
    if (known === undefined) pages.set(page, pages.size)
    return known ?? pages.size - 1
  }

  /** Hands on a comment and whoever waits for it, however deep. */
  const release = (first: ImportedComment): ImportedComment[] => {
    const released = [first]
    for (const { sourceId, page } of released) {
      pageOf.set(keyOf(sourceId), numberOf(page))
      const answers = answersTo.get(sourceId)
      if (answers === undefined) continue
      answersTo.delete(sourceId)
      for (const answer of answers) {
        if (!waiting.delete(answer.sourceId)) continue
        waitingChars -= weightOf(answer)
        released.push(answer.page === page ? answer : withoutParent(answer, note))
      }
    }
    return released
  }

  const wait = (comment: ImportedComment, parent: string): void => {
    waitingChars += weightOf(comment)
    if (waitingChars > MAX_WAITING_CHARS) {
      throw new RoomfulError('IMPORT_INVALID', { message: 'Too many answers come before what they answer.' })
    }
    waiting.set(comment.sourceId, comment)
    const answers = answersTo.get(parent)
    if (answers === undefined) answersTo.set(parent, [comment])
    else answers.push(comment)
  }

  return {
    take(comment) {
      if (pageOf.has(keyOf(comment.sourceId)) || waiting.has(comment.sourceId)) {
        note('duplicate', comment.sourceId)
        return []
      }
      const parent = comment.parentSourceId
      if (parent === undefined) return release(comment)
      const parentPage = pageOf.get(keyOf(parent))
      if (parentPage === undefined) {
        wait(comment, parent)
        return []
      }
      return release(parentPage === numberOf(comment.page) ? comment : withoutParent(comment, note))
    },
    flush() {
      const released: ImportedComment[] = []
      const isLost = ({ parentSourceId }: ImportedComment): boolean =>
        parentSourceId === undefined || !waiting.has(parentSourceId)
      const start = (comment: ImportedComment): void => {
        // It may have been released with another meanwhile.
        if (!waiting.delete(comment.sourceId)) return
        waitingChars -= weightOf(comment)
        // Not spread: there may be more of them than a call takes arguments.
        for (const each of release(withoutParent(comment, note))) released.push(each)
      }
      const all = [...waiting.values()]
      for (const comment of all.filter(isLost)) start(comment)
      // Whoever still waits answers itself in a circle.
      for (const comment of all) start(comment)
      answersTo.clear()
      return released
    },
  }
}

const keyOf = (id: string): string | number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id)

const weightOf = (comment: ImportedComment): number => comment.text.length + COMMENT_CHARS

function withoutParent({ parentSourceId: _parent, ...comment }: ImportedComment, note: OnNote): ImportedComment {
  note('orphan', comment.sourceId)
  return comment
}
