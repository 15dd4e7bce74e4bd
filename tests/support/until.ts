/** Waits for something to become true that has no event to wait for. For tests over real sockets; fake clocks need none of it. */
export async function until(isTrue: () => boolean, what: string, atMostMs = 10_000): Promise<void> {
  const startedAt = performance.now()
  while (!isTrue()) {
    if (performance.now() - startedAt > atMostMs) throw new Error(`after ${atMostMs} ms still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
