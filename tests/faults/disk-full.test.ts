/** A whole server whose disk fills up, and is freed again. [F3] */
import { join } from 'node:path'
import { sqliteStore } from 'roomful'
import { expect, onTestFinished } from 'vitest'
import { expectDurable, keptIn, POURED } from '../support/durable.js'
import { createScribe } from '../support/scribe.js'
import { startProcess } from '../support/server-process.js'
import { smallDisk, smallDiskTest } from '../support/small-disk.js'
import { until } from '../support/until.js'

const ROOM = '/blog/7'
const PEOPLE = 10

smallDiskTest(
  '[D1,D2,W4] a full disk: everybody is told, nothing is lost, reading goes on, and so does writing when there is space',
  async () => {
    const disk = smallDisk(24)
    const file = join(disk.folder, 'a.db')
    const server = await startProcess({ config: { database: `sqlite:${file}`, ...POURED } })
    const scribes = Array.from({ length: PEOPLE }, (_, who) =>
      createScribe({ url: server.url, room: ROOM, name: `p${who}` }),
    )
    onTestFinished(async () => void (await Promise.all(scribes.map((scribe) => scribe.close()))))
    await until(() => scribes.every(({ position }) => position !== undefined), 'all read along')
    let isOver = false
    const writing = scribes.map(async (scribe, who) => {
      for (let index = 0; !isOver; index++)
        await scribe.write(`p${who}-${index}`, `Comment ${index} of p${who}. ${'Many words. '.repeat(100)}End.`)
    })
    const written = (): number => scribes.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)
    await until(() => written() > 100, 'they write')

    for (const [round, freeBytes] of [300_000, 0, 70_000].entries()) {
      for (const { codes } of scribes) (codes as Map<string, number>).clear()
      disk.fill(freeBytes)
      await until(() => scribes.every(({ codes }) => codes.has('STORE_FULL')), 'all have been told', 15_000)
      const fullMs = performance.now()
      const known = written()
      for (let turn = 0; turn < 5; turn++) {
        const answer = await fetch(
          `${server.url}/roomful/v1/rooms/${encodeURIComponent(ROOM)}/read?what=comments&limit=5`,
        )
        expect(answer.status, await answer.clone().text()).toBe(200)
        expect(((await answer.json()) as { total: number }).total).toBeGreaterThanOrEqual(known)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      for (const { codes } of scribes) expect([...codes.keys()]).toEqual(['STORE_FULL'])
      disk.free()
      const freeMs = performance.now()
      const marks = scribes.map(({ acknowledged }) => acknowledged.size)
      await until(
        () => scribes.every(({ acknowledged }, who) => acknowledged.size > (marks[who] ?? 0)),
        'all write again',
        5_000,
      )
      const resumedMs = performance.now() - freeMs
      console.info(
        `disk full ${round + 1} (${freeBytes} bytes left): told all, reads went on for ${(freeMs - fullMs).toFixed(0)} ms, ` +
          `all write again ${resumedMs.toFixed(0)} ms after there was space`,
      )
    }
    isOver = true
    await Promise.all(writing)
    expect(server.output()).not.toContain('internal-error')
    await server.kill('SIGKILL')
    const store = await sqliteStore(file)
    onTestFinished(() => store.close())
    const room = await keptIn(store, ROOM)
    expectDurable(room, scribes)
    expect(room.texts.size).toBe(written())
  },
  90_000,
)
