/** Every seed that ever showed a fault; and that a seed is a run. */
import { expect, test } from 'vitest'
import { problemsOf } from './seed-runs.js'
import keptSeeds from './seeds.json' with { type: 'json' }
import { simulate, type SimulationOptions } from './simulate.js'

const RULES =
  'N1,N2,P2,P3,P4,P5,P6,P9,P10,H5,R4,R5,R7,E2,E3,E5,C3,C4,C5,Q2,B2,B3,K2,K4,G2,G3,G4,G5,G6,W3,M1,D1,D2,D3,D4,D5,D8,D9,S33'

const only = process.env['SEED']
const nodes = process.env['NODES']

if (only === undefined) {
  for (const [name, seeds] of Object.entries(keptSeeds)) {
    const count = Number(name)
    test(`[${RULES}] every seed that ever showed a fault of ${count === 1 ? 'one server' : `${count} servers`}`, async () => {
      expect(await problemsOf(seeds.map((seed) => ({ seed, nodes: count })))).toEqual([])
    }, 120_000)
  }

  test('one seed is one run: the same frames in the same order, twice', async () => {
    for (const options of [{ seed: 3 }, { seed: 4 }, { seed: 50, nodes: 2 }]) {
      const [first, second] = [await simulate(options), await simulate(options)]
      expect(second).toEqual(first)
    }
    expect((await simulate({ seed: 3 })).trace).not.toBe((await simulate({ seed: 5 })).trace)
  }, 60_000)
} else {
  test(`seed ${only}`, async () => {
    const options: SimulationOptions = {
      seed: Number(only),
      ...(nodes === undefined ? {} : { nodes: Number(nodes) }),
      ...(process.env['TRACE'] ? { onTrace: (line: string) => console.log(line) } : {}),
    }
    expect((await simulate(options)).problem).toBeUndefined()
  }, 60_000)
}
