/** Planted faults that do not pass a wire: links and servers that seem alive and are not. */
import type { Run } from './simulate.js'

/** The server believes to hear from links that have long been dead. */
export function keepAlive(run: Run): void {
  const again = (): void => {
    run.world.schedule(2_000, again)
    for (const { wire } of run.wires) if (wire.isServerOpen && run.deadWires.has(wire)) wire.pretendAlive()
  }
  again()
}

/** Pages believe to hear from servers that have long hung up. */
export function fakeBeats(run: Run): void {
  const again = (): void => {
    run.world.schedule(2_000, again)
    for (const { wire } of run.wires) if (wire.isClientOpen && !wire.isServerOpen) wire.pretendBeat()
  }
  again()
}
