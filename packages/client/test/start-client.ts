/** A client in scripted surroundings. */
import { connect, type Client, type ConnectOptions } from '../src/index.js'
import { createScripted, type Scripted, type ScriptedOptions } from './scripted.js'

export function startClient(options: ScriptedOptions & ConnectOptions = {}): { world: Scripted; client: Client } {
  const { token, format, ...scripted } = options
  const world = createScripted(scripted)
  const client = connect(undefined, { env: world.env, ...(token ? { token } : {}), ...(format ? { format } : {}) })
  return { world, client }
}
