/** The looks of what only moderators see. */
export const moderateStyle = `
.badge-button { background: var(--_held-ground); color: var(--_held); box-shadow: none } .badge-button:hover { background: var(--_held-ground); filter: brightness(.97) }
.queue { border-radius: 16px; background: var(--_raised); padding: 14px 16px 16px; margin-block: 2px 16px } .queue-head { display: flex; align-items: center; justify-content: space-between; gap: 8px; margin-block-end: 8px } .queue h3 { margin: 0; font: 650 15px/1.3 var(--_font); border-radius: 4px }
.waiting { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px } .waits { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 10px; padding: 12px 14px; border-radius: 12px; background: var(--_surface); --_face: 30px } .waits .text { font-size: 14.5px }
.why { display: flex; flex-wrap: wrap; gap: 6px; margin-block-start: 8px; font-size: 13px; color: var(--_muted) } .why .tag { background: var(--_held-ground); color: var(--_held) } .record { font-size: 12px; color: var(--_muted); font-variant-numeric: tabular-nums }
.queue .nothing { padding-block: 8px } .queue > .button { margin-block-start: 10px }
@media (forced-colors: active) { .queue, .waits { border: 1px solid CanvasText } }
`
