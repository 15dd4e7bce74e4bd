/**
 * What a moderator can decide, and the way back. [M4,M5,T3,T4]
 *
 * Owns the questions that are asked before, the order of the writes, and what is told after. A list is told at once, before
 * the server has answered, and gets back what did not work.
 */
import type { PersonCard, Sanction, SanctionKind, Verdict } from '@roomful/protocol'
import { plural } from '../words/words.js'
import { withName, type Desk } from './desk.js'
import { ask, choice, field, tick } from './dialog.js'
import { h } from '../dom.js'
import type { ListedItem } from './queue-item.js'

/** The list that the items are on. */
export interface Bench {
  /** They go from the list. */
  settle(keys: readonly string[]): void
  /** They come back to where they were. */
  restore(keys: readonly string[]): void
  /** The server knows: they may come again, as something else. */
  reopen(keys: readonly string[]): void
}

export interface Decisions {
  judge(items: readonly ListedItem[], verdict: 'approve' | 'reject', bench: Bench): Promise<void>
  edit(item: ListedItem, bench: Bench): Promise<void>
  remove(item: ListedItem, bench: Bench): Promise<void>
  /** `theirs`: what waits by the same person on the list. */
  restrain(item: ListedItem, theirs: readonly ListedItem[], bench: Bench): Promise<void>
  /** The same from a person's own page; any room will do to say it in. */
  restrainPerson(card: PersonCard, room: string): Promise<void>
  lift(card: Pick<PersonCard, 'person' | 'name'>, room: string): Promise<void>
  erase(card: PersonCard): Promise<boolean>
}

/** Minutes, in the order of `words.periods`; the last is for good. */
const PERIODS = [60, 1_440, 10_080, 43_200, undefined] as const
const MAX_TEXT_CHARS = 10_000

export function createDecisions(desk: Desk): Decisions {
  const { api, speech } = desk
  const { words, lang } = speech

  const write = (item: ListedItem, kind: string, body: Readonly<Record<string, string>> = {}): Promise<unknown> =>
    api.write(item.room, kind, { comment: item.comment.id, ...body })

  /** Resolves with those it worked for. */
  async function each(
    items: readonly ListedItem[],
    bench: Bench,
    work: (item: ListedItem) => Promise<unknown>,
  ): Promise<readonly ListedItem[]> {
    const done: ListedItem[] = []
    const failed: ListedItem[] = []
    let problem: unknown
    bench.settle(items.map(({ key }) => key))
    for (const item of items) {
      try {
        await work(item)
        done.push(item)
      } catch (error) {
        problem = error
        failed.push(item)
      }
    }
    bench.restore(failed.map(({ key }) => key))
    bench.reopen(done.map(({ key }) => key))
    if (failed.length > 0) desk.fail(problem)
    desk.decided()
    return done
  }

  /** Gives each the verdict it had before, where there is one. */
  function wayBack(items: readonly ListedItem[], verdict: Verdict, bench: Bench): (() => Promise<void>) | undefined {
    const steps = items.flatMap((item) => {
      const back = verdictBefore(item, verdict)
      return back === undefined ? [] : [{ item, back }]
    })
    if (steps.length === 0) return undefined
    return async () => {
      for (const { item, back } of steps) await write(item, 'comment.judge', { verdict: back })
      bench.reopen(steps.map(({ item }) => item.key))
    }
  }

  async function judge(items: readonly ListedItem[], verdict: 'approve' | 'reject', bench: Bench): Promise<void> {
    const done = await each(items, bench, (item) => write(item, 'comment.judge', { verdict }))
    if (done.length === 0) return
    const isKept = verdict === 'approve' && done.every(({ status }) => status === 'visible')
    const forms = verdict === 'reject' ? words.rejected : isKept ? words.kept : words.approved
    desk.say(plural(forms, done.length, lang), wayBack(done, verdict, bench))
  }

  async function edit(item: ListedItem, bench: Bench): Promise<void> {
    const { comment, status } = item
    const isPublic = status === 'visible'
    const reply = await ask({
      title: withName(words.editTitle, comment.author?.name ?? words.someone),
      lead: words.editLead,
      body: [field('text', words.text, { rows: 9, value: comment.text, max: MAX_TEXT_CHARS })],
      cancel: words.cancel,
      answers: [
        ...(isPublic ? [] : [{ name: 'approve', label: words.saveApprove, kind: '' }]),
        { name: 'save', label: words.save, kind: 'main' },
      ],
    })
    const text = reply?.read('text') ?? ''
    const isApproved = reply?.answer === 'approve'
    if (!reply || (text === comment.text && !isApproved)) return
    try {
      if (text !== comment.text) await write(item, 'comment.edit', { text })
      if (isApproved) await write(item, 'comment.judge', { verdict: 'approve' })
    } catch (error) {
      desk.fail(error)
      return desk.decided()
    }
    bench.reopen([item.key])
    desk.decided()
    desk.say(isApproved ? plural(words.approved, 1, lang) : words.edited, async () => {
      if (isApproved) await write(item, 'comment.judge', { verdict: verdictBefore(item, 'approve') ?? 'hold' })
      if (text !== comment.text) await write(item, 'comment.edit', { text: comment.text })
      bench.reopen([item.key])
    })
  }

  async function remove(item: ListedItem, bench: Bench): Promise<void> {
    const reply = await ask({
      title: words.removeTitle,
      lead: words.removeLead,
      body: [field('reason', words.reason)],
      cancel: words.cancel,
      answers: [{ name: 'remove', label: words.remove, kind: 'grave' }],
    })
    if (!reply) return
    const done = await each([item], bench, () => write(item, 'comment.delete', reasonOf(reply.read('reason'))))
    if (done.length > 0) desk.say(words.removed)
  }

  async function sanction(
    { person, name, sanctions }: Pick<PersonCard, 'person' | 'name' | 'sanctions'>,
    room: string,
    hasWaiting: boolean,
  ): Promise<{ readonly what: SanctionKind; readonly isAll: boolean } | undefined> {
    const reply = await askRestraint(desk, name, hasWaiting)
    if (!reply) return undefined
    const what = reply.read('what') as SanctionKind
    const minutes = PERIODS[Number(reply.read('period'))]
    const body = { person, what, ...(minutes === undefined ? {} : { minutes }), ...reasonOf(reply.read('reason')) }
    try {
      const { sanctions: now } = (await api.write(room, 'person.sanction', body)) as { readonly sanctions?: unknown }
      // To lift is to lift all of it: only a way back where nothing else holds.
      const isAlone = sanctions.length === 0 && Array.isArray(now) && now.length === 1
      const undo = (): Promise<unknown> => api.write(room, 'person.sanction', { person, what: 'none' })
      desk.say(withName(words.restrained[what], name), isAlone ? async () => void (await undo()) : undefined)
      desk.decided()
      return { what, isAll: reply.read('theirs') === 'yes' }
    } catch (error) {
      desk.fail(error)
      return undefined
    }
  }

  return {
    judge,
    edit,
    remove,
    async restrain(item, theirs, bench) {
      const { author } = item.comment
      if (!author) return
      const waiting = theirs.filter(({ status }) => status === 'held')
      const known = await sanctionsOf(desk, author.id)
      const done = await sanction(
        { person: author.id, name: author.name, sanctions: known },
        item.room,
        waiting.length > 0,
      )
      if (done?.isAll === true)
        await each(waiting, bench, (each) => write(each, 'comment.judge', { verdict: 'reject' }))
    },
    async restrainPerson(card, room) {
      await sanction({ ...card, name: card.name || words.someone }, room, false)
    },
    async lift({ person, name }, room) {
      try {
        await api.write(room, 'person.sanction', { person, what: 'none' })
        desk.say(withName(words.restrained.none, name || words.someone))
      } catch (error) {
        desk.fail(error)
      }
      desk.decided()
    },
    async erase({ person, name }) {
      const reply = await ask({
        title: withName(words.eraseTitle, name || words.someone),
        lead: words.eraseLead,
        cancel: words.cancel,
        answers: [{ name: 'erase', label: words.erase, kind: 'grave' }],
      })
      if (!reply) return false
      try {
        await api.erase(person)
        desk.say(withName(words.erased, name || words.someone))
        return true
      } catch (error) {
        desk.fail(error)
        return false
      }
    },
  }
}

/** The verdict that brings back what was; undefined where none does. */
function verdictBefore({ status }: ListedItem, verdict: Verdict): Verdict | undefined {
  if (status === 'held') return 'hold'
  if (status === 'rejected') return 'reject'
  // What only its author saw cannot be given back so; reports that were settled stay settled.
  return status === 'visible' && verdict === 'reject' ? 'approve' : undefined
}

async function sanctionsOf({ api }: Desk, person: string): Promise<readonly Sanction[]> {
  try {
    return (await api.person(person)).sanctions
  } catch {
    // Then there is no way back, and that is all.
    return [{ person, kind: 'mute' }]
  }
}

function askRestraint({ speech }: Desk, name: string, hasWaiting: boolean): ReturnType<typeof ask> {
  const { words } = speech
  const periods = words.periods.map((label, index) => h('option', { value: index, selected: index === 1 }, label))
  return ask({
    title: withName(words.restrainTitle, name),
    body: [
      choice('what', words.what, [
        { value: 'mute', label: words.mute, more: words.muteMore },
        { value: 'shadow', label: words.shadow, more: words.shadowMore },
        { value: 'ban', label: words.ban, more: words.banMore },
      ]),
      h('label', { class: 'field' }, h('span', {}, words.howLong), h('select', { name: 'period' }, ...periods)),
      field('reason', words.reason),
      hasWaiting && tick('theirs', words.rejectTheirs, true),
    ],
    cancel: words.cancel,
    answers: [{ name: 'apply', label: words.apply, kind: 'main' }],
  })
}

function reasonOf(reason: string): { reason?: string } {
  return reason === '' ? {} : { reason }
}
