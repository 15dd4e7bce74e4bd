/** Section N of the SPEC against a hub under a fake clock: three counters, true and timely. */
import { expect, test } from 'vitest'
import { tokenOf } from '../support/test-gate.js'
import { createTestHub, type TestPage } from '../support/test-hub.js'

test('[N1] connections, people and active count what they say', async () => {
  const kit = createTestHub()
  const ada = tokenOf({ id: 'ada', name: 'Ada' })
  const first = await kit.enter({ token: ada, rooms: [{ room: '/a' }] })
  const second = await kit.enter({ token: ada, state: 'away', rooms: [{ room: '/a' }] })
  await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.enter({ rooms: [{ room: '/a' }], state: 'idle' })
  await kit.enter({ rooms: [{ room: '/a', watch: true }] })
  expect(kit.hub.counts('/a')).toEqual({ connections: 4, people: 3, active: 2 })
  first.close()
  await kit.run(100)
  expect(kit.hub.counts('/a')).toEqual({ connections: 3, people: 3, active: 1 })
  second.close()
  await kit.run(100)
  expect(kit.hub.counts('/a')).toEqual({ connections: 2, people: 2, active: 1 })
  expect(kit.hub.counts('/nobody')).toEqual({ connections: 0, people: 0, active: 0 })
})

test('[N1] a guest with the same guest token in a second tab is one person; without one, two', async () => {
  const kit = createTestHub()
  const first = await kit.enter({ rooms: [{ room: '/a' }] })
  const { guest } = first.last('welcome')
  await kit.enter({ guest, rooms: [{ room: '/a' }] })
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 2, people: 1 })
  await kit.enter({ rooms: [{ room: '/a' }] })
  expect(kit.hub.counts('/a')).toMatchObject({ connections: 3, people: 2 })
})

test('[N2] counts are exact within a second of the last change, and sent at most every 100 ms', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const kit = createTestHub({ seed })
    const observer = await kit.enter({ rooms: [{ room: '/a' }] })
    const watcher = await kit.enter({ rooms: [{ room: '/a', watch: true }] })
    const tabs: TestPage[] = []
    for (let i = 0; i < 60; i++) {
      if (tabs.length > 0 && kit.dice.chance(0.4)) tabs.splice(kit.dice.below(tabs.length), 1)[0]?.close()
      else tabs.push(await kit.enter({ rooms: [{ room: '/a' }], state: kit.dice.pick(['here', 'idle', 'away']) }))
      await kit.run(kit.dice.below(40))
    }
    await kit.run(1_000)
    for (const page of [observer, watcher]) {
      expect(page.last('counts')).toMatchObject(kit.hub.counts('/a'))
      expect(page.last('counts')).toMatchObject({ connections: tabs.length + 1 })
      const times = page.arrivals.filter(({ message }) => message.t === 'counts').map(({ atMs }) => atMs)
      for (const [i, atMs] of times.entries()) if (i > 0) expect(atMs - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(100)
    }
  }
})

test('[N2] nothing is sent while nothing changes', async () => {
  const kit = createTestHub()
  const page = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(1_000)
  page.clear()
  page.send({ t: 'state', state: 'here' })
  page.send({ t: 'me', n: 1, show: false })
  await kit.run(4_000)
  expect(page.all('counts')).toEqual([])
  expect(page.all('members')).toEqual([])
})

test('[N2] who joins while the counts change is told of the change back as well', async () => {
  const kit = createTestHub()
  const first = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(2_000)
  const second = await kit.enter({ rooms: [{ room: '/a' }] })
  await kit.run(50)
  const third = await kit.enter({ rooms: [{ room: '/a' }] })
  expect(third.last('joined').counts.connections).toBe(3)
  // Gone before anybody was told that there were three.
  second.close()
  await kit.run(1_000)
  for (const page of [first, third]) expect(page.last('counts')).toMatchObject({ connections: 2 })
})
