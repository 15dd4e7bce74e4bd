/** Config of a node whose bus loses this share of what it publishes, and says so to nobody. */
import { redisBus } from '../../packages/server/dist/bus/redis.js'

const share = Number(process.env.ROOMFUL_TEST_LOSS)
const bus = await redisBus(process.env.ROOMFUL_TEST_BROKER)
let lost = 0

export default {
  bus: {
    ...bus,
    async publish(topic, frame) {
      if (Math.random() >= share) return bus.publish(topic, frame)
      lost += 1
      if (lost % 20 === 1) console.log(`lost ${lost}`)
    },
  },
}
