/** The looks of the comment section: its frame here, the parts beside it in the files of their names. */
import { avatarStyle } from '../avatar.js'
import { cardStyle } from '../comment-card/style.js'
import { composeStyle } from '../compose/style.js'
import { sheet } from '../dom.js'
import { floatingStyle } from '../floating/style.js'
import { moderateStyle } from '../moderate/style.js'

export const commentStyle = sheet(`
:host { display: block;
  --_grave: light-dark(#b3261e, #ffb4ab); --_grave-ground: light-dark(#fdf0ef, #3b1f1d); --_held: light-dark(#7a4a00, #f5c26b); --_held-ground: light-dark(#fdf3e1, #35290f);
  --_hover: light-dark(rgb(18 22 33 / .06), rgb(255 255 255 / .09)); --_shade: light-dark(rgb(18 22 33 / .045), rgb(255 255 255 / .075)); --_face: 38px; --_gap: 12px }
/* Not on the host: the page's own comments stand in it until these are there, and would be set anew. */
.comments, .toast { color: var(--_text); font: 15px/1.55 var(--_font); text-align: start; letter-spacing: normal; text-transform: none }
.width { container-type: inline-size } .comments { display: flex; flex-direction: column; padding-block: 4px 24px; -webkit-tap-highlight-color: transparent } .comments > * { min-inline-size: 0 }
p { margin: 0 } button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit }
.space { flex: 1 }

.top { display: flex; align-items: center; gap: 8px; min-block-size: 44px; margin-block-end: 10px }
.title { margin: 0; font: 700 21px/1.2 var(--_font); letter-spacing: -.015em; display: flex; align-items: baseline; gap: 8px; color: var(--_text); min-inline-size: 0 }
.count { font-weight: 500; font-size: 17px; color: var(--_muted); font-variant-numeric: tabular-nums; letter-spacing: 0 }
.order { position: relative; display: inline-flex; align-items: center; color: var(--_muted) }
.order .icon { position: absolute; inset-inline-end: 8px; inline-size: 15px; block-size: 15px; pointer-events: none }
.order .select { appearance: none; border: 0; background: none; border-radius: 10px; min-block-size: 36px; padding-block: 4px; padding-inline: 10px 27px; font-size: 13.5px; font-weight: 550; cursor: pointer; max-inline-size: 100%; text-overflow: ellipsis; field-sizing: content }
.order .select:hover { background: var(--_hover); color: var(--_text) }
option { background: Canvas; color: CanvasText }

.button { appearance: none; border: 0; border-radius: 10px; min-block-size: 38px; padding: 7px 15px; font-weight: 600; font-size: 14px; line-height: 1.2; cursor: pointer; color: var(--_text); background: var(--_surface); box-shadow: inset 0 0 0 1px var(--_line); transition: background .15s, filter .15s, color .15s; white-space: nowrap; touch-action: manipulation }
.button:hover { background: var(--_raised) }
.button.main { background: var(--_accent); color: var(--_accent-text); box-shadow: none } .button.main:hover { filter: brightness(1.08) }
.button.main[aria-disabled=true] { background: light-dark(#e7e8ec, #33363e); color: light-dark(#63697a, #b5bac6); cursor: default; filter: none }
.button.main.grave { background: light-dark(#b3261e, #ffb4ab); color: light-dark(#fff, #2b0b08) }
.button.small { min-block-size: 32px; padding: 5px 12px; font-size: 13px }
.button.plain { background: none; box-shadow: none; color: var(--_muted); padding-inline: 10px } .button.plain:hover, .button.plain[aria-pressed=true] { background: var(--_hover); color: var(--_text) }
.button:disabled { opacity: .55; cursor: default }
.tool { appearance: none; border: 0; background: none; border-radius: 9px; padding: 0; inline-size: 34px; block-size: 34px; display: grid; place-items: center; color: var(--_muted); cursor: pointer; flex: none; transition: background .15s, color .15s; touch-action: manipulation }
.tool:hover, .tool[aria-expanded=true] { background: var(--_hover); color: var(--_text) }
.tool .icon { inline-size: 18px; block-size: 18px }

.banner { display: flex; align-items: center; gap: 10px; padding: 10px 14px; margin-block: 4px 8px; border-radius: 12px; background: var(--_shade); color: var(--_muted); font-size: 13.5px; line-height: 1.45 }
.banner .icon { inline-size: 18px; block-size: 18px } .banner p { flex: 1; min-inline-size: 0; text-wrap: pretty } .banner .button { margin-block: -3px }
.state { display: grid; justify-items: center; gap: 4px; padding: 44px 16px 52px; text-align: center; color: var(--_muted); font-size: 14px }
.state > .icon { inline-size: 42px; block-size: 42px; stroke-width: 1.1; margin-block-end: 8px; opacity: .75 } .state .strong { color: var(--_text); font-weight: 650; font-size: 16px } .state .button { margin-block-start: 12px }
.nothing { color: var(--_muted); font-size: 14px }

.typing { display: flex; align-items: center; gap: 8px; block-size: 34px; font-size: 12.5px; line-height: 22px; color: var(--_muted); overflow: hidden; white-space: nowrap; opacity: 0; transition: opacity .2s; padding-inline-start: calc(var(--_face) + var(--_gap)) }
.typing[data-on] { opacity: 1 } .typing span:last-child { overflow: hidden; text-overflow: ellipsis }
.ellipsis { display: inline-flex; gap: 3px; flex: none } .ellipsis i { inline-size: 5px; block-size: 5px; border-radius: 50%; background: currentColor; animation: breathe 1.2s infinite ease-in-out } .ellipsis i:nth-child(2) { animation-delay: .15s } .ellipsis i:nth-child(3) { animation-delay: .3s }
.typing:not([data-on]) i { animation: none }
@keyframes breathe { 0%, 60%, 100% { opacity: .3; transform: none } 30% { opacity: 1; transform: translateY(-2px) } }

.fresh-place { position: sticky; inset-block-start: 46px; block-size: 0; z-index: 3; display: grid; justify-items: center }
.fresh { appearance: none; border: 0; cursor: pointer; display: inline-flex; align-items: center; gap: 6px; block-size: 34px; padding-inline: 13px 17px; margin-block-start: -34px; border-radius: 999px; background: var(--_accent); color: var(--_accent-text); font-weight: 600; font-size: 13.5px; line-height: 1; white-space: nowrap; box-shadow: 0 1px 2px rgb(10 12 20 / .18), 0 6px 18px -4px rgb(10 12 20 / .35); animation: drop .25s cubic-bezier(.2, .9, .3, 1.2); touch-action: manipulation }
.fresh:hover { filter: brightness(1.08) } .fresh .icon { inline-size: 16px; block-size: 16px; stroke-width: 2 }
@keyframes drop { from { opacity: 0; transform: translateY(-8px) scale(.96) } }

.threads, .answers, .waiting { list-style: none; margin: 0; padding: 0 }
.thread { position: relative; padding-block: 6px 30px }
.thread + .thread { border-block-start: 1px solid var(--_line); padding-block-start: 18px }
.answers { border-inline-start: 2px solid var(--_line); margin-block-start: 8px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; --_face: 30px }
.answers { margin-inline-start: 18px; padding-inline-start: 30px }
.below { margin-inline-start: calc(var(--_face) + var(--_gap) - 12px); margin-block-start: 2px; display: flex; gap: 6px; flex-wrap: wrap }
.thread > .fresh { position: absolute; z-index: 2; inset-block-end: 2px; inset-inline-start: calc(var(--_face) + var(--_gap)); margin: 0; block-size: 26px; padding-inline: 12px; font-size: 12.5px; box-shadow: none }
.thread > .typing { block-size: 22px; position: absolute; inset-block-end: 4px; inset-inline: 0 } .thread > .fresh:not([hidden]) + .typing { opacity: 0 }
.more { align-self: center; margin-block-start: 8px; min-inline-size: 200px } .more[aria-busy] { opacity: .6; cursor: progress }

.skeleton { display: grid; gap: 28px; padding-block: 14px } .bone { display: grid; grid-template-columns: var(--_face) 1fr; gap: var(--_gap) } .bone > div { display: grid; gap: 9px; padding-block-start: 4px }
.bone i { display: block; block-size: 11px; border-radius: 6px; inline-size: 92%; background: linear-gradient(90deg, var(--_raised) 30%, light-dark(#e9ebf0, #353943) 50%, var(--_raised) 70%) 0 0 / 300% 100%; animation: shimmer 1.6s infinite linear } .bone i:first-child { inline-size: 130px } .bone i:last-child { inline-size: 64% } .bone .round { inline-size: var(--_face) !important; block-size: var(--_face); border-radius: 50% }
@keyframes shimmer { from { background-position: 100% 0 } to { background-position: -50% 0 } }

.toast { position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline: 0; margin-inline: auto; inline-size: fit-content; max-inline-size: min(420px, calc(100vw - 32px)); z-index: var(--_z); padding: 11px 18px; border-radius: 12px; background: light-dark(#1f232c, #eceef3); color: light-dark(#fff, #15171c); font-size: 14px; line-height: 1.4; box-shadow: 0 10px 30px -8px rgb(10 12 20 / .5); animation: drop .2s; pointer-events: none; text-wrap: balance }

@media (pointer: coarse) {
  .button, .button.small, .order .select { min-block-size: 44px } .tool { inline-size: 44px; block-size: 44px } .banner .button { margin-block: -6px }
  .comments > .typing { block-size: 48px } .fresh { block-size: 44px; margin-block-start: -46px } .fresh-place { inset-block-start: 56px } .thread > .fresh { block-size: 30px; inset-block-end: 0 } .thread > .fresh::before { content: ""; position: absolute; inset: -7px 0 } .thread { padding-block-end: 36px }
}
@container (max-width: 480px) {
  .comments { --_face: 34px; --_gap: 10px } .answers { margin-inline-start: 12px; padding-inline-start: 14px; --_face: 28px } .comment .slot { margin-inline-start: calc(-1 * (var(--_face) + var(--_gap))) } .title { font-size: 20px } .order .select { padding-inline-start: 6px }
}
@media (forced-colors: active) {
  .button, .fresh, .toast, .banner { border: 1px solid ButtonText } .button.main { forced-color-adjust: none; background: Highlight; color: HighlightText } .bone i { border: 1px solid GrayText } .ellipsis i { background: CanvasText }
}
@media print { .composer, .typing, .fresh-place, .toast, .more, .order, .foot .add, .dots { display: none !important } }
${cardStyle}${composeStyle}${floatingStyle}${moderateStyle}${avatarStyle}
.face .avatar, .waits .avatar { --_size: var(--_face) } .avatar:not([data-state])::after { display: none } .face .avatar::after { inline-size: 11px; block-size: 11px } .answers .face .avatar::after { inline-size: 9px; block-size: 9px }
`)
