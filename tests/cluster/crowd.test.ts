/** Section U of the SPEC over several nodes: everybody is told the same sample, wherever they and the others are connected. */
import { expect, test } from 'vitest'
import { enter, idsOf, settled, type CrowdReader } from '../support/crowd-reader.js'
import { createTestCluster, type TestCluster } from '../support/test-cluster.js'

/** Members in turn on all nodes, and one viewer on each. */
async function fill(cluster: TestCluster, count: number): Promise<{ members: CrowdReader[]; viewers: CrowdReader[] }> {
  const members: CrowdReader[] = []
  const viewers: CrowdReader[] = []
  for (let i = 0; i < count; i++) {
    members.push(await enter(cluster.nodes[i % cluster.nodes.length]!, { show: true }))
  }
  for (const node of cluster.nodes) viewers.push(await enter(node, undefined))
  await settled(cluster)
  return { members, viewers }
}

test('[U1,U3,U7] a crowd of several nodes is one crowd: the same size and the same sample on each', async () => {
  const cluster = await createTestCluster({ nodes: 3 })
  const { members, viewers } = await fill(cluster, 240)
  for (const viewer of viewers) {
    expect(viewer.ids).toEqual(idsOf(members).slice(0, 100))
    expect(viewer.crowd).toMatchObject({ shown: 240 })
  }
  for (const each of members.slice(0, 70)) each.page.close()
  await settled(cluster)
  for (const viewer of viewers) {
    expect(viewer.crowd).toMatchObject({ shown: 170, over: true })
    expect(viewer.ids).toEqual(idsOf(members.slice(70)))
  }
})

test('[U5,U6,U7,U8] sections, follows and warmth reach over nodes, and who is painted elsewhere is told so', async () => {
  const cluster = await createTestCluster({ nodes: 2 })
  const { members, viewers } = await fill(cluster, 240)
  const ids = idsOf(members)
  const outside = members.filter(({ id }) => ids.indexOf(id) >= 100)
  const [here, there] = [
    outside.find((each) => members.indexOf(each) % 2 === 0)!,
    outside.find((each) => members.indexOf(each) % 2 === 1)!,
  ]
  const star = outside.find((each) => each !== here && each !== there && members.indexOf(each) % 2 === 1)!
  for (const each of [here, there]) each.send({ t: 'want', section: 7 })
  viewers[0]!.send({ t: 'want', follow: [star.id] })
  await settled(cluster)
  for (const each of members) each.point(5)
  there.point(4_711)
  star.point(4_712)
  await settled(cluster)
  expect(here.ids).toContain(there.id)
  expect(here.seen).toEqual([4_711])
  there.take()
  expect(there.isPainted).toBe(true)
  expect(viewers[0]!.ids).toEqual(ids.filter((id, i) => i < 100 || id === star.id))
  expect(viewers[0]!.seen).toContain(4_712)
  // What two people point at outside every sample is warm on both nodes.
  for (const viewer of viewers) {
    expect(viewer.crowd?.warmth).toEqual([
      [5, 238],
      [4_711, 1],
      [4_712, 1],
    ])
  }
})

test('[U4,U5] somebody who reads on elsewhere is told to those who read there, though nothing else has changed', async () => {
  const cluster = await createTestCluster({ nodes: 2 })
  const { members } = await fill(cluster, 240)
  const ids = idsOf(members)
  const outside = members.filter(({ id }) => ids.indexOf(id) >= 100)
  const here = outside.find((each) => members.indexOf(each) % 2 === 0)!
  const there = outside.find((each) => members.indexOf(each) % 2 === 1)!
  here.send({ t: 'want', section: 7 })
  await settled(cluster)
  there.send({ t: 'want', section: 7 })
  await settled(cluster)
  expect(here.ids).toContain(there.id)
  there.send({ t: 'want', section: 8 })
  await settled(cluster)
  expect(here.ids).not.toContain(there.id)
})

test('[U8,C3] where somebody pointed who was painted nowhere is known on all nodes when the crowd ends', async () => {
  const cluster = await createTestCluster({ nodes: 2 })
  const { members, viewers } = await fill(cluster, 202)
  const ids = idsOf(members)
  const last = members.find(({ id }) => id === ids[150])!
  last.point(1)
  await settled(cluster)
  last.point(2)
  await cluster.run(100)
  // Less than a second after the last word about it.
  last.point(3)
  for (const each of members.filter((one) => one !== last).slice(0, 30)) each.page.close()
  await settled(cluster)
  for (const viewer of viewers) {
    expect(viewer.crowd?.over).toBe(true)
    expect(viewer.seen).toEqual([3])
  }
})
