/** `roomful/redis`: a bus between the nodes of a site over Redis or Valkey, for those who need more than its address. */
export { redisBus } from './bus/redis.js'
export type { RedisBusOptions } from './bus/redis.js'
export type { HostPort } from './bus/redis-slots.js'
export type { Bus } from './bus/bus.js'
