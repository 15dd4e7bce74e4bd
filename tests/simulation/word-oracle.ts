/**
 * Writes things for good in a run, listens to what the server says of them, and judges at rest. [D1,D2,D3,G3–G6,S33]
 *
 * The truth is the database after everything has healed: what was acknowledged is in it once, every reader's view is what it
 * says, and nobody was ever sent what is not theirs to see.
 */
import type { Json } from '@roomful/protocol'
import type { Dice } from '../support/seeded-random.js'
import { ROOMS } from './plan.js'
import type { Run } from './simulate.js'
import type { SimTab } from './tab.js'
import type { SentWrite } from './words.js'

/** Where there are several nodes, one may still tell what another has just deleted; longer, if something is between them. */
const ON_THE_WAY_MS = 1_000
const HOLDS_SECRET = /secret-([a-z]+)\d*-/g
const HOLDS_NOTE = /note-[a-z]+\d*-\d+/g

/** Somebody does something with the words of a room. */
export function writeSomething(run: Run, tab: SimTab, room: string, dice: Dice): void {
  const handle = tab.rooms.get(room)
  const reading = handle && tab.readings.get(handle)
  if (!reading) return
  const draw = dice.unit()
  if (draw < 0.5) return add(run, tab, room, dice)
  if (draw < 0.7) {
    const sent = record(run, { room, what: 'vote', text: 'votes', browser: tab.browser.name })
    return follow(sent, reading.state.add('votes', 1))
  }
  const own = run.written.filter((each) => each.room === room && each.browser === tab.browser.name && each.comment)
  if (own.length === 0) return
  const sent = dice.pick(own)
  const id = sent.comment ?? ''
  if (draw < 0.8) return void reading.comments.react(id, '👏', dice.chance(0.7))
  sent.isTouched = true
  if (draw < 0.9) return void reading.comments.edit(id, `${sent.text} again`)
  const write = reading.comments.remove(id)
  write.subscribe(() => {
    if (write.get().status === 'stored') sent.deletedAtMs = Math.min(sent.deletedAtMs, run.world.nowMs)
  })
}

function add(run: Run, tab: SimTab, room: string, dice: Dice): void {
  const handle = tab.rooms.get(room)
  const reading = handle && tab.readings.get(handle)
  if (!reading) return
  const what = dice.chance(0.15) ? 'secret' : 'note'
  const text = `${what}-${tab.browser.name}-${run.written.length}`
  const threads = run.written.filter((each) => each.room === room && each.comment && !each.isTouched)
  const parent = threads.length > 0 && dice.chance(0.3) ? dice.pick(threads).comment : undefined
  const sent = record(run, { room, what, text, browser: tab.browser.name })
  follow(sent, reading.comments.add(text, parent === undefined ? {} : { parent }))
}

function record(run: Run, about: Pick<SentWrite, 'room' | 'what' | 'text' | 'browser'>): SentWrite {
  const sent: SentWrite = {
    ...about,
    outcome: 'waiting',
    comment: undefined,
    isTouched: false,
    deletedAtMs: Number.POSITIVE_INFINITY,
  }
  run.written.push(sent)
  return sent
}

interface Handle {
  get(): { readonly status: string; readonly value?: unknown }
  subscribe(listener: () => void): unknown
}

function follow(sent: SentWrite, write: Handle): void {
  write.subscribe(() => {
    const { status, value } = write.get()
    if (status === 'pending') return
    sent.outcome = status as SentWrite['outcome']
    if (status === 'stored' && sent.what === 'note') sent.comment = (value as { id: string }).id
  })
}

/** [M1,S33,G4] What the server says to one connection: no secret of others, and nothing that has been deleted. */
export function overhear(run: Run, tab: string, frame: Uint8Array | string): void {
  if (typeof frame !== 'string') return
  const own = run.browsers.find(({ name }) => tab.startsWith(name))?.name
  for (const [secret, browser] of frame.matchAll(HOLDS_SECRET)) {
    if (browser !== own) run.violate(`[M1] ${tab} was told ${secret} of ${browser}`)
  }
  if (!frame.startsWith('{"t":"log"')) return
  for (const [text] of frame.matchAll(HOLDS_NOTE)) {
    const sent = run.written.find((each) => each.text === text)
    const lateMs = run.broker ? ON_THE_WAY_MS : 0
    if (sent && sent.deletedAtMs + lateMs < run.world.nowMs && !isExcused(run, tab, sent.deletedAtMs))
      run.violate(`[S33] ${tab} was told ${text} after it had been deleted`)
  }
}

/** [S33] Whether this tab's node may not have heard of something at this time. */
function isExcused(run: Run, tab: string, atMs: number): boolean {
  const server = run.wires.findLast((each) => each.tab === tab)?.record.server
  const clear = server === undefined ? undefined : run.nearness.clearFor(server)
  return run.servers.some(({ incarnation }) => server !== incarnation && (clear?.(incarnation) ?? Infinity) > atMs)
}

type Fields = Readonly<Record<string, Json>>

/** What must hold when everything has healed. */
export async function checkWords(run: Run, lost: readonly string[]): Promise<void> {
  for (const sent of run.written) if (lost.some((text) => text.startsWith(sent.text))) sent.isTouched = true
  for (const room of ROOMS) {
    const { offset, list } = await run.database.truth(room)
    const truth = new Map(list.map(({ k, i, v }) => [`${k}:${i}`, v]))
    checkAcknowledged(run, room, truth)
    for (const tab of run.tabs)
      checkReader(tab, room, truth, new Map(list.map(({ k, i, o }) => [`${k}:${i}`, o])), offset)
  }
}

/** [D1,D2] */
function checkAcknowledged(run: Run, room: string, truth: ReadonlyMap<string, Fields>): void {
  const texts = new Map<string, number>()
  for (const { text } of truth.values()) if (typeof text === 'string') texts.set(text, (texts.get(text) ?? 0) + 1)
  const ofRoom = run.written.filter((each) => each.room === room)
  for (const { what, text, outcome, isTouched } of ofRoom) {
    if (what === 'vote') continue
    const count = texts.get(text) ?? 0
    must(count <= 1, `[D2] ${text} is in ${room} ${count} times`)
    if (what === 'secret') must(count === 0, `[M1] ${text} is public in ${room}`)
    if (what === 'note' && outcome === 'stored' && !isTouched)
      must(count === 1, `[D1] ${text} was acknowledged and is not in ${room}`)
  }
  const votes = ofRoom.filter(({ what }) => what === 'vote')
  const counted = Number(truth.get('state:votes')?.['value'] ?? 0)
  const stored = votes.filter(({ outcome }) => outcome === 'stored').length
  must(counted >= stored, `[D1] ${room} counts ${counted} votes, ${stored} were acknowledged`)
  must(counted <= votes.length, `[D2] ${room} counts ${counted} votes of ${votes.length}`)
}

/** [D3,G3,G4] Everything since its knowledge began is known to a reader, as it is. */
function checkReader(
  tab: SimTab,
  room: string,
  truth: ReadonlyMap<string, Fields>,
  offsets: ReadonlyMap<string, number>,
  head: number,
): void {
  const handle = tab.rooms.get(room)
  const reading = handle && tab.readings.get(handle)
  if (!handle || !reading || handle.status.get() !== 'joined') return
  const name = `${tab.name} in ${room}`
  must(reading.isLive() && reading.from !== undefined, `[G2] the log of ${name} has not begun`)
  must(reading.offset === head, `[G3] ${name} stands at ${reading.offset}, the log at ${head}`)
  for (const [mark, v] of truth) {
    if ((offsets.get(mark) ?? 0) <= (reading.from ?? 0)) continue
    const { isWhole, fields } = reading.known.get(mark) ?? { isWhole: true, fields: {} }
    for (const field of ['status', 'text', 'reactions', 'value', 'version', 'gone', 'closed']) {
      if (!isWhole && !(field in fields)) continue
      const is = print(fields[field])
      must(is === print(v[field]), `[G4] ${name} knows ${mark} ${field} as ${is}, it is ${print(v[field])}`)
    }
  }
}

const print = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

function must(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(`at rest: ${what}`)
}
