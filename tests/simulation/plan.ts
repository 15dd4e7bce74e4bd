/**
 * What happens in a run: what people do, what the network does to them, what the operator does to the server.
 *
 * Every choice is drawn from the seed. Nothing here judges; `oracle.ts` does.
 */
import type { Dice } from '../support/seeded-random.js'
import { NODE_ACTS } from './node-plan.js'
import type { Run } from './simulate.js'
import type { SimTab } from './tab.js'

export const ROOMS = ['/one', '/two', '/members'] as const

export type Act = (run: Run, tab: SimTab, dice: Dice) => void

const later = (run: Run, ms: number, task: () => void): void => void run.world.schedule(ms, task)

const say: Act = (run, tab, dice) => {
  const room = pickRoom(tab, dice)
  if (room) run.say(tab, room, dice.chance(0.03) ? 10_000 : dice.below(40))
}

const write: Act = (run, tab, dice) => {
  const room = pickRoom(tab, dice)
  if (room) run.write(tab, room, dice)
}

const burst: Act = (run, tab, dice) => {
  const room = pickRoom(tab, dice)
  for (let count = dice.between(5, 18); room && count > 0; count--) run.say(tab, room, dice.between(6_000, 15_000))
}

const move: Act = (_, tab, dice) => {
  const room = pickRoom(tab, dice)
  const handle = room === undefined ? undefined : tab.rooms.get(room)
  if (!handle) return
  const place = { mode: 0, anchor: dice.below(1_000), place: dice.below(1_000) } as const
  tab.places.set(handle, place)
  handle.cursors.move(place)
}

const show: Act = (_, tab, dice) => {
  const me = [...tab.rooms.values()][0]?.me
  if (!me) return
  if (dice.chance(0.6)) me.set({ name: `${tab.browser.name} ${dice.below(5)}`, color: dice.below(12) })
  if (dice.chance(0.7)) me.show()
  else me.hide()
}

const enter: Act = (run, tab, dice) => {
  const room = dice.pick(ROOMS)
  if (!tab.rooms.has(room) && !tab.watched.has(room)) tab.enter(room)
  else if (tab.rooms.size > 1 && tab.rooms.has(room)) tab.exit(room)
  void run
}

const look: Act = (_, tab, dice) => {
  const hiding = tab.isVisible
  tab.setVisible(!hiding)
  if (hiding) tab.signal('active')
  if (dice.chance(0.3)) tab.signal('active')
}

const cut: Act = (_, tab, dice) => tab.wire?.cut(dice.pick(['both', 'up', 'down']))

const stall: Act = (run, tab, dice) => {
  const { wire } = tab
  wire?.stall(dice.pick(['both', 'up', 'down']))
  later(run, dice.between(50, 6_000), () => {
    if (!tab.isGone && tab.isAwake) wire?.resume()
  })
}

/** Nobody hears of it, and it never comes back. */
const halfOpen: Act = (run, tab, dice) => {
  const { wire } = tab
  if (!wire) return
  wire.stall(dice.pick(['both', 'both', 'up', 'down']))
  run.markDead(wire)
}

const stopReading: Act = (run, tab, dice) => {
  const { wire } = tab
  wire?.stall('down')
  later(run, dice.between(2_000, 9_000), () => {
    if (!tab.isGone && tab.isAwake) wire?.resume()
  })
}

/** Everybody talks at once to somebody who does not read. */
const flood: Act = (run, tab, dice) => {
  const room = pickRoom(tab, dice)
  if (!room) return
  stopReading(run, tab, dice)
  for (const other of run.tabs) {
    if (other === tab || !other.rooms.has(room)) continue
    for (let count = 0; count < 24; count++) run.say(other, room, 15_000)
  }
}

const freeze: Act = (run, tab, dice) => {
  tab.setVisible(false)
  tab.freeze()
  later(run, dice.between(200, 15_000), () => {
    tab.thaw()
    tab.setVisible(true)
  })
}

const sleep: Act = (run, tab, dice) => {
  tab.sleep()
  later(run, dice.between(500, 40_000), () => tab.wake(dice.chance(0.5)))
}

const offline: Act = (run, tab, dice) => {
  tab.setOnline(false)
  later(run, dice.between(100, 9_000), () => tab.setOnline(true))
}

const reload: Act = (run, tab, dice) => {
  if (run.tabs.length > 0) run.reload(tab, dice.chance(0.85) ? dice.between(60, 550) : dice.between(800, 3_000))
}

const close: Act = (run, tab, dice) => {
  if (dice.chance(0.3)) tab.crash()
  else if (dice.chance(0.3)) {
    tab.client.close()
    later(run, 30, () => tab.unload())
  } else tab.unload()
  run.forget(tab)
}

const open: Act = (run, _, dice) => {
  if (run.tabs.length < run.options.tabs + 2) run.open(dice.pick(run.browsers))
}

const jump: Act = (_, tab, dice) => tab.jump(dice.between(-3_600_000, 3_600_000))

const steal: Act = (run, tab) => run.steal(tab)

const crashServer: Act = (run, _, dice) => {
  const server = run.servers.length > 1 ? dice.pick(run.servers) : run.servers[0]
  if (!server?.isUp) return
  if (dice.chance(0.3)) server.stop()
  else server.kill(dice.chance(0.3))
  later(run, dice.chance(0.8) ? dice.between(100, 1_500) : dice.between(2_000, 12_000), () => server.start())
}

/** How often each happens, in parts of their sum. */
type Acts = readonly (readonly [act: Act, weight: number])[]

const ACTS: Acts = [
  [say, 30],
  [write, 18],
  [move, 30],
  [show, 12],
  [enter, 8],
  [look, 6],
  [cut, 4],
  [stall, 4],
  [halfOpen, 3],
  [stopReading, 2],
  [burst, 3],
  [flood, 0.4],
  [freeze, 2],
  [sleep, 2],
  [offline, 3],
  [reload, 5],
  [close, 3],
  [open, 4],
  [jump, 2],
  [steal, 1],
  [crashServer, 1.5],
]
const CLUSTER_ACTS: Acts = [...ACTS, ...NODE_ACTS]
const totalOf = (acts: Acts): number => acts.reduce((sum, [, weight]) => sum + weight, 0)
const [TOTAL, CLUSTER_TOTAL] = [totalOf(ACTS), totalOf(CLUSTER_ACTS)]

/** Does one thing. */
export function act(run: Run, dice: Dice): void {
  const isCluster = run.servers.length > 1
  let draw = dice.unit() * (isCluster ? CLUSTER_TOTAL : TOTAL)
  const chosen = (isCluster ? CLUSTER_ACTS : ACTS).find(([, weight]) => (draw -= weight) < 0)?.[0] ?? say
  const tab = run.tabs.length > 0 ? dice.pick(run.tabs) : run.open(dice.pick(run.browsers))
  chosen(run, tab, dice)
}

function pickRoom(tab: SimTab, dice: Dice): string | undefined {
  const rooms = [...tab.rooms.keys()]
  return rooms.length > 0 ? dice.pick(rooms) : undefined
}
