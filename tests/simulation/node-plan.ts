/** What happens to the nodes of a cluster and to the way between them, besides what `plan.ts` does to everybody. */
import type { Dice } from '../support/seeded-random.js'
import type { Run } from './simulate.js'
import type { SimServer } from './server.js'
import type { SimTab } from './tab.js'

type Act = (run: Run, tab: SimTab, dice: Dice) => void

const later = (run: Run, ms: number, task: () => void): void => void run.world.schedule(ms, task)

/** [F17] The node hears the broker, or the broker the node, or neither. Sometimes too short for anybody to notice. */
const partition: Act = (run, _, dice) => {
  const { bus } = dice.pick(run.servers)
  if (!bus) return
  bus.stall(dice.pick(['both', 'in', 'out']))
  later(run, dice.chance(0.4) ? dice.between(50, 3_000) : dice.between(3_000, 20_000), () => bus.mend())
}

/** [F12] */
const killBroker: Act = (run, _, dice) => {
  if (!run.broker?.isUp) return
  run.broker.die()
  later(run, dice.chance(0.7) ? dice.between(100, 4_000) : dice.between(4_000, 30_000), () => run.broker?.rise())
}

const dropConnection: Act = (run, _, dice) => dice.pick(run.servers).bus?.drop()

/** [F7] */
const loseFrames: Act = (run, _, dice) => {
  run.broker?.lose(dice.pick([0.05, 0.05, 0.15, 0.4]))
  later(run, dice.between(500, 8_000), () => run.broker?.lose(0))
}

/** Most are short enough that nobody need notice: longer than a lease, shorter than the patience of whoever is connected. */
function pauseMs(dice: Dice): number {
  if (dice.chance(0.3)) return dice.between(20, 4_000)
  return dice.chance(0.7) ? dice.between(4_000, 9_500) : dice.between(9_500, 40_000)
}

/** [F8] SIGSTOP, SIGCONT. */
const pause: Act = (run, _, dice) => {
  const server = dice.pick(run.servers)
  if (!server.isUp || server.isPaused) return
  const { incarnation } = server
  server.pause()
  later(run, pauseMs(dice), () => {
    if (server.incarnation === incarnation) server.resume()
  })
}

/** [F18] One after the other, as a deploy does it. */
const rollingRestart: Act = (run, _, dice) => {
  const gapMs = dice.between(500, 6_000)
  const restart = (index: number): void => {
    const server: SimServer | undefined = run.servers[index]
    if (!server || run.isHealed) return
    server.stop()
    const again = (): void => {
      if (server.isUp && !server.isReady && !server.isPaused) return later(run, 200, again)
      server.start()
      later(run, gapMs, () => restart(index + 1))
    }
    again()
  }
  restart(0)
}

/** [F14] */
const jumpNode: Act = (run, _, dice) => dice.pick(run.servers).jump(dice.between(-3_600_000, 3_600_000))

/** How often each happens, in the same parts as those of `plan.ts`. */
export const NODE_ACTS: readonly (readonly [act: Act, weight: number])[] = [
  [partition, 2],
  [killBroker, 0.8],
  [dropConnection, 1.2],
  [loseFrames, 1.5],
  [pause, 1.5],
  [rollingRestart, 0.4],
  [jumpNode, 0.6],
]
