/** How the bell and what it opens look. */
import { sheet } from '../dom.js'

export const inboxStyle = sheet(`
:host { display: inline-block; position: relative; vertical-align: middle; font: 14px/1.45 var(--_font); color: var(--_text) }
.bell { appearance: none; position: relative; border: 0; background: none; margin: 0; padding: 0; inline-size: 40px; block-size: 40px; border-radius: 50%; display: grid; place-items: center; color: inherit; cursor: pointer }
.bell:hover, .bell[aria-expanded=true] { background: var(--_raised) } .bell .icon { inline-size: 22px; block-size: 22px }
.badge { position: absolute; inset-block-start: 2px; inset-inline-end: 1px; min-inline-size: 17px; block-size: 17px; padding-inline: 4px; border-radius: 9px; background: light-dark(#d00f3f, #ff5c80); color: light-dark(#fff, #1b0209); font: 700 11px/17px var(--_font); text-align: center; font-variant-numeric: tabular-nums; box-shadow: 0 0 0 2px var(--_surface) }
.panel { position: absolute; inset-block-start: calc(100% + 8px); inset-inline-end: 0; z-index: var(--_z); inline-size: min(372px, calc(100vw - 24px)); max-block-size: min(560px, 76dvh); display: flex; flex-direction: column; background: var(--_surface); border-radius: var(--_radius); box-shadow: var(--_shadow), 0 24px 60px -16px rgb(10 12 20 / .35); text-align: start; overflow: hidden; transition: opacity .16s, translate .16s }
.panel[data-start] { inset-inline: 0 auto }
@starting-style { .panel { opacity: 0; translate: 0 -6px } }
header { display: flex; align-items: center; padding-inline: 16px 8px; padding-block: 10px 8px } h2 { margin: 0; flex: 1; font: 650 15px/1.3 var(--_font) }
.tool { appearance: none; border: 0; background: none; border-radius: 10px; padding: 0; inline-size: 34px; block-size: 34px; display: grid; place-items: center; color: var(--_muted); cursor: pointer; flex: none } .tool:hover { background: var(--_raised); color: var(--_text) }
.body { overflow: auto; overscroll-behavior: contain; flex: 1; min-block-size: 0; padding-inline: 8px; scrollbar-width: thin }
ul { list-style: none; margin: 0; padding: 0 0 8px; display: grid; gap: 2px }
.notice { position: relative; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 11px; padding: 9px 10px; border-radius: 12px; color: inherit; text-decoration: none } a.notice:hover { background: var(--_raised) }
.face { --_size: 34px; grid-row: span 3; display: grid; place-items: center; inline-size: var(--_size); block-size: var(--_size); border-radius: 50%; background: var(--_color); color: #fff; font: 650 13px/1 var(--_font); user-select: none }
.what { font-weight: 550; overflow-wrap: anywhere } .what b { font-weight: 700 } li[data-new] .what::after { content: ""; display: inline-block; inline-size: 8px; block-size: 8px; margin-inline-start: 7px; border-radius: 50%; background: light-dark(#d00f3f, #ff5c80); vertical-align: 1px }
time { color: var(--_muted); font-size: 12px; line-height: 20px; white-space: nowrap }
.excerpt, .where { grid-column: 2 / -1; overflow: hidden; min-inline-size: 0 } .excerpt { color: var(--_muted); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow-wrap: anywhere; unicode-bidi: isolate; text-align: start } .where { color: var(--_muted); font-size: 12px; text-overflow: ellipsis; white-space: nowrap }
.state { margin: 0; padding: 4px 10px 18px; color: var(--_muted); text-wrap: pretty } .empty { display: grid; justify-items: center; gap: 4px; padding: 22px 24px 30px; text-align: center; text-wrap: balance; color: var(--_muted); margin: 0 } .empty .icon { inline-size: 34px; block-size: 34px; stroke-width: 1.2; opacity: .7; margin-block-end: 4px } .empty b { color: var(--_text); font-weight: 650 }
.button { appearance: none; border: 0; border-radius: 10px; min-block-size: 36px; padding: 7px 14px; font: 600 13.5px/1.2 var(--_font); cursor: pointer; background: light-dark(#fff, #353943); color: var(--_text); box-shadow: inset 0 0 0 1px var(--_line); white-space: nowrap } .button:hover { filter: brightness(.97) } .button.main { background: var(--_accent); color: var(--_accent-text); box-shadow: none } .button.main:hover { filter: brightness(1.08) } .button.wide { inline-size: calc(100% - 8px); margin: 0 4px 10px }
.mail { border-block-start: 1px solid var(--_line); padding: 12px 16px 14px; display: grid; gap: 9px; background: var(--_surface) } .mail form { display: grid; gap: 8px; margin: 0 }
.lead { margin: 0; font: 13.5px/1.45 var(--_font); text-wrap: pretty; overflow-wrap: anywhere } .fine { margin: 0; font: 12px/1.45 var(--_font); color: var(--_muted); text-wrap: pretty } .said { margin: 0; font: 550 13px/1.4 var(--_font); color: var(--_muted) } .said:empty { display: none }
.line, .row { display: flex; gap: 8px; align-items: center } .line input { flex: 1; min-inline-size: 0 }
input { appearance: none; box-sizing: border-box; margin: 0; padding: 8px 11px; border: 0; border-radius: 10px; background: var(--_raised); color: var(--_text); box-shadow: inset 0 0 0 1px light-dark(#8b91a0, #767d8c); font: 500 15px/1.3 var(--_font) } input::placeholder { color: var(--_muted); opacity: 1 } input[aria-invalid] { box-shadow: inset 0 0 0 1.5px light-dark(#c0242d, #ff8a80) } input:focus-visible { outline: 2px solid var(--_accent); outline-offset: 1px }
@media (pointer: coarse) { .bell, .tool { inline-size: 44px; block-size: 44px } .button { min-block-size: 44px } input { min-block-size: 44px; font-size: 16px } }
@media (max-width: 480px) { .panel { position: fixed; inset: auto 0 var(--_keys, 0px) 0 !important; inline-size: auto; max-block-size: 78dvh; border-end-start-radius: 0; border-end-end-radius: 0; padding-block-end: env(safe-area-inset-bottom) } @starting-style { .panel { opacity: 1; translate: 0 40% } } }
@media (forced-colors: active) { .panel, .button, input { border: 1px solid CanvasText } .badge, .face { forced-color-adjust: none } }
@media print { :host { display: none !important } }
`)
