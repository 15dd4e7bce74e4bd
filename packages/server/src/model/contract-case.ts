/** One promise of an interface, as a test any runner can run. */
export interface ContractCase {
  readonly title: string
  /** Rejects when the promise is broken. */
  run(): Promise<void>
}
