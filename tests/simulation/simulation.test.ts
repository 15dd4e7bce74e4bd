/**
 * A thousand runs in which everything goes wrong, from a thousand seeds; and every seed that ever showed a fault.
 *
 * A failed seed can be run alone: `SEED=123 npx vitest run tests/simulation`; with `TRACE=1` it prints what crossed the wires.
 */
import { expect, test } from 'vitest'
import keptSeeds from './seeds.json' with { type: 'json' }
import { simulate } from './simulate.js'

const SEEDS = 1_000
const PER_TEST = 50
const RULES =
  'N1,N2,P2,P3,P4,P5,P6,P9,P10,H5,R4,R5,R7,E2,E3,E5,C3,C4,C5,Q2,B2,B3,K2,K4,G2,G3,G4,G5,G6,W3,M1,D1,D2,D3,D4,D5,D8,D9,S33'

const only = process.env['SEED']
const onTrace = process.env['TRACE'] ? (line: string) => console.log(line) : undefined

async function problemsOf(seeds: readonly number[]): Promise<string[]> {
  const problems: string[] = []
  for (const seed of seeds) {
    const { problem } = await simulate({ seed, ...(onTrace ? { onTrace } : {}) })
    if (problem) problems.push(problem)
  }
  return problems
}

if (only !== undefined) {
  test(`seed ${only}`, async () => expect(await problemsOf([Number(only)])).toEqual([]), 60_000)
} else {
  for (let first = 1; first <= SEEDS; first += PER_TEST) {
    test(`[${RULES}] seeds ${first} to ${first + PER_TEST - 1}`, async () => {
      // None of the kept ones: they may be beyond the first thousand.
      const seeds = Array.from({ length: PER_TEST }, (_, i) => first + i)
      expect(await problemsOf(seeds)).toEqual([])
    }, 120_000)
  }

  test(`[${RULES}] every seed that ever showed a fault`, async () => {
    expect(await problemsOf(keptSeeds.filter((seed) => seed > SEEDS))).toEqual([])
  }, 120_000)

  test('one seed is one run: the same frames in the same order, twice', async () => {
    for (const seed of [3, 50, 100]) {
      const [first, second] = [await simulate({ seed }), await simulate({ seed })]
      expect(second).toEqual(first)
    }
    expect((await simulate({ seed: 3 })).trace).not.toBe((await simulate({ seed: 4 })).trace)
  }, 60_000)
}
