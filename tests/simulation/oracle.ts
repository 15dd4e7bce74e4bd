/**
 * Decides whether a run was right: at every moment, over time, and at rest.
 *
 * Truth is what the referee read off the wires and what the tabs' apps wanted; the hub and the clients are only compared
 * with it. The first thing that is wrong ends the run.
 */
import { QUEUE_CAP_BYTES, SETTLE_MS } from '@roomful/protocol'
import { ROOMS } from './plan.js'
import type { Run } from './simulate.js'
import type { SimTab, Vanishing } from './tab.js'

/** [D9,B3] Ten seconds of silence, two for the answer, and what a frame may take. */
const NOTICE_MS = 12_600
/** [P10] Timers and delays at the end of the settle time. */
const SETTLE_SLACK_MS = 700

/** What must hold at any moment. */
export function checkMoment(run: Run): void {
  const { server, referee, world } = run
  for (const { wire, record } of run.wires) {
    // [Q2,D5] A beat of a few bytes may come on top.
    if (wire.waitingBytes > QUEUE_CAP_BYTES + 64) run.violate(`${wire.waitingBytes} bytes wait for ${record.name}`)
  }
  for (const tab of run.tabs) {
    const { wire } = tab
    const record = run.wires.findLast((each) => each.wire === wire)?.record
    if (!wire || !record || wire.isServerOpen || !tab.isAwake || tab.client.status.get() !== 'online') continue
    const deafMs = world.nowMs - Math.max(record.endedAtMs, tab.steadySinceMs, tab.heardAtMs)
    if (deafMs > NOTICE_MS) run.violate(`[D9] ${tab.name} has not noticed in ${deafMs} ms that its connection is over`)
  }
  if (!server.hub) return
  for (const problem of referee.truth.rosterProblems()) run.violate(problem)
  for (const room of ROOMS) {
    const { connections } = server.hub.counts(room)
    const { least, most } = referee.truth.bounds(room, server.incarnation)
    if (connections < least || connections > most) {
      run.violate(`[N1,P4] ${room} has ${connections} connections, by the wires ${least} to ${most}`)
    }
  }
}

/** Nobody who stayed may have been seen to leave. */
export function checkVanishings(run: Run): void {
  for (const vanishing of run.vanishings) {
    const problem = flicker(run, vanishing) ?? unsettled(run, vanishing)
    if (problem) throw new Error(problem)
  }
}

/** [P4,H5,D4] */
function flicker({ referee }: Run, { tab, room, id, atMs, lagMs }: Vanishing): string | undefined {
  // Rosters are told at intervals, so the news may be of any moment since shortly before the frame was written.
  const isPresent = referee.truth.isPresentThroughout(id, room, atMs - lagMs - 600, atMs)
  return isPresent
    ? `[P4,H5] ${tab.name} saw ${id} vanish from ${room} at ${atMs} ms, who was there all the time (lag ${lagMs}, ${tab.rooms.get(room)?.status.get()}, ${tab.client.status.get()})`
    : undefined
}

/** [P10] */
function unsettled({ referee, starts }: Run, { tab, room, id, atMs, lagMs }: Vanishing): string | undefined {
  const death = [...referee.deaths].findLast(([, ms]) => ms <= atMs)
  // Old news, of a leave that the former server told.
  if (death && atMs - lagMs <= death[1]) return undefined
  const startedAtMs = death && starts.get(death[0] + 1)
  if (!death || startedAtMs === undefined || startedAtMs > atMs || atMs >= startedAtMs + SETTLE_MS - SETTLE_SLACK_MS)
    return undefined
  // A client knows of itself that the person it was before has not stayed.
  if (tab.ownIds.has(id)) return undefined
  const wasThere = referee.truth.isPresentThroughout(id, room, death[1] - 1_500, death[1] - 1)
  if (!wasThere || referee.truth.hasBeenSeen(id, room, death[0] + 1)) return undefined
  return `[P10] ${tab.name} saw ${id} vanish from ${room} at ${atMs} ms, ${atMs - startedAtMs} ms after a restart`
}

/** What must hold when everything works and nothing happens. */
export function checkAtRest(run: Run): void {
  const expect = (isRight: boolean, what: string): void => {
    if (!isRight) throw new Error(`at rest: ${what}`)
  }
  for (const tab of run.tabs) {
    if (tab.rooms.size + tab.watched.size === 0) continue
    expect(
      tab.client.status.get() === 'online',
      `${tab.name} is ${tab.client.status.get()} (${tab.client.problem.get()?.code})`,
    )
  }
  for (const room of ROOMS) checkRoom(run, room, expect)
  checkServer(run, expect)
  checkEvents(run, expect)
}

type Expect = (isRight: boolean, what: string) => void

const idOf = (tab: SimTab): string => tab.client.id.get() ?? ''
const isAllowed = (tab: SimTab, room: string): boolean => room !== '/members' || tab.browser.token !== undefined
const insideOf = (run: Run, room: string): SimTab[] =>
  run.tabs.filter((tab) => tab.rooms.has(room) && isAllowed(tab, room))

function checkRoom(run: Run, room: string, expect: Expect): void {
  const inside = insideOf(run, room)
  const people = new Set(inside.map(idOf)).size
  const counts = `${inside.length}/${people}/${people}`
  const shown = inside.filter((tab) => tab.rooms.get(room)?.me.get().isShown)
  const printed = (value: { connections: number; people: number; active: number } | undefined): string =>
    `${value?.connections}/${value?.people}/${value?.active}`
  for (const tab of run.tabs) {
    const handle = tab.rooms.get(room)
    if (handle && !isAllowed(tab, room))
      expect(handle.status.get() === 'refused', `${tab.name} is ${handle.status.get()} in ${room}`)
    const watched = tab.watched.get(room)
    if (watched && isAllowed(tab, room))
      expect(
        printed(watched.counts()) === counts,
        `${tab.name} watches ${printed(watched.counts())} in ${room}, true is ${counts}`,
      )
  }
  for (const tab of inside) {
    const handle = tab.rooms.get(room)
    if (!handle) continue
    expect(handle.status.get() === 'joined', `${tab.name} is ${handle.status.get()} in ${room}`)
    expect(
      printed(handle.count.get()) === counts,
      `${tab.name} counts ${printed(handle.count.get())} in ${room}, true is ${counts}`,
    )
    const roster = handle.members
      .get()
      .map(({ id, refs, state }) => `${id}:${[...refs].sort((a, b) => a - b).join('+')}:${state}`)
      .sort()
    expect(
      roster.join(' ') === rosterOf(shown, room),
      `${tab.name} sees ${roster.join(' ')} in ${room}, true is ${rosterOf(shown, room)}`,
    )
    checkCursors(tab, shown, room, expect)
  }
}

function rosterOf(shown: readonly SimTab[], room: string): string {
  const refs = new Map<string, number[]>()
  for (const tab of shown) refs.set(idOf(tab), [...(refs.get(idOf(tab)) ?? []), tab.rooms.get(room)?.ref.get() ?? 0])
  return [...refs]
    .map(([id, list]) => `${id}:${list.sort((a, b) => a - b).join('+')}:here`)
    .sort()
    .join(' ')
}

/** [C3,C4,C5] */
function checkCursors(tab: SimTab, shown: readonly SimTab[], room: string, expect: Expect): void {
  const seen = new Map(tab.rooms.get(room)?.cursors.get())
  for (const other of shown) {
    const handle = other.rooms.get(room)
    const ref = handle?.ref.get()
    if (other === tab || !handle || ref === undefined) continue
    const place = other.places.get(handle)
    // Where exactly the page before the reload pointed when the server last heard of it, nobody knows.
    const mayLinger = other.formerPlaces.has(room)
    const found = JSON.stringify(seen.get(ref))
    const isRight = place ? found === JSON.stringify(place) : found === undefined || mayLinger
    expect(
      isRight,
      `${tab.name} sees the cursor of ${other.name} in ${room} at ${found}, true is ${JSON.stringify(place)}`,
    )
    seen.delete(ref)
  }
  expect(seen.size === 0, `${tab.name} sees cursors of nobody in ${room}: ${[...seen.keys()].join()}`)
}

function checkServer(run: Run, expect: Expect): void {
  const figures = run.server.hub?.figures()
  const connected = run.tabs.filter((tab) => tab.rooms.size + tab.watched.size > 0).length
  const isInUse = (room: string): boolean =>
    insideOf(run, room).length > 0 || run.tabs.some((tab) => tab.watched.has(room) && isAllowed(tab, room))
  const rooms = ROOMS.filter(isInUse).length
  const is = `${figures?.connections} connections, ${figures?.rooms} rooms, ${figures?.sessions} sessions`
  expect(
    is === `${connected} connections, ${rooms} rooms, ${connected} sessions`,
    `the server has ${is} for ${connected} tabs in ${rooms} rooms`,
  )
}

const idIn = (event: string): string => (JSON.parse(event) as [number, string, { id: string }])[2].id

/** [E2,E3,E5] */
function checkEvents(run: Run, expect: Expect): void {
  const { histories } = run.referee
  const delivered = [...histories.values()].flat().filter(Boolean).map(idIn)
  const all = new Set(delivered)
  expect(all.size === delivered.length, 'an event was delivered twice')
  for (const { id, outcome, tab, room, atMs, outcomeAtMs } of run.sent) {
    // Who was alone and left, or was closed for being slow, has nobody to reach.
    const mustReach = outcome === 'acknowledged' && run.referee.truth.hadReader(room, atMs, outcomeAtMs + 1)
    expect(!mustReach || all.has(id), `event ${id} was acknowledged and reached nobody`)
    expect(outcome !== 'waiting' || tab.isGone, `nobody ever heard what became of event ${id}`)
  }
  for (const tab of run.tabs) {
    const heard = tab.heard.map(({ id }) => id)
    expect(new Set(heard).size === heard.length, `${tab.name} heard an event twice`)
    const record = run.wires.findLast(({ wire }) => wire === tab.wire)?.record
    for (const seat of record?.seats.values() ?? []) {
      if (seat.isWatch || !tab.rooms.has(seat.room)) continue
      const since = (histories.get(seat.epoch) ?? []).slice(seat.joinedAtSeq).map(idIn)
      const mine = tab.heard.filter(({ room }) => room === seat.room).map(({ id }) => id)
      expect(
        mine.slice(mine.length - since.length).join() === since.join(),
        `${tab.name} did not hear every event of ${seat.room}`,
      )
    }
  }
}
