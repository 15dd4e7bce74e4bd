/**
 * A simulated tab: the real client in an environment that can freeze, sleep, go offline, reload and crash.
 *
 * Also remembers what its app was shown, for the oracle. Not here: what it does and when (`plan.ts`).
 */
import type { Counts, CursorPlace, Json } from '@roomful/protocol'
import { createClient, type Client } from '../../packages/client/src/room/client.js'
import type { Room } from '../../packages/client/src/room/room.js'
import type {
  Environment,
  Link,
  LinkHandlers,
  PageSignal,
  Shelf,
} from '../../packages/client/src/platform/environment.js'
import { createMachineClock, type MachineClock, type World } from '../support/fake-clock.js'
import { createWire, type Wire } from '../support/fake-wire.js'
import type { Dice } from '../support/seeded-random.js'
import { readLog, type Reading } from './words.js'

/** What a browser keeps for all tabs of one person. */
export interface Browser {
  readonly name: string
  /** The site's token, for those who are logged in. */
  readonly token: string | undefined
  readonly local: Map<string, string>
  readonly tabs: Set<SimTab>
}

/** An event as the app heard it. */
export interface HeardEvent {
  readonly room: string
  readonly id: string
}

/** Somebody vanished from what the app shows. */
export interface Vanishing {
  readonly tab: SimTab
  readonly room: string
  readonly id: string
  readonly atMs: number
  /** How old the news was that made it vanish. */
  readonly lagMs: number
  /** By which connection it was heard; undefined: the client found out by itself. */
  readonly wire: Wire | undefined
}

export interface SimTab {
  readonly name: string
  readonly browser: Browser
  readonly client: Client
  readonly clock: MachineClock
  readonly rooms: Map<string, Room>
  readonly watched: Map<string, { counts: () => Counts | undefined; stop: () => void }>
  readonly heard: HeardEvent[]
  /** Where it last pointed. By handle: a room left and entered within one turn has not been left. */
  readonly places: Map<Room, CursorPlace>
  /** What it was told of the logs of its rooms, by handle. */
  readonly readings: Map<Room, Reading>
  /** Where the page before the reload pointed: a resumed seat keeps that until the new page points somewhere. [H5] */
  readonly formerPlaces: ReadonlyMap<string, CursorPlace>
  /** Everybody this tab has been: whoever hides comes back as somebody new. */
  readonly ownIds: Set<string>
  readonly wire: Wire | undefined
  /** Since when the page runs and its clocks go evenly. */
  readonly steadySinceMs: number
  /** When its client last read a frame. */
  readonly heardAtMs: number
  readonly isAwake: boolean
  readonly isVisible: boolean
  readonly isGone: boolean
  enter(room: string): Room
  exit(room: string): void
  watch(room: string): void
  signal(signal: PageSignal): void
  /** Somebody sets the machine's clock. */
  jump(ms: number): void
  setVisible(isVisible: boolean): void
  setOnline(isOnline: boolean): void
  freeze(): void
  thaw(): void
  sleep(): void
  wake(isMonotonicKept: boolean): void
  /** The page is unloaded, as by closing the tab or reloading. Returns what its session storage holds. */
  unload(): Map<string, string>
  crash(): void
}

export interface TabOptions {
  readonly world: World
  readonly dice: Dice
  readonly name: string
  readonly browser: Browser
  readonly sessionStorage: Map<string, string>
  readonly formerPlaces: ReadonlyMap<string, CursorPlace>
  readonly format: 'binary' | 'json'
  readonly isVisible: boolean
  /** Connects a wire to a server, if there is one; `opened` when that has answered. */
  readonly dial: (tab: string, wire: Wire, opened: () => void) => boolean
  readonly vanished: (vanishing: Vanishing) => void
  readonly failed: (what: string) => void
  /** For whoever reads the trace. */
  readonly note: (what: string) => void
}

export function createTab(options: TabOptions): SimTab {
  const { world, dice, name, browser, sessionStorage } = options
  const clock = createMachineClock(world)
  const listeners = new Set<(signal: PageSignal) => void>()
  const rooms = new Map<string, Room>()
  const watched: SimTab['watched'] = new Map()
  const heard: HeardEvent[] = []
  const listening = new Set<Room>()
  let isVisible = options.isVisible
  let isOnline = true
  let isAsleep = false
  let isFrozen = false
  /** Between waking and having taken in what happened meanwhile. */
  let isRousing = false
  let isGone = false
  let steadySinceMs = world.nowMs
  let wire: Wire | undefined
  /** When the frame that is being read was written. */
  let newsFromMs: number | undefined
  let lastNewsFromMs = 0
  let heardAtMs = 0
  /** What the network brought while the page could not run. */
  let held: (() => void)[] = []

  const run = (task: () => void): void => {
    if (isGone) return
    if (isFrozen || isAsleep || isRousing) held.push(task)
    else task()
  }
  const signal = (what: PageSignal): void => {
    options.note(`${name} is told that it is ${what}`)
    if (!isGone) for (const listener of [...listeners]) listener(what)
  }
  const shelf = (map: Map<string, string>, changed: () => void): Shelf => ({
    get: (key) => map.get(key),
    set(key, value) {
      if (map.get(key) === value) return
      map.set(key, value)
      changed()
    },
    remove(key) {
      if (map.delete(key)) changed()
    },
  })
  const tellOthers = (): void => {
    for (const other of browser.tabs) if (other !== tab) world.schedule(dice.below(20), () => other.signal('stored'))
  }

  function dial(_url: string, handlers: LinkHandlers): Link {
    const delayMs = 1 + dice.below(dice.chance(0.1) ? 400 : 60)
    const mine = createWire(
      world,
      { delayMs: () => dice.between(1, delayMs), bytesPerMs: 200 },
      {
        frame(frame) {
          const fromMs = mine.handedOverFromMs
          run(() => {
            newsFromMs = fromMs
            heardAtMs = world.nowMs
            handlers.received(frame)
            newsFromMs = undefined
            lastNewsFromMs = fromMs ?? lastNewsFromMs
          })
        },
        closed: (code) => run(() => handlers.closed(code)),
      },
    )
    wire = mine
    if (isAsleep) mine.stall('both')
    world.schedule(delayMs, () => {
      if (isGone) return
      if (!isOnline) return void world.schedule(dice.between(100, 4_000), () => run(() => handlers.closed(1006)))
      const opened = (): void => run(() => handlers.opened())
      if (!options.dial(name, mine, opened)) run(() => handlers.closed(1006))
    })
    return { send: (frame) => mine.send(frame), close: (code) => mine.close(code) }
  }

  const env: Environment = {
    clock,
    random: dice.fork(),
    page: {
      isVisible: () => isVisible,
      isOnline: () => isOnline,
      hasInput: true,
      optOut: false,
      place: () => ({ href: `http://site.example/${browser.name}` }),
      onSignal(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onRoute: () => () => undefined,
    },
    storage: { local: shelf(browser.local, tellOthers), session: shelf(sessionStorage, () => undefined) },
    dial,
    report: (error) => options.failed(`${name} reported ${String(error)}`),
    warn: () => undefined,
  }
  const client = createClient(
    'http://site.example',
    { format: options.format, ...(browser.token === undefined ? {} : { token: browser.token }) },
    env,
  )

  /** Notes who disappears from the roster that the app shows. */
  function watchRoster(room: Room): void {
    let known = new Set<string>()
    room.members.subscribe((members) => {
      const now = new Set(members.map(({ id }) => id))
      const isShowing = room.status.get() === 'joined' || room.status.get() === 'stale'
      if (isShowing && rooms.get(room.id) === room) {
        const lagMs = world.nowMs - (newsFromMs ?? lastNewsFromMs)
        for (const id of known) {
          if (!now.has(id)) options.vanished({ tab, room: room.id, id, atMs: world.nowMs, lagMs, wire })
        }
      }
      known = now
    })
  }

  function listen(room: Room): void {
    listening.add(room)
    watchRoster(room)
    room.on('say', (data: Json) => void heard.push({ room: room.id, id: (data as { id: string }).id }))
    room.cursors.subscribe(() => undefined)
    tab.readings.set(
      room,
      readLog(room, (what) => options.failed(`${name}: ${what}`)),
    )
  }

  const tab: SimTab = {
    name,
    browser,
    client,
    clock,
    rooms,
    watched,
    heard,
    places: new Map(),
    readings: new Map(),
    formerPlaces: options.formerPlaces,
    ownIds: new Set(),
    get wire() {
      return wire
    },
    get heardAtMs() {
      return heardAtMs
    },
    get steadySinceMs() {
      return steadySinceMs
    },
    get isAwake() {
      return !isAsleep && !isFrozen
    },
    get isVisible() {
      return isVisible
    },
    get isGone() {
      return isGone
    },
    enter(id) {
      const room = client.room(id)
      rooms.set(id, room)
      // Left and entered within one turn it is the same handle.
      if (!listening.has(room)) listen(room)
      return room
    },
    exit(id) {
      rooms.get(id)?.leave()
      rooms.delete(id)
    },
    watch(id) {
      const { count, stop } = client.watch(id)
      watched.set(id, { counts: count.get, stop })
    },
    signal: (what) => run(() => signal(what)),
    jump(ms) {
      clock.jump(ms)
      steadySinceMs = world.nowMs
    },
    setVisible(visible) {
      if (isVisible === visible) return
      isVisible = visible
      run(() => signal(visible ? 'visible' : 'hidden'))
    },
    setOnline(online) {
      if (isOnline === online) return
      isOnline = online
      if (online) {
        if (dice.chance(0.5)) wire?.resume()
        else wire?.cut()
        wire?.resume()
      } else wire?.stall('both')
      run(() => signal(online ? 'online' : 'offline'))
    },
    freeze() {
      if (isFrozen || isAsleep) return
      signal('frozen')
      isFrozen = true
      clock.freeze()
    },
    thaw() {
      if (!isFrozen) return
      isFrozen = false
      rouse(true)
    },
    sleep() {
      if (isFrozen || isAsleep) return
      isAsleep = true
      clock.freeze()
      if (wire) {
        wire.isAsleep = true
        wire.stall('both')
      }
    },
    wake(isMonotonicKept) {
      if (!isAsleep) return
      isAsleep = false
      if (wire) {
        wire.isAsleep = false
        if (isOnline) wire.resume()
      }
      rouse(isMonotonicKept)
    },
    unload() {
      if (isFrozen) tab.thaw()
      if (isAsleep) tab.wake(true)
      signal('leaving')
      isGone = true
      clock.stop()
      wire?.close(1001)
      browser.tabs.delete(tab)
      return sessionStorage
    },
    crash() {
      isGone = true
      clock.stop()
      if (wire) {
        wire.isAsleep = true
        wire.cut()
      }
      browser.tabs.delete(tab)
    },
  }

  function rouse(isMonotonicKept: boolean): void {
    steadySinceMs = world.nowMs
    clock.thaw(isMonotonicKept)
    isRousing = true
    world.soon(() => {
      isRousing = false
      if (isFrozen || isAsleep) return
      const tasks = held
      held = []
      signal('woke')
      for (const task of tasks) run(task)
    })
  }

  client.id.subscribe(() => {
    const id = client.id.get()
    if (id !== undefined) tab.ownIds.add(id)
  })
  browser.tabs.add(tab)
  return tab
}
