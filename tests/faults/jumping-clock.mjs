/**
 * Loaded into a server before it starts: each SIGUSR2 puts its wall clock wrong by ROOMFUL_TEST_JUMP_MS, and right again with
 * the next. What must never jump (`performance.now`, timers) does not, as on a machine whose clock somebody sets.
 */
const RealDate = Date
const realNow = Date.now
let offsetMs = 0
let jumps = 0

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(realNow() + offsetMs)
    else super(...given)
  }
  static now() {
    return realNow() + offsetMs
  }
}

process.on('SIGUSR2', () => {
  offsetMs = offsetMs === 0 ? Number(process.env.ROOMFUL_TEST_JUMP_MS) : 0
  console.log(`jump ${++jumps}`)
})
