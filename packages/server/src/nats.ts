/** `roomful/nats`: a bus between the nodes of a site over NATS, for those who need more than its address. */
export { natsBus } from './bus/nats.js'
export type { NatsBusOptions, NatsTls } from './bus/nats.js'
export type { Bus } from './bus/bus.js'
