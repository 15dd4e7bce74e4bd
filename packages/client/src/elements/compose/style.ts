/** The looks of the form. */
export const composeStyle = `
.composer { display: grid; grid-template-columns: minmax(0, 1fr); border-radius: 14px; background: var(--_surface); box-shadow: inset 0 0 0 1px light-dark(rgb(18 22 33 / .2), rgb(255 255 255 / .24)); transition: box-shadow .15s; position: relative }
.composer:hover { box-shadow: inset 0 0 0 1px light-dark(rgb(18 22 33 / .34), rgb(255 255 255 / .4)) }
.composer:has(textarea:focus) { box-shadow: inset 0 0 0 2px var(--_accent) }
.paper { position: relative }
.composer textarea { display: block; inline-size: 100%; border: 0; background: none; resize: none; outline: none; padding: 12px 15px; font-size: 15px; line-height: 1.5; color: var(--_text); field-sizing: content; min-block-size: 46px; max-block-size: min(60vh, 460px); overflow-wrap: anywhere; scrollbar-width: thin; unicode-bidi: plaintext; text-align: start }
.composer textarea::placeholder { color: var(--_muted); opacity: 1 }
.composer[data-open] textarea { min-block-size: 84px }
.composer:not([data-open]) > :is(.bar, .by) { display: none }
.preview { padding: 12px 15px; overflow: auto; max-block-size: min(60vh, 460px) }
.bar { display: flex; align-items: center; flex-wrap: wrap; gap: 4px; padding: 6px 8px }
.tools { display: flex; transition: opacity .15s } .tools[inert] { opacity: .35 }
.keys { font-size: 12px; color: var(--_muted); padding-inline: 6px; white-space: nowrap } .left { font-size: 12.5px; color: var(--_muted); font-variant-numeric: tabular-nums; padding-inline: 6px } .left:empty { display: none } .left[data-over] { color: var(--_grave); font-weight: 600 } .left:not(:empty) ~ .keys { display: none }
.by { display: flex; align-items: center; gap: 10px; margin-inline: 15px; padding-block: 2px; border-block-start: 1px solid var(--_line); font-size: 13.5px; color: var(--_muted) }
.by input { flex: 1; min-inline-size: 0; border: 0; background: none; outline: none; padding: 8px 0; font-size: 14px; font-weight: 550; color: var(--_text) } .by input::placeholder { color: var(--_muted); font-weight: 400; opacity: 1 } .by:has(input:focus) { box-shadow: 0 2px 0 -1px var(--_accent); border-color: transparent }
.about { display: flex; align-items: flex-start; gap: 6px; margin: 8px 8px 0; padding: 4px 4px 4px 12px; border-inline-start: 3px solid color-mix(in srgb, var(--_accent) 55%, transparent); background: color-mix(in srgb, var(--_accent) 6%, transparent); border-start-end-radius: 8px; border-end-end-radius: 8px; font-size: 13.5px; line-height: 1.5; font-style: italic; color: var(--_muted) } .about .words { flex: 1; min-inline-size: 0; padding-block: 4px; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden } .about .tool { inline-size: 28px; block-size: 28px }
.people { position: absolute; inset-block-start: calc(100% - 6px); inset-inline-start: 10px; z-index: 7; inline-size: min(280px, calc(100% - 20px)); max-block-size: 260px; overflow: auto; list-style: none; margin: 0; padding: 5px; border-radius: 12px; background: var(--_surface); box-shadow: var(--_shadow); font-size: 14px }
.people li { padding: 8px 11px; border-radius: 8px; cursor: pointer; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .people li:hover { background: var(--_hover) } .people li[aria-selected=true] { background: var(--_accent); color: var(--_accent-text) }
@media (pointer: coarse) { .keys { display: none } .composer textarea, .by input { font-size: 16px } .people li { padding-block: 12px } .about .tool { inline-size: 44px; block-size: 44px; margin-block: -8px } }
@container (max-width: 480px) { .keys, .bar > .space { display: none } .bar { padding: 2px 8px 8px } .bar .tools { flex-basis: 100% } .bar > .main { flex: 1; min-inline-size: fit-content } }
@media (forced-colors: active) { .composer, .people { border: 1px solid CanvasText } .composer:has(textarea:focus) { outline: 2px solid Highlight } .people li[aria-selected=true] { background: Highlight; color: HighlightText; forced-color-adjust: none } }
`
