/**
 * Joins Roomful to an HTTP server that belongs to somebody else: takes the requests and upgrades under its own path and
 * leaves every other one to the host, whichever listeners it has or will have.
 *
 * This is done where the server emits its events, because a listener cannot keep an event from the others, and the host's
 * framework would answer 404 on the same response. Works alike for bare http, https, and everything built on them.
 */
import { ServerResponse } from 'node:http'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import { RoomfulError } from '@roomful/protocol'
import type { AddressBook } from './address.js'
import type { Fetch } from './app.js'
import { answer, pathOf } from './bridge.js'
import { refuseUpgrade } from './refusal.js'
import type { SocketDoor } from './websocket.js'

/** An HTTP server of Node. */
export type NodeServer = HttpServer | HttpsServer

export interface AttachParts {
  /** Without a slash at the end; empty for the root. */
  readonly path: string
  readonly fetch: Fetch
  readonly door: SocketDoor
  readonly addresses: AddressBook
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/** Everything that is attached to one server, in one place, so that several can be and leave in any order. */
interface Junction {
  readonly attached: Set<AttachParts>
  remove(): void
}

const junctions = new WeakMap<NodeServer, Junction>()

/** Attaches to the server. Returns the undo; after the last one the server is as before. */
export function attachTo(server: NodeServer, parts: AttachParts): () => void {
  const junction = junctions.get(server) ?? createJunction(server)
  // A copy, so that the same parts attached twice are undone one by one.
  const entry = { ...parts }
  junctions.set(server, junction)
  junction.attached.add(entry)
  return () => {
    if (!junction.attached.delete(entry) || junction.attached.size > 0) return
    junctions.delete(server)
    junction.remove()
  }
}

function createJunction(server: NodeServer): Junction {
  const target = server as { emit: Emit }
  const hasOwnEmit = Object.hasOwn(server, 'emit')
  const before = target.emit
  const attached = new Set<AttachParts>()

  const emit: Emit = (event, ...args) => {
    if (event === 'request') {
      const [request, response] = args as [IncomingMessage, ServerResponse]
      const owner = ownerOf(attached, request.url)
      if (owner) {
        const { addresses } = owner
        void answer(owner.fetch, request, response, {
          served: addresses.originOf(request),
          from: addresses.keyOf(request),
        })
        return true
      }
    }
    if (event === 'upgrade') {
      const [request, socket, head] = args as [IncomingMessage, Duplex, Buffer]
      const owner = ownerOf(attached, request.url)
      if (owner) return upgrade(owner, request, socket, head)
      if (server.listenerCount('upgrade') === 1 && attached.size > 0) return ignoreUpgrade(target, request, socket)
    }
    return before.call(server, event, ...args)
  }

  target.emit = emit
  server.on('upgrade', placeholder)
  return {
    attached,
    remove() {
      server.off('upgrade', placeholder)
      // Somebody who came after us may have wrapped our function: then it stays, and only passes on.
      if (target.emit !== emit) return
      if (hasOwnEmit) target.emit = before
      else Reflect.deleteProperty(target, 'emit')
    },
  }
}

/** Node looks for an upgrade listener before it emits one, so there has to be one even if the host has none. */
function placeholder(): void {}

function ownerOf(attached: ReadonlySet<AttachParts>, url: string | undefined): AttachParts | undefined {
  for (const parts of attached) if (isOurs(parts.path, url)) return parts
  return undefined
}

function isOurs(path: string, url: string | undefined): boolean {
  const own = pathOf(url)
  return own.startsWith(path) && ['/', '?', undefined].includes(own[path.length])
}

function upgrade(parts: AttachParts, request: IncomingMessage, socket: Duplex, head: Buffer): true {
  const [path] = pathOf(request.url).split('?')
  if (path === `${parts.path}/v1/socket`) parts.door(request, socket, head)
  else refuseUpgrade(socket, new RoomfulError('NOT_FOUND'))
  return true
}

/**
 * A wish to upgrade that nobody wants to grant. Node without listeners ignores the wish and lets the application answer
 * (`curl --http2` depends on it), so the same is done here, on a response made by hand.
 */
function ignoreUpgrade(target: { emit: Emit }, request: IncomingMessage, socket: Duplex): boolean {
  socket.on('error', () => socket.destroy())
  // The body of such a request is already cut off from its reader.
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuseUpgrade(socket, new RoomfulError('METHOD_REFUSED'))
    return true
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
  response.once('finish', () => socket.end())
  return target.emit('request', request, response)
}
