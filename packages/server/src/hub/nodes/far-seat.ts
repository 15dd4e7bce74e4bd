/** A connection to another node, as this node's room knows it: nothing can be sent to it, but its person and cursor are here. */
import type { ActivityState, CursorMode } from '@roomful/protocol'
import type { Identity } from '../../model/identity.js'
import type { RosterSeat } from '../../model/roster.js'
import type { Pointer } from '../cursor-ticks.js'

export class FarSeat implements RosterSeat, Pointer {
  readonly isFar = true
  readonly isLoose = false
  isTold = false
  isMoved = false
  mode: CursorMode = 3
  anchor = 0
  place = 0
  index = -1
  rank = 0
  section = 0

  constructor(
    /** Its number on its own node; 0 stands for all connections of a person there that are not shown. */
    readonly serial: number,
    /** Its number here; 0 for what is not shown. */
    readonly ref: number,
    readonly identity: Identity,
    readonly isRobot: boolean,
    public isShown: boolean,
    public state: ActivityState,
  ) {}
}
