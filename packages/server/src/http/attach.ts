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

/** Attaches to the server. Returns the undo, after which the server is as before. */
export function attachTo(server: NodeServer, parts: AttachParts): () => void {
  const target = server as { emit: Emit }
  const hasOwnEmit = Object.hasOwn(server, 'emit')
  const before = target.emit
  let isAttached = true

  const emit: Emit = function (this: unknown, event, ...args) {
    if (isAttached && event === 'request') {
      const [request, response] = args as [IncomingMessage, ServerResponse]
      if (isOurs(parts.path, request.url)) {
        void answer(parts.fetch, request, response, parts.addresses.originOf(request))
        return true
      }
    }
    if (isAttached && event === 'upgrade') {
      const [request, socket, head] = args as [IncomingMessage, Duplex, Buffer]
      if (isOurs(parts.path, request.url)) return upgrade(parts, request, socket, head)
      if (server.listeners('upgrade').every((each) => each === placeholder))
        return ignoreUpgrade(target, request, socket)
    }
    return before.call(server, event, ...args)
  }

  target.emit = emit
  server.on('upgrade', placeholder)
  return () => {
    if (!isAttached) return
    isAttached = false
    server.off('upgrade', placeholder)
    // Somebody who came after us may have wrapped our function: then it stays, and only passes on.
    if (target.emit !== emit) return
    if (hasOwnEmit) target.emit = before
    else Reflect.deleteProperty(target, 'emit')
  }
}

/** Node looks for an upgrade listener before it emits one, so there has to be one even if the host has none. */
function placeholder(): void {}

function isOurs(path: string, url: string | undefined): boolean {
  const own = pathOf(url)
  return own.startsWith(path) && ['/', '?', undefined].includes(own[path.length])
}

function upgrade(parts: AttachParts, request: IncomingMessage, socket: Duplex, head: Buffer): true {
  const [path] = pathOf(request.url).split('?')
  if (path === `${parts.path}/v1/socket`) parts.door(request, socket, head)
  else refuseUpgrade(socket, 'NOT_FOUND')
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
    refuseUpgrade(socket, 'METHOD_REFUSED')
    return true
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0])
  response.once('finish', () => socket.end())
  return target.emit('request', request, response)
}
