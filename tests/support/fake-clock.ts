/**
 * Virtual time: one queue of tasks for any number of machines, run one by one in an order that the dice decide.
 *
 * Owns order and time. Tasks that are due in the same millisecond run in a drawn order, as nobody may rely on another;
 * what was asked for with `soon` runs after all that has arrived in that millisecond, in the order it was asked.
 * After each task every promise that can settle has settled before the next one runs.
 */
import type { Cancel, Clock } from '@roomful/protocol'
import type { Dice } from './seeded-random.js'

interface Task {
  readonly atMs: number
  /** 0: due now; 1: at the end of this millisecond's turn. */
  readonly phase: number
  readonly tie: number
  readonly order: number
  run: (() => void) | undefined
}

/** Time itself. */
export interface World {
  readonly nowMs: number
  /** Tasks run so far: where a failure happened. */
  readonly steps: number
  /** Runs `task` in `delayMs`; the drawn order among tasks of one millisecond. */
  schedule(delayMs: number, task: () => void): Cancel
  /** Runs `task` when everything that is due in this millisecond has run. */
  soon(task: () => void): Cancel
  /** Lets this much time pass. */
  run(ms: number): Promise<void>
  /** Lets time pass until `isTrue`, at most this much; says whether it came true. */
  runUntil(isTrue: () => boolean, atMostMs: number): Promise<boolean>
  /** Called after every task, before the next. */
  onStep: (() => void) | undefined
}

export interface WorldOptions {
  /**
   * Whether nothing in this world waits for anything outside it. Then a step ends when no promise can go on, without a round of
   * the process's event loop, which would cost a simulation a third of its time. Default false.
   */
  readonly isClosed?: boolean
}

/** Gives every settled promise its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
/** The same: Node runs what was put off to the next tick when no promise can go on. */
const settleClosed = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

export function createWorld(dice: Dice, { isClosed = false }: WorldOptions = {}): World {
  const heap: Task[] = []
  let nowMs = 0
  let order = 0
  let steps = 0

  const add = (atMs: number, phase: number, tie: number, run: () => void): Cancel => {
    const task: Task = { atMs, phase, tie, order: order++, run }
    push(heap, task)
    return () => {
      task.run = undefined
    }
  }

  const world: World = {
    get nowMs() {
      return nowMs
    },
    get steps() {
      return steps
    },
    schedule: (delayMs, task) => add(nowMs + Math.max(0, Math.ceil(delayMs)), 0, dice.word(), task),
    soon: (task) => add(nowMs, 1, 0, task),
    run: (ms) => advance(nowMs + ms, undefined).then(() => undefined),
    runUntil: (isTrue, atMostMs) => advance(nowMs + atMostMs, isTrue),
    onStep: undefined,
  }

  const settled = isClosed ? settleClosed : settle

  async function advance(untilMs: number, isTrue: (() => boolean) | undefined): Promise<boolean> {
    await settled()
    for (;;) {
      if (isTrue?.()) return true
      const next = heap[0]
      if (!next || next.atMs > untilMs) break
      pop(heap)
      if (!next.run) continue
      nowMs = next.atMs
      steps++
      next.run()
      await settled()
      world.onStep?.()
    }
    nowMs = untilMs
    return isTrue?.() ?? false
  }
  return world
}

const isBefore = (a: Task, b: Task): boolean =>
  a.atMs !== b.atMs
    ? a.atMs < b.atMs
    : a.phase !== b.phase
      ? a.phase < b.phase
      : a.tie !== b.tie
        ? a.tie < b.tie
        : a.order < b.order

function push(heap: Task[], task: Task): void {
  let at = heap.push(task) - 1
  while (at > 0) {
    const parentAt = (at - 1) >> 1
    const parent = heap[parentAt]!
    if (!isBefore(task, parent)) break
    heap[at] = parent
    at = parentAt
  }
  heap[at] = task
}

function pop(heap: Task[]): void {
  const last = heap.pop()!
  if (heap.length === 0) return
  let at = 0
  for (;;) {
    let childAt = 2 * at + 1
    if (childAt >= heap.length) break
    if (childAt + 1 < heap.length && isBefore(heap[childAt + 1]!, heap[childAt]!)) childAt++
    if (!isBefore(heap[childAt]!, last)) break
    heap[at] = heap[childAt]!
    at = childAt
  }
  heap[at] = last
}

/** The clock of one machine. */
export interface MachineClock extends Clock {
  /** The machine stops: what falls due waits. */
  freeze(): void
  /** The machine goes on: what fell due runs now. `isMonotonicKept`: whether its monotonic clock went on meanwhile. */
  thaw(isMonotonicKept?: boolean): void
  /** Somebody sets the wall clock. */
  jump(ms: number): void
  /** The process is gone: nothing of it runs any more. */
  stop(): void
}

/** The clock of a machine that was started now. `wallMs` is what its wall clock shows. */
export function createMachineClock(world: World, wallMs = 1_800_000_000_000): MachineClock {
  const startedMs = world.nowMs
  let wallOffsetMs = wallMs - startedMs
  let lostMs = 0
  let frozenAtMs: number | undefined
  let isStopped = false
  let held: (() => void)[] = []

  const guard = (task: () => void) => (): void => {
    if (isStopped) return
    if (frozenAtMs === undefined) task()
    else held.push(task)
  }
  return {
    now: () => Math.round(world.nowMs + wallOffsetMs),
    monotonic: () => world.nowMs - startedMs - lostMs,
    after(ms, task) {
      let isCancelled = false
      const cancel = world.schedule(
        ms,
        guard(() => {
          if (!isCancelled) task()
        }),
      )
      return () => {
        isCancelled = true
        cancel()
      }
    },
    every(ms, task) {
      let isCancelled = false
      let cancel: Cancel = () => {}
      const next = (): void => {
        cancel = world.schedule(
          ms,
          guard(() => {
            if (isCancelled) return
            next()
            task()
          }),
        )
      }
      next()
      return () => {
        isCancelled = true
        cancel()
      }
    },
    soon: (task) => void world.soon(guard(task)),
    freeze() {
      frozenAtMs ??= world.nowMs
    },
    thaw(isMonotonicKept = true) {
      if (frozenAtMs === undefined) return
      if (!isMonotonicKept) lostMs += world.nowMs - frozenAtMs
      frozenAtMs = undefined
      const tasks = held
      held = []
      for (const task of tasks) world.soon(guard(task))
    },
    jump(ms) {
      wallOffsetMs += ms
    },
    stop() {
      isStopped = true
      held = []
    },
  }
}
