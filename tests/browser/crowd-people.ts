/** Very many people at once: plain sockets to the real server, each a guest who chose to be seen and points somewhere. */
import { anchorHash, packBox } from '@roomful/protocol'
import { openSocket, type LiveSocket, type Message } from '../support/live-server.js'

export interface Person {
  readonly name: string
  /** Id of the element they point at. */
  readonly at: string
  /** Id of the heading they read under. */
  readonly section?: string
}

export interface Visitor extends Person {
  readonly id: string
  pointAt(id: string): void
  leave(): Promise<void>
}

/** [C2] */
const nameOf = (id: string): number => anchorHash(`#${id}`)

/** As many as a server takes at once from one address without a pause. */
const AT_ONCE = 40

/** Lets people into a room, in their order. */
export async function letIn(origin: string, room: string, people: readonly Person[]): Promise<readonly Visitor[]> {
  const visitors: Visitor[] = []
  for (let from = 0; from < people.length; from += AT_ONCE)
    visitors.push(
      ...(await Promise.all(people.slice(from, from + AT_ONCE).map((person) => enter(origin, room, person)))),
    )
  return visitors
}

async function enter(origin: string, room: string, person: Person): Promise<Visitor> {
  const socket: LiveSocket = await openSocket(`${origin.replace('http', 'ws')}/roomful/v1/socket`)
  const { name, at, section } = person
  socket.send({ t: 'hello', v: 1, format: 'json', rooms: [{ room, cursors: false, me: { show: true, name } }] })
  const { id } = await answerOf(socket, 'welcome')
  const { n } = await answerOf(socket, 'joined')
  const pointAt = (place: string): void =>
    socket.send({ t: 'cursor', n, mode: 1, anchor: nameOf(place), place: packBox({ x: 0.5, y: 0.5 }) })
  if (section !== undefined) socket.send({ t: 'want', n, section: nameOf(section) })
  pointAt(at)
  return { ...person, id: String(id), pointAt, leave: () => socket.close() }
}

/** The first message of a type; a connection that ends instead is an error with its code. */
function answerOf(socket: LiveSocket, type: string): Promise<Message> {
  const ended = socket.closed.then(({ code, reason }) => {
    throw new Error(`Closed with ${String(code)} ${reason} before ${type}`)
  })
  return Promise.race([socket.until(({ t }) => t === type), ended])
}
