/**
 * Runs real hubs and real clients under one clock and one seed, lets everything go wrong, and judges what came of it.
 *
 * `simulate({ seed })` always does the same for the same seed: no real time, no real chance, no network. A run ends with
 * everything healed and half a minute of quiet, after which everybody must know the truth.
 */
import { createHash } from 'node:crypto'
import type { CursorPlace } from '@roomful/protocol'
import { createWorld, type World } from '../support/fake-clock.js'
import { createWire, type Wire } from '../support/fake-wire.js'
import { createDice, type Dice } from '../support/seeded-random.js'
import { createTestGate, tokenOf } from '../support/test-gate.js'
import { createBusSaboteur, type BusSabotage } from './bus-saboteur.js'
import { checkAtRest, checkMoment, checkVanishings } from './oracle.js'
import { checkFarEvent } from './far-oracle.js'
import { createNearness, FAR_NEWS_MS, type ClearSince, type Nearness } from './nearness.js'
import { act, ROOMS } from './plan.js'
import { createReferee, type Referee } from './referee.js'
import { createSaboteur, tapOf, type Sabotage } from './saboteur.js'
import { fakeBeats, keepAlive } from './false-life.js'
import { createSimServer, type SimServer } from './server.js'
import { createSimDatabase, type SimDatabase } from './database.js'
import { createSimBroker, type SimBroker } from './sim-bus.js'
import type { ConnectionRecord } from './truth.js'
import { checkWords, overhear, writeSomething } from './word-oracle.js'
import type { SentWrite } from './words.js'
import { createTab, type Browser, type SimTab, type Vanishing } from './tab.js'

export interface SimulationOptions {
  readonly seed: number
  /** Servers that share the database. Default: one for every fourth seed, three for the others. */
  readonly nodes?: number
  /** Tabs at the start. Default 6. */
  readonly tabs?: number
  /** Things that happen. Default 150, among several nodes 100. */
  readonly acts?: number
  /** What is broken on purpose. */
  readonly sabotage?: Sabotage | BusSabotage
  /** Hears everything that crosses a wire, for whoever looks into a failed seed. */
  readonly onTrace?: (line: string) => void
}

export interface Verdict {
  readonly seed: number
  /** The first thing that was wrong. */
  readonly problem: string | undefined
  readonly steps: number
  readonly virtualMs: number
  /** A digest of everything that crossed a wire: equal for equal runs. */
  readonly trace: string
}

/** An event that an app sent, and what became of it. */
export interface SentEvent {
  readonly id: string
  readonly room: string
  readonly tab: SimTab
  readonly atMs: number
  outcomeAtMs: number
  outcome: 'waiting' | 'acknowledged' | 'refused'
}

/** What a reload keeps of a page. */
export interface Former {
  readonly sessionStorage: Map<string, string>
  readonly rooms: readonly string[]
  readonly places: ReadonlyMap<string, CursorPlace>
}

/** A vanishing, with what the node that told it could know of the others. */
export interface SeenVanishing extends Vanishing {
  readonly server: number
  readonly clear: ClearSince
  /** Since when the reader had been in the room on that node. */
  readonly seatedMs: number
}

/** A run, as its parts see it. */
export interface Run {
  readonly options: { readonly seed: number; readonly tabs: number; readonly acts: number }
  readonly world: World
  readonly servers: readonly SimServer[]
  /** Absent where there is one server. */
  readonly broker: SimBroker | undefined
  readonly nearness: Nearness
  readonly isHealed: boolean
  readonly referee: Referee
  readonly browsers: readonly Browser[]
  /** Tabs that are open. */
  readonly tabs: SimTab[]
  readonly sent: SentEvent[]
  readonly written: SentWrite[]
  readonly database: SimDatabase
  readonly vanishings: SeenVanishing[]
  readonly wires: { readonly wire: Wire; readonly record: ConnectionRecord; readonly tab: string }[]
  readonly deadWires: Set<Wire>
  /** When each incarnation of the server started. */
  readonly starts: Map<number, number>
  /** The connection of a wire, as the referee sees it. */
  recordOf(wire: Wire | undefined): ConnectionRecord | undefined
  violate(what: string): void
  /** Opens a tab, or the page `before` again. */
  open(browser: Browser, before?: Former): SimTab
  forget(tab: SimTab): void
  reload(tab: SimTab, awayMs: number): void
  say(tab: SimTab, room: string, bytes: number): void
  /** Writes something for good, or changes what was written. */
  write(tab: SimTab, room: string, dice: Dice): void
  markDead(wire: Wire): void
  /** Somebody who read a session off the wire tries to come in with it. */
  steal(victim: SimTab): void
}

/** Whether this person may be in this room: guests not among the members. */
const mayEnter = (personId: string, room: string): boolean => room !== '/members' || !personId.startsWith('g_')

export async function simulate(options: SimulationOptions): Promise<Verdict> {
  const dice = createDice(options.seed)
  // Once a run, for whoever watches it from outside.
  await new Promise((resolve) => setImmediate(resolve))
  const world = createWorld(dice.fork(), { isClosed: true })
  const lost: string[] = []
  const database = await createSimDatabase({
    world,
    dice: dice.fork(),
    sabotage: options.sabotage,
    lost: (texts) => void lost.push(...texts),
  })
  const run = createRun(options, dice, world, database)
  const { trace } = run
  for (const browser of run.browsers) run.open(browser)
  while (run.tabs.length < run.options.tabs) run.open(dice.pick(run.browsers))
  let problem: string | undefined
  try {
    await misbehave(run, dice.fork())
    await heal(run)
    checkVanishings(run)
    checkAtRest(run)
    await checkWords(run, lost)
  } catch (error) {
    problem = `${error instanceof Error ? error.message : String(error)} (seed ${options.seed}, step ${world.steps}, ${world.nowMs} ms)`
  }
  for (const tab of [...run.tabs]) tab.client.close()
  return { seed: options.seed, problem, steps: world.steps, virtualMs: world.nowMs, trace: trace.digest('hex') }
}

async function misbehave(run: Run & { check(): void }, dice: Dice): Promise<void> {
  for (let count = 0; count < run.options.acts; count++) {
    act(run, dice)
    await run.world.run(dice.chance(0.3) ? 0 : dice.between(1, dice.chance(0.1) ? 4_000 : 600))
    run.check()
  }
}

/** Everything works again; then nothing happens for a while. */
async function heal(run: Run & { check(): void; healed(): void }): Promise<void> {
  run.healed()
  run.database.heal()
  run.broker?.heal()
  for (const server of run.servers) {
    server.resume()
    server.start()
  }
  for (const { wire } of run.wires) if (!run.deadWires.has(wire)) wire.resume()
  for (const tab of run.tabs) {
    tab.thaw()
    tab.wake(true)
    tab.setOnline(true)
    tab.setVisible(true)
    tab.signal('active')
  }
  for (let second = 0; second < (run.broker ? 34 : 36); second++) {
    await run.world.run(1_000)
    // One that was shutting down when everything healed has ended by now.
    for (const server of run.servers) server.start()
    run.check()
  }
}

function createRun(options: SimulationOptions, dice: Dice, world: World, database: SimDatabase) {
  const { seed, tabs: tabCount = 6, sabotage, nodes = seed % 4 === 0 ? 1 : 3 } = options
  // Among several nodes more goes on in each.
  const { acts = nodes === 1 ? 150 : 100 } = options
  const trace = createHash('sha256')
  const problems: string[] = []
  const violate = (what: string): void => void problems.push(what)
  const idDice = dice.fork()
  const gate = createTestGate({
    guestId: () => `g_${idDice.word().toString(36)}`,
    mayEnter: ({ identity }, room) => (sabotage === 'a forbidden room is opened' ? true : mayEnter(identity.id, room)),
  })
  const nearness = createNearness(world)
  const referee = createReferee({
    ...{ world, nearness, hasPeers: nodes > 1 },
    mayEnter,
    violate,
    personOf: ({ token, guest }) => (token === undefined ? guest : (JSON.parse(token) as { id: string }).id),
  })
  const starts = new Map<number, number>()
  // Drawn by itself, so that a run with one server is the same as before there were several.
  const busDice = createDice(seed ^ 0x0b05)
  const busSaboteur = createBusSaboteur(sabotage, busDice.fork())
  const broker =
    nodes === 1
      ? undefined
      : createSimBroker({
          ...{ world, dice: busDice, model: seed % 2 === 0 ? 'redis' : 'nats', tap: busSaboteur.tap },
          isGapHidden: busSaboteur.isGapHidden,
          trace(incarnation, topic, frame) {
            trace.update(`${world.nowMs} ${incarnation} ${topic} `)
            trace.update(frame)
            options.onTrace?.(`${world.nowMs} ${incarnation} says ${topic} ${busSaboteur.print(topic, frame)}`)
          },
        })
  let incarnations = 0
  const servers: SimServer[] = Array.from({ length: nodes }, (_, index) =>
    createSimServer({
      ...{ world, gate, database, broker },
      dice: index === 0 ? dice.fork() : busDice.fork(),
      clusterClock: busSaboteur.clock,
      clusterRandom: (random) => busSaboteur.random(index, random),
      nextIncarnation: () => ++incarnations,
      isOtherUp: () => servers.some((server, at) => at !== index && server.isUp),
      started(incarnation) {
        starts.set(incarnation, world.nowMs)
        options.onTrace?.(`${world.nowMs} node ${index} starts as ${incarnation}`)
      },
      joined: (incarnation, bus) => nearness.started(incarnation, bus),
      draining: referee.draining,
      died(incarnation, why) {
        nearness.died(incarnation, why)
        referee.died(incarnation, why)
        options.onTrace?.(`${world.nowMs} ${incarnation} is ${why}`)
      },
      failed: violate,
      note: (what) => options.onTrace?.(`${world.nowMs} ${what}`),
    }),
  )
  for (const server of servers) server.start()
  const browsers: Browser[] = ['ada', 'bea', 'cai', 'dan'].map((name, i) => ({
    name,
    token: i === 0 ? tokenOf({ id: 'ada', name: 'Ada' }) : undefined,
    local: new Map(),
    tabs: new Set(),
  }))
  const [memory, saboteurDice] = [new Map<string, string>(), dice.fork()]
  let [opened, isHealed] = [0, false]

  /** A load balancer sends nobody to a node that is not ready, and notices within five seconds one that does not answer. */
  function serverFor(): SimServer | undefined {
    const known = servers.filter((each) => each.isReady && (!each.isPaused || world.nowMs - each.pausedAtMs < 5_000))
    return known.length > 1 ? busDice.pick(known) : known[0]
  }

  function connectWire(tab: string, wire: Wire, opened: () => void): boolean {
    const server = serverFor()
    if (!server) return false
    const record = referee.open(`${tab}#${run.wires.length}`, server.incarnation)
    run.wires.push({ wire, record, tab })
    const log = (what: string, frame: Uint8Array | string): void => {
      trace.update(`${world.nowMs} ${record.name} ${what} `)
      trace.update(frame)
      options.onTrace?.(`${world.nowMs} ${record.name} ${what} ${printed(frame)}`)
    }
    const saboteur = createSaboteur(sabotage, saboteurDice, memory)
    const judge = {
      up: (frame: Uint8Array | string) => (log('>', frame), referee.up(record, frame)),
      down: (frame: Uint8Array | string) => (log('<', frame), referee.down(record, frame), run.overhear(tab, frame)),
      heard: () => referee.heard(record),
      ended: (code: number, by: 'client' | 'server') => (log(by, String(code)), referee.ended(record, code, by)),
    }
    wire.tap = tapOf(saboteur, judge, (frame) => wire.forge(frame))
    if (broker) wire.tap.io = (task) => server.io(task)
    server.accept(wire, opened)
    return true
  }

  const run = {
    options: { seed, tabs: tabCount, acts },
    trace,
    ...{ world, servers, broker, nearness, referee, browsers },
    get isHealed() {
      return isHealed
    },
    tabs: [] as SimTab[],
    sent: [] as SentEvent[],
    written: [] as SentWrite[],
    database,
    vanishings: [] as SeenVanishing[],
    wires: [] as { wire: Wire; record: ConnectionRecord; tab: string }[],
    deadWires: new Set<Wire>(),
    starts,
    violate,
    sabotage,
    recordOf: (wire: Wire | undefined) => run.wires.findLast((each) => each.wire === wire)?.record,
    healed: () => void (isHealed = true),
    overhear: (tab: string, frame: Uint8Array | string) => overhear(run, tab, frame),
    check() {
      checkMoment(run)
      if (problems.length > 0) throw new Error(problems[0])
    },
    open(browser: Browser, before?: Former): SimTab {
      const tab = createTab({
        world,
        dice: dice.fork(),
        name: `${browser.name}${++opened}`,
        browser,
        sessionStorage: before?.sessionStorage ?? new Map(),
        formerPlaces: before?.places ?? new Map(),
        format: dice.chance(0.25) ? 'json' : 'binary',
        isVisible: dice.chance(0.95) || isHealed,
        dial: connectWire,
        vanished: (vanishing) => run.vanished(vanishing),
        failed: violate,
        note: (what) => options.onTrace?.(`${world.nowMs} ${what}`),
      })
      run.tabs.push(tab)
      const wanted = before?.rooms ?? ROOMS.filter((_, i) => (i === 0 ? dice.chance(0.9) : dice.chance(0.3)))
      for (const room of wanted) tab.enter(room)
      if (!before && dice.chance(0.3)) {
        const other = dice.pick(ROOMS)
        if (!tab.rooms.has(other)) tab.watch(other)
      }
      return tab
    },
    vanished(vanishing: Vanishing) {
      const record = run.recordOf(vanishing.wire)
      if (!record) return
      const seat = [...record.seats.values()].find(({ room }) => room === vanishing.room)
      const clear = nearness.clearFor(record.server)
      // Whoever comes over from another node is told everybody at once [Y9], unless the first who came here were told just now.
      const isYoung = run.wires.some(({ record: { server, seats } }) =>
        [...seats.values()].some(
          (other) =>
            server === record.server &&
            other !== seat &&
            other.room === seat?.room &&
            other.fromMs > seat.fromMs - 1_000,
        ),
      )
      const seatedMs = seat?.isMovedHere && !isYoung ? Number.NEGATIVE_INFINITY : (seat?.fromMs ?? world.nowMs)
      run.vanishings.push({ ...vanishing, server: record.server, clear, seatedMs })
    },
    forget(tab: SimTab) {
      const at = run.tabs.indexOf(tab)
      if (at >= 0) run.tabs.splice(at, 1)
    },
    reload(tab: SimTab, awayMs: number) {
      const rooms = [...tab.rooms.keys()]
      const places = new Map([
        ...tab.formerPlaces,
        ...[...tab.places].map(([room, place]) => [room.id, place] as const),
      ])
      const before: Former = { sessionStorage: tab.unload(), rooms, places }
      run.forget(tab)
      world.schedule(awayMs, () => void run.open(tab.browser, before))
    },
    say(tab: SimTab, room: string, bytes: number) {
      const id = `${tab.name}.${run.sent.length}`
      const event: SentEvent = { id, room, tab, atMs: world.nowMs, outcomeAtMs: world.nowMs, outcome: 'waiting' }
      const ended = (outcome: SentEvent['outcome']): void => {
        event.outcome = outcome
        event.outcomeAtMs = world.nowMs
      }
      run.sent.push(event)
      tab.rooms
        .get(room)
        ?.send('say', { id, x: 'x'.repeat(bytes) })
        .then(
          () => {
            ended('acknowledged')
            if (broker) world.schedule(FAR_NEWS_MS, () => checkFarEvent(run, event))
          },
          () => ended('refused'),
        )
    },
    write: (tab: SimTab, room: string, acts: Dice) => writeSomething(run, tab, room, acts),
    markDead: (wire: Wire) => void run.deadWires.add(wire),
    steal(victim: SimTab) {
      const session = run.wires.findLast(({ tab }) => tab === victim.name)?.record.session
      if (session === undefined) return
      const wire = createWire(world, { delayMs: () => 5 }, { frame: () => undefined, closed: () => undefined })
      if (!connectWire('thief', wire, () => undefined)) return
      wire.send(
        JSON.stringify({ t: 'hello', v: 1, guest: `g_thief${run.wires.length}`, session, rooms: [{ room: '/one' }] }),
      )
      world.schedule(500, () => wire.close(1000))
    },
  }
  if (sabotage === 'a half-open link counts as alive') keepAlive(run)
  if (sabotage === 'a dead server seems alive') fakeBeats(run)
  return run
}

function printed(frame: Uint8Array | string): string {
  return typeof frame === 'string'
    ? frame.slice(0, 400)
    : `bytes ${[...frame.subarray(0, 12)].join(' ')} (${frame.length})`
}
