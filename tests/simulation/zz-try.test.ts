import { test } from 'vitest'
import { simulate } from '/work/main/tests/simulation/simulate.js'
test('try', async () => {
  const from = Number(process.env.FROM ?? 1),
    to = Number(process.env.TO ?? 20)
  const t0 = performance.now()
  let bad = 0,
    steps = 0
  for (let seed = from; seed <= to; seed++) {
    const v = await simulate({
      seed,
      ...(process.env.TRACE ? { onTrace: (l: string) => console.error(l) } : {}),
      ...(process.env.SAB ? { sabotage: process.env.SAB as never } : {}),
    })
    steps += v.steps
    if (v.problem) {
      bad++
      console.log(v.problem.slice(0, 600))
    }
  }
  console.log(`${bad} bad of ${to - from + 1}, ${steps} steps, ${Math.round(performance.now() - t0)} ms`)
}, 600_000)
