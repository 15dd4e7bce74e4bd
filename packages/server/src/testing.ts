/**
 * Contract suites for everybody who writes a store or a bus of their own: the same ones that hold for ours.
 *
 * Runner-agnostic: each suite is a list of titled cases that reject when a promise of the interface is broken.
 *
 * ```ts
 * for (const { title, run } of storeContract(harness)) test(title, run)
 * ```
 */
export { busContract } from './bus/contract.js'
export type { BusHarness, BusNodes } from './bus/contract.js'
export { storeContract } from './store/contract/contract.js'
export type { StoreHarness } from './store/contract/contract.js'
export type { ContractCase } from './model/contract-case.js'
