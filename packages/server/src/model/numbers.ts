/** The smallest free numbers, so that refs and room numbers stay short on the wire. Starts at 1; 0 means the server. */
export class Numbers {
  #next = 1
  /** Given back, smallest last. Kept sorted because a small number saves a byte in every frame that carries it. */
  #free: number[] = []

  take(): number {
    return this.#free.pop() ?? this.#next++
  }

  giveBack(value: number): void {
    let low = 0
    let high = this.#free.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#free[middle] ?? 0) > value) low = middle + 1
      else high = middle
    }
    this.#free.splice(low, 0, value)
  }
}
