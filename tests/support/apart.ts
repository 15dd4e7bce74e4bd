/** Lets the cases of the bus contract run beside each other on one broker: each place is a site of its own. */
import { randomUUID } from 'node:crypto'
import type { Bus } from '../../packages/server/src/bus/bus.js'
import type { BusHarness } from '../../packages/server/src/bus/contract.js'
import { sealedBus } from '../../packages/server/src/bus/sealed.js'
import { systemClock } from '../../packages/server/src/platform/clock.js'

export function apart(harness: BusHarness): BusHarness {
  return {
    async nodes(count) {
      const place = await harness.nodes(count)
      const secret = randomUUID()
      const nodes = place.nodes.map((bus) => sealedBus(bus, { secret, clock: systemClock, log: () => undefined }))
      const behind = (node: Bus): Bus => place.nodes[nodes.indexOf(node)]!
      return { ...place, nodes, cut: (node) => place.cut(behind(node)), heal: (node) => place.heal(behind(node)) }
    },
  }
}
