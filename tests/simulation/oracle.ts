/**
 * Decides whether a run was right: at every moment, over time, and at rest.
 *
 * Truth is what the referee read off the wires and what the tabs' apps wanted; the hub and the clients are only compared
 * with it. The first thing that is wrong ends the run.
 */
import { QUEUE_CAP_BYTES, SETTLE_MS } from '@roomful/protocol'
import { farFlicker } from './far-oracle.js'
import { ROOMS } from './plan.js'
import type { SimServer } from './server.js'
import type { Run, SeenVanishing } from './simulate.js'
import type { SimTab } from './tab.js'

/** [D9,B3] Ten seconds of silence, two for the answer, and what a frame may take. */
const NOTICE_MS = 12_600
/** [P10] Timers and delays at the end of the settle time. */
const SETTLE_SLACK_MS = 700

/** A process that has stood still has a moment to find its feet. */
const STEADY_MS = 1_500

/** What must hold at any moment. */
export function checkMoment(run: Run): void {
  const { servers, referee, world } = run
  for (const { wire, record } of run.wires) {
    // [Q2,D5] A beat of a few bytes may come on top.
    if (wire.waitingBytes > QUEUE_CAP_BYTES + 64) run.violate(`${wire.waitingBytes} bytes wait for ${record.name}`)
  }
  for (const tab of run.tabs) {
    const { wire } = tab
    const record = run.recordOf(wire)
    if (!wire || !record || wire.isServerOpen || !tab.isAwake || tab.client.status.get() !== 'online') continue
    const deafMs = world.nowMs - Math.max(record.endedAtMs, tab.steadySinceMs, tab.heardAtMs)
    if (deafMs > NOTICE_MS) run.violate(`[D9] ${tab.name} has not noticed in ${deafMs} ms that its connection is over`)
  }
  const isSteady = ({ hub, isPaused, steadySinceMs }: SimServer): boolean =>
    hub !== undefined &&
    !isPaused &&
    (steadySinceMs === 0 || servers.length === 1 || world.nowMs - steadySinceMs > STEADY_MS)
  const steady = new Map(servers.filter(isSteady).map((server) => [server.incarnation, server]))
  for (const problem of referee.truth.rosterProblems((server) => !steady.has(server))) run.violate(problem)
  for (const { hub, incarnation, isReady } of steady.values()) {
    if (!hub || (run.broker && !isReady)) continue
    for (const room of ROOMS) {
      const { connections } = hub.counts(room)
      const { least, most } = referee.truth.bounds(room, incarnation)
      if (connections < least || connections > most)
        run.violate(
          `[N1,P4] ${room} has ${connections} connections on ${incarnation}, by the wires ${least} to ${most}`,
        )
    }
  }
}

/** Nobody who stayed may have been seen to leave. */
export function checkVanishings(run: Run): void {
  for (const vanishing of run.vanishings) {
    const problem = run.broker ? farFlicker(run, vanishing) : (flicker(run, vanishing) ?? unsettled(run, vanishing))
    if (problem) throw new Error(problem)
  }
}

/** [P4,H5,D4] */
function flicker({ referee }: Run, { tab, room, id, atMs, lagMs }: SeenVanishing): string | undefined {
  // Rosters are told at intervals, so the news may be of any moment since shortly before the frame was written.
  const isPresent = referee.truth.isPresentThroughout(id, room, atMs - lagMs - 600, atMs)
  return isPresent
    ? `[P4,H5] ${tab.name} saw ${id} vanish from ${room} at ${atMs} ms, who was there all the time (lag ${lagMs}, ${tab.rooms.get(room)?.status.get()}, ${tab.client.status.get()})`
    : undefined
}

/** [P10] */
function unsettled({ referee, starts }: Run, { tab, room, id, atMs, lagMs }: SeenVanishing): string | undefined {
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
  for (const server of run.servers) checkServer(run, server, expect)
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
    const roster = handle.members.get().map(({ id, refs, state }) => `${id}:${refs.length}:${state}`)
    const truth = rosterOf(shown)
    expect(roster.sort().join(' ') === truth, `${tab.name} sees ${roster.join(' ')} in ${room}, true is ${truth}`)
    const refsOf = new Map(handle.members.get().map(({ id, refs }) => [id, refs]))
    checkNearRefs(run, tab, shown, { room, refsOf }, expect)
    checkCursors(tab, shown, { room, refsOf }, expect)
  }
}

function rosterOf(shown: readonly SimTab[]): string {
  const counts = new Map<string, number>()
  for (const tab of shown) counts.set(idOf(tab), (counts.get(idOf(tab)) ?? 0) + 1)
  return [...counts]
    .map(([id, count]) => `${id}:${count}:here`)
    .sort()
    .join(' ')
}

interface Seen {
  readonly room: string
  /** The numbers of everybody's connections, as this reader was told them: those of other nodes are this node's own. */
  readonly refsOf: ReadonlyMap<string, readonly number[]>
}

const serverOf = (run: Run, tab: SimTab): number | undefined => run.recordOf(tab.wire)?.server

/** Whoever is on the same node is known by the number they were given. */
function checkNearRefs(run: Run, tab: SimTab, shown: readonly SimTab[], { room, refsOf }: Seen, expect: Expect): void {
  for (const other of shown) {
    const ref = other.rooms.get(room)?.ref.get() ?? 0
    const isNear = serverOf(run, other) === serverOf(run, tab)
    expect(
      !isNear || refsOf.get(idOf(other))?.includes(ref) === true,
      `${tab.name} knows ${idOf(other)} in ${room} as ${refsOf.get(idOf(other))?.join('+')}, true is ${ref}`,
    )
  }
}

/** [C3,C4,C5] The cursors of a person are those of their tabs: which is which, only the tabs' own node can say. */
function checkCursors(tab: SimTab, shown: readonly SimTab[], { room, refsOf }: Seen, expect: Expect): void {
  const seen = new Map(tab.rooms.get(room)?.cursors.get())
  const own = tab.rooms.get(room)?.ref.get()
  for (const id of new Set(shown.map(idOf))) {
    const others = shown.filter((other) => idOf(other) === id && other !== tab)
    const refs = (refsOf.get(id) ?? []).filter((ref) => ref !== own)
    const found = refs.flatMap((ref) => (seen.has(ref) ? [JSON.stringify(seen.get(ref))] : []))
    for (const ref of refs) seen.delete(ref)
    const wanted = others.flatMap((other) => {
      const handle = other.rooms.get(room)
      const place = handle && other.places.get(handle)
      return place ? [JSON.stringify(place)] : []
    })
    // Where exactly the page before the reload pointed when the server last heard of it, nobody knows.
    const lingering = others.filter((other) => {
      const handle = other.rooms.get(room)
      return handle && !other.places.has(handle) && other.formerPlaces.has(room)
    }).length
    const unknown = found.filter((place) => !takeOut(wanted, place)).length
    expect(
      wanted.length === 0 && unknown <= lingering,
      `${tab.name} sees the cursors of ${id} in ${room} at ${found.join()}, not at ${wanted.join()}, ${lingering} may linger`,
    )
  }
  if (own !== undefined) seen.delete(own)
  expect(seen.size === 0, `${tab.name} sees cursors of nobody in ${room}: ${[...seen.keys()].join()}`)
}

function takeOut(list: string[], item: string): boolean {
  const at = list.indexOf(item)
  if (at >= 0) list.splice(at, 1)
  return at >= 0
}

function checkServer(run: Run, server: SimServer, expect: Expect): void {
  const figures = server.hub?.figures()
  const here = run.tabs.filter((tab) => serverOf(run, tab) === server.incarnation)
  const connected = here.filter((tab) => tab.rooms.size + tab.watched.size > 0).length
  const isInUse = (room: string): boolean =>
    here.some((tab) => (tab.rooms.has(room) || tab.watched.has(room)) && isAllowed(tab, room))
  const rooms = ROOMS.filter(isInUse).length
  const is = `${figures?.connections} connections, ${figures?.rooms} rooms, ${figures?.sessions} sessions`
  expect(
    is === `${connected} connections, ${rooms} rooms, ${connected} sessions`,
    `server ${server.incarnation} has ${is} for ${connected} tabs in ${rooms} rooms`,
  )
}

const idIn = (event: string): string => (JSON.parse(event) as [number, string, { id: string }])[2].id

/** [E2,E3,E5] */
function checkEvents(run: Run, expect: Expect): void {
  const { histories } = run.referee
  const all = new Set<string>()
  for (const history of histories.values()) {
    const delivered = history.filter(Boolean).map(idIn)
    expect(new Set(delivered).size === delivered.length, 'an event was delivered twice')
    for (const id of delivered) all.add(id)
  }
  for (const { id, outcome, tab, room, atMs, outcomeAtMs } of run.sent) {
    const by = run.referee.serverOf(id)
    // Who was alone and left, or was closed for being slow, has nobody to reach.
    const hadReader = by !== undefined && run.referee.truth.hadReader(room, by, atMs, outcomeAtMs + 1)
    expect(outcome !== 'acknowledged' || !hadReader || all.has(id), `event ${id} was acknowledged and reached nobody`)
    expect(outcome !== 'waiting' || tab.isGone, `nobody ever heard what became of event ${id}`)
  }
  for (const tab of run.tabs) {
    const heard = tab.heard.map(({ id }) => id)
    // On the way between nodes it may come twice: once by the node that was left, once by the next.
    expect(
      run.broker !== undefined || new Set(heard).size === heard.length,
      `${tab.name} heard event ${heard.find((id, at) => heard.indexOf(id) !== at)} twice`,
    )
    const record = run.recordOf(tab.wire)
    for (const seat of record?.seats.values() ?? []) {
      if (seat.isWatch || !tab.rooms.has(seat.room)) continue
      const since = (histories.get(seat.epoch) ?? []).slice(seat.joinedAtSeq).filter(Boolean).map(idIn)
      const mine = tab.heard.filter(({ room }) => room === seat.room).map(({ id }) => id)
      expect(
        mine.slice(mine.length - since.length).join() === since.join(),
        `${tab.name} did not hear every event of ${seat.room}`,
      )
    }
  }
}
