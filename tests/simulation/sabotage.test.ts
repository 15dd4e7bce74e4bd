/** The simulator is only worth what it finds: each planted fault must show within two hundred seeds. */
import { expect, test } from 'vitest'
import { SABOTAGES } from './saboteur.js'
import { simulate } from './simulate.js'

const SEEDS = 200

for (const sabotage of SABOTAGES) {
  test(`the simulator notices when ${sabotage}`, async () => {
    let problem: string | undefined
    for (let seed = 1; seed <= SEEDS && problem === undefined; seed++)
      problem = (await simulate({ seed, sabotage })).problem
    expect(problem).toBeDefined()
  }, 120_000)
}
