/** How the margin looks: markers, the button beside a selection, the card. What is in the card has the looks of comments. */
import { sheet } from '../dom.js'

export const marginStyle = sheet(`
:host { position: absolute !important; inset: 0 auto auto 0 !important; display: block !important; inline-size: 0 !important; block-size: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important; container-type: normal !important; z-index: var(--roomful-margin-z, 40); font: 14px/1.5 var(--_font); color: var(--_text); text-align: start; letter-spacing: normal;
  --_passage: var(--roomful-passage, #e8a200) }
.page { position: absolute; top: 0; left: 0; overflow: clip; contain: strict; pointer-events: none; direction: ltr }
.page > nav, .page ul { display: contents; list-style: none } .page li { display: contents }
.marker { appearance: none; position: absolute; top: 0; left: 0; min-width: 30px; height: 30px; padding: 0 8px; margin: -15px 0 0 12px; border: 0; border-radius: 11px 11px 11px 3px; pointer-events: auto; cursor: pointer; display: flex; align-items: center; justify-content: center; gap: 3px; background: color-mix(in srgb, var(--_passage) 20%, var(--_surface)); color: var(--_text); box-shadow: inset 0 0 0 1.5px color-mix(in srgb, var(--_passage) 62%, transparent), 0 1px 3px rgb(10 12 20 / .12); font: 650 13px/1 var(--_font); font-variant-numeric: tabular-nums; white-space: nowrap; transition: background .15s, box-shadow .15s, opacity .15s, scale .15s }
.marker .icon { display: none; inline-size: 15px; block-size: 15px; stroke-width: 2.1 }
.marker:hover { box-shadow: inset 0 0 0 1.5px var(--_passage), 0 2px 8px rgb(10 12 20 / .2); scale: 1.06 }
.marker[aria-expanded=true] { background: color-mix(in srgb, var(--_passage) 48%, var(--_surface)); box-shadow: inset 0 0 0 2px var(--_passage) }
.marker[data-state=resolved] { background: var(--_surface); color: var(--_muted); box-shadow: inset 0 0 0 1px var(--_line); opacity: .82 } .marker[data-state=resolved]:is(:hover, :focus-visible, [aria-expanded=true]) { opacity: 1 }
.marker:is([data-state=resolved], [data-state=gone]) .icon { display: block }
.marker[data-state=changed] { box-shadow: none; outline: 1.5px dashed color-mix(in srgb, var(--_passage) 85%, var(--_text)); outline-offset: -1.5px } .marker[data-state=changed]:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
.marker[data-state=gone] { background: var(--_surface); color: var(--_muted); box-shadow: inset 0 0 0 1px var(--_line), 0 1px 3px rgb(10 12 20 / .12) }
.marker[data-left] { margin-left: -12px; transform: translateX(-100%); border-radius: 11px 11px 3px 11px }
.marker[data-side=edge] { margin: -14px 0 0; transform: translateX(-100%); min-width: 25px; height: 28px; padding: 0 5px 0 7px; border-radius: 9px 0 0 9px; font-size: 12px } .marker[data-side=edge][data-left] { transform: none; border-radius: 0 9px 9px 0; padding: 0 7px 0 5px } .marker[data-side=edge]:hover { scale: none }
.marker[data-side=edge]::after { content: ""; position: absolute; inset: -8px -4px }
.marker[data-fresh]::before { content: ""; position: absolute; inset: 0; border-radius: inherit; box-shadow: 0 0 0 2px var(--_passage); animation: ping 1.4s ease-out 3; opacity: 0 }
@keyframes ping { 0% { opacity: .9; scale: 1 } 100% { opacity: 0; scale: 1.55 } }
@starting-style { .marker { opacity: 0; scale: .6 } }

.ask { appearance: none; position: absolute; top: 0; left: 0; z-index: 2; pointer-events: auto; display: inline-flex; align-items: center; gap: 6px; height: 36px; padding: 0 15px 0 12px; margin: 0; border: 0; border-radius: 18px; background: var(--_accent); color: var(--_accent-text); font: 600 13.5px/1 var(--_font); white-space: nowrap; cursor: pointer; box-shadow: 0 0 0 1px rgb(255 255 255 / .25), 0 1px 2px rgb(10 12 20 / .2), 0 8px 22px -6px rgb(10 12 20 / .45); user-select: none; -webkit-user-select: none; touch-action: manipulation; transition: filter .15s }
.ask:hover { filter: brightness(1.08) } .ask .icon { inline-size: 17px; block-size: 17px }
.ask[data-bar] { position: fixed; top: auto; left: 50%; translate: -50% 0; bottom: calc(16px + env(safe-area-inset-bottom)); height: 48px; padding: 0 22px 0 18px; border-radius: 24px; font-size: 15px } .ask[data-bar] .icon { inline-size: 20px; block-size: 20px }
.picker { position: fixed; inset-block-end: 16px; left: 16px; max-width: min(440px, calc(100% - 32px)); pointer-events: none; display: grid; gap: 8px; justify-items: start }
.picker:not(:focus-within) { inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
.pick { appearance: none; pointer-events: auto; border: 0; margin: 0; min-height: 44px; padding: 0 18px; border-radius: 14px; background: var(--_surface); color: var(--_text); box-shadow: var(--_shadow); font: 600 14px/1.2 var(--_font); cursor: pointer }
.picker .help { order: -1; padding: 10px 14px; border-radius: 12px; background: var(--_surface); color: var(--_muted); box-shadow: var(--_shadow); font: 13px/1.45 var(--_font) }

.card { position: absolute; inset: 0 auto auto 0; z-index: 3; margin: 0; padding: 0; border: 0; inline-size: 384px; max-inline-size: calc(100vw - 24px); max-block-size: min(600px, calc(100dvh - 24px)); flex-direction: column; background: var(--_surface); color: var(--_text); border-radius: var(--_radius); box-shadow: var(--_shadow), 0 22px 56px -18px rgb(10 12 20 / .42); overflow: clip; container-type: inline-size; outline: none; font-size: 14.5px; --_face: 32px; --_gap: 10px }
.card[open] { display: flex } .card:focus-visible { outline: none }
.card:not(:modal) { animation: rise .18s cubic-bezier(.2, .8, .2, 1) } @keyframes rise { from { opacity: 0; translate: 0 6px } }
.bar-top { display: flex; align-items: center; gap: 2px; padding: 9px 8px 7px 16px; padding-inline: 16px 8px; position: relative; flex: none; touch-action: none } .card h2 { flex: 1; min-inline-size: 0; margin: 0; font: 650 14.5px/1.3 var(--_font); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.steps { display: inline-flex; align-items: center } .steps .order { position: static; font: 12.5px/1 var(--_font); color: var(--_muted); font-variant-numeric: tabular-nums; white-space: nowrap; padding-inline: 4px; direction: ltr } .card .bar-top .tool { inline-size: 32px; block-size: 34px }
.card .tool { appearance: none; border: 0; background: none; border-radius: 9px; padding: 0; display: grid; place-items: center; color: var(--_muted); cursor: pointer; flex: none } .card .tool:hover { background: var(--_raised); color: var(--_text) }
.inside { flex: 1; min-block-size: 0; overflow: auto; overscroll-behavior: contain; padding: 2px 16px 0; scrollbar-width: thin }
.inside > .lead { margin: 0 0 10px; padding: 9px 12px; border-radius: 10px; background: var(--_raised); color: var(--_muted); font: 13px/1.45 var(--_font); text-wrap: pretty } .inside > .lead[data-changed] { outline: 1.5px dashed color-mix(in srgb, var(--_passage) 70%, transparent); outline-offset: -1.5px }
.card[data-short], .card[data-short] > .inside { overflow: visible }
.quote { margin: 0 0 12px; padding: 7px 12px; border-inline-start: 3px solid var(--_passage); border-start-end-radius: 8px; border-end-end-radius: 8px; background: color-mix(in srgb, var(--_passage) 14%, transparent); font: 14px/1.5 var(--_font); font-style: italic; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 4; line-clamp: 4; overflow: hidden; unicode-bidi: isolate; text-align: start } .quote[hidden] { display: none }
.card .passage { border-inline-start-color: var(--_passage); background: color-mix(in srgb, var(--_passage) 12%, transparent) } .card .passage:not(:disabled):hover { background: color-mix(in srgb, var(--_passage) 22%, transparent) }
.card .thread { padding-block: 2px 22px } .card .thread + .thread { padding-block-start: 14px } .card .answers { margin-inline-start: 15px; padding-inline-start: 14px; --_face: 26px } .card .comment .slot { margin-inline-start: calc(-1 * (var(--_face) + var(--_gap))) } .card .thread > .typing { inset-block-end: 0 } .card .text { font-size: 14.5px }
.foot-form { flex: none; padding: 8px 12px 12px; border-block-start: 1px solid var(--_line); max-block-size: 62%; overflow: auto } .inside:has(.quote:not([hidden])) + .foot-form { border-block-start: 0; padding-block-start: 0 } .card .keys { display: none }
.foot-form .composer:not([data-open]) textarea { min-block-size: 42px; padding-block: 10px }
@media (pointer: coarse) { .card .bar-top .tool { inline-size: 44px; block-size: 44px } }
@media (max-width: 480px) {
  .card { position: fixed; inset: auto 0 var(--_keys, 0px) 0; inline-size: 100%; max-inline-size: none; max-block-size: min(64dvh, calc(100dvh - 110px - var(--_keys, 0px))); border-end-start-radius: 0; border-end-end-radius: 0; padding-block-end: env(safe-area-inset-bottom) } .card:modal { animation: up .24s cubic-bezier(.2, .8, .2, 1) } @keyframes up { from { transform: translateY(40%) } }
  .card::backdrop { background: rgb(10 12 20 / .22) } .bar-top { padding-block-start: 15px } .grip { position: absolute; inset-block-start: 6px; inset-inline: 0; margin-inline: auto; inline-size: 36px; block-size: 4px; border-radius: 4px; background: var(--_line) }
}
@media (forced-colors: active) { .marker, .ask, .pick, .card { border: 1px solid ButtonText } .marker[aria-expanded=true] { background: Highlight; color: HighlightText; forced-color-adjust: none } }
@media print { :host { display: none !important } }
`)
