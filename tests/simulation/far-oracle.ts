/** What the judges ask about several nodes only: events that must have crossed the bus, and people who must not flicker. */
import { FAR_NEWS_MS, HEAL_MS } from './nearness.js'
import type { Run, SeenVanishing, SentEvent } from './simulate.js'

/**
 * Asked FAR_NEWS_MS after an event was acknowledged: where nothing has stood between two nodes, readers of both have it. Who
 * had just come, or is about to go, may miss it.
 */
export function checkFarEvent(run: Run, { id, room, atMs }: SentEvent): void {
  const by = run.referee.serverOf(id)
  // What a process has not handed over when it dies is lost.
  if (!run.servers.some(({ incarnation, isUp }) => incarnation === by && isUp)) return
  for (const record of run.referee.records) {
    if (by === undefined || !record.isOpen || record.server === by) continue
    const sinceMs = run.nearness.clearBetween(record.server, by)
    const server = run.servers.find(({ incarnation }) => incarnation === record.server)
    if (sinceMs === undefined || sinceMs > atMs - HEAL_MS || (server?.steadySinceMs ?? atMs) > atMs - HEAL_MS) continue
    for (const seat of record.seats.values()) {
      if (seat.room !== room || seat.isWatch || seat.fromMs > atMs - FAR_NEWS_MS || seat.untilMs <= run.world.nowMs)
        continue
      if (!run.referee.delivered.get(seat.epoch)?.has(id))
        run.violate(`[E3] event ${id} has not reached ${record.name} in ${room} on another node`)
    }
  }
}

/** [P4,Y2] No reader sees somebody leave who is there, wherever, because nodes die, restart, or take people over from each other. */
export function farFlicker(
  { referee }: Run,
  { tab, room, id, atMs, lagMs, server, clear, seatedMs }: SeenVanishing,
): string | undefined {
  const toMs = atMs - lagMs
  const fromMs = toMs - 600
  // Who has just come to a node may be told less at first than they knew.
  if (seatedMs + FAR_NEWS_MS > fromMs || !referee.truth.mustBeSeen(id, room, server, clear, fromMs, atMs))
    return undefined
  return `[Y2] ${tab.name} on ${server} saw ${id} vanish from ${room} at ${atMs} ms, who was there all the time (lag ${lagMs})`
}
