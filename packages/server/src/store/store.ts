/** Where a server keeps what must outlive it. One contract suite (`testing.ts`) holds for everything that implements it. */

/** Keeps things for good. Rejects `STORE_UNAVAILABLE` when it cannot. */
export interface Store {
  /**
   * The value kept under this name; when there is none, what `make` returns is kept and returned.
   *
   * [D1] Resolves once the value is on the disk. Whoever asks for the same name, also at the same time and from another
   * process, gets the same value. `make` may be called in vain.
   */
  setting(name: string, make: () => string): Promise<string>
  /** Resolves when everything is written and let go. Closing twice does nothing. */
  close(): Promise<void>
}
