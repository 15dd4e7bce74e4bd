/** The simulator is only worth what it finds: each planted fault must show within two hundred seeds. */
import { expect, test } from 'vitest'
import { BUS_SABOTAGES, type BusSabotage } from './bus-saboteur.js'
import { SABOTAGES, type Sabotage } from './saboteur.js'
import { simulate } from './simulate.js'

const SEEDS = 200

async function isFound(sabotage: Sabotage | BusSabotage, nodes: number): Promise<boolean> {
  for (let seed = 1; seed <= SEEDS; seed++) if ((await simulate({ seed, nodes, sabotage })).problem) return true
  return false
}

for (const sabotage of SABOTAGES) {
  test(`the simulator notices when ${sabotage}`, async () => expect(await isFound(sabotage, 1)).toBe(true), 120_000)
}

for (const sabotage of BUS_SABOTAGES) {
  test(
    `the simulator notices among nodes when ${sabotage}`,
    async () => expect(await isFound(sabotage, 3)).toBe(true),
    120_000,
  )
}
