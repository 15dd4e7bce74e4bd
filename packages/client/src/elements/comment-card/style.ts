/** The looks of one comment. */
export const cardStyle = `
.comment { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: var(--_gap); scroll-margin-block: 88px 40px; border-radius: 12px; position: relative }
.comment:focus-visible { outline-offset: 6px }
.comment[data-marked]::before { content: ""; position: absolute; inset: -8px -10px; border-radius: 14px; background: color-mix(in srgb, var(--_accent) 9%, transparent); animation: fade 4s forwards; pointer-events: none }
@media (prefers-reduced-motion: reduce) { .comment[data-marked]::before { animation: none } }
@keyframes fade { 0%, 45% { opacity: 1 } 100% { opacity: 0 } }
.comment > * { position: relative }
.comment[data-state=pending] > .main > .body { opacity: .72 } .comment > .main > .body { transition: opacity .25s }
.comment[data-state=held] > .main > .body, .comment[data-state=rejected] > .main > .body { opacity: .85 }
.face { display: block; inline-size: var(--_face); padding-block-start: 1px } .ghost { display: grid; place-items: center; inline-size: var(--_face); block-size: var(--_face); border-radius: 50%; border: 1.5px dashed var(--_muted); color: var(--_muted); opacity: .6 }
.head { display: flex; align-items: flex-start; gap: 6px; min-block-size: 24px }
.byline { display: flex; flex-wrap: wrap; align-items: center; column-gap: 7px; row-gap: 0; min-inline-size: 0; flex: 1; min-block-size: 24px; line-height: 24px }
.name { font-weight: 650; font-size: 14.5px; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-inline-size: 100% }
.tags { display: contents }
.tag { flex: none; font-size: 11px; line-height: 18px; font-weight: 600; padding: 0 7px; border-radius: 999px; background: var(--_shade); color: var(--_muted); max-inline-size: 140px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.badge { flex: none; display: grid; place-items: center; inline-size: 15px; block-size: 15px; border-radius: 50%; background: light-dark(#1d6fe0, #6db1ff); color: light-dark(#fff, #0c1220); margin-inline-start: -2px }
.badge .icon { inline-size: 12px; block-size: 12px; stroke-width: 2.8 }
.mark { display: inline-flex; align-items: center; gap: 3px; font-size: 12px; font-weight: 600; line-height: 18px; color: var(--_accent) } .mark .icon { inline-size: 14px; block-size: 14px } .mark.resolved { color: light-dark(#12743f, #5fd79a) }
.time { position: relative; font-size: 13px; color: var(--_muted); text-decoration: none; white-space: nowrap; border-radius: 4px } a.time:hover { color: var(--_text); text-decoration: underline; text-underline-offset: 3px }
.tip { display: none; position: absolute; inset-block-end: calc(100% + 4px); inset-inline-start: -8px; z-index: 6; padding: 4px 9px; border-radius: 8px; background: light-dark(#1f232c, #eceef3); color: light-dark(#fff, #15171c); font-size: 12px; line-height: 18px; white-space: nowrap; pointer-events: none; animation: appear .12s .25s both }
@media (hover: hover) { .time:hover .tip { display: block } } .time:focus-visible .tip { display: block }
.edited { font-size: 12.5px; color: var(--_muted) } .edited::before { content: "· " }
.dots.tool { margin-block: -5px; margin-inline-end: -7px } .tool.dots .icon { stroke-width: 2.6 }
@media (hover: hover) { .comment .dots.tool { opacity: 0; transition: opacity .12s, background .15s } .comment:is(:hover, :focus-within) .dots.tool, .dots.tool[aria-expanded=true] { opacity: 1 } }
.answered { display: inline-block; font-size: 12.5px; line-height: 18px; color: var(--_muted); text-decoration: none; unicode-bidi: plaintext; border-radius: 4px } .answered:hover { color: var(--_text); text-decoration: underline; text-underline-offset: 3px } .answered::before { content: "↳ " } .answered:dir(rtl)::before { content: "↲ " }
.passage { appearance: none; display: block; inline-size: 100%; border: 0; border-inline-start: 3px solid color-mix(in srgb, var(--_accent) 55%, transparent); background: color-mix(in srgb, var(--_accent) 6%, transparent); border-start-end-radius: 8px; border-end-end-radius: 8px; padding: 6px 12px; margin-block: 4px 6px; text-align: start; font-size: 13.5px; line-height: 1.5; font-style: italic; color: var(--_muted); cursor: pointer }
.passage .words { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; overflow-wrap: anywhere } .passage:not(:disabled):hover { color: var(--_text); background: color-mix(in srgb, var(--_accent) 11%, transparent) } .passage:disabled { cursor: default }
.text { font-size: 15px; line-height: 1.58; overflow-wrap: anywhere; overflow: clip; text-wrap: pretty }
.text > * { margin-block: 0 } .text > * + * { margin-block-start: .62em } .text :is(p, li, blockquote) { unicode-bidi: plaintext; text-align: start } .text :is(ul, ol) { padding-inline-start: 1.5em } .text li + li { margin-block-start: .2em }
.text a { color: var(--_accent); text-decoration: underline; text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); text-underline-offset: .18em } .text a:hover { text-decoration-color: currentColor }
.text blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid var(--_line); color: var(--_muted) } .text blockquote > * + * { margin-block-start: .5em } .text blockquote > * { margin-block-end: 0; margin-block-start: 0 }
.text code { font: .88em/1.45 ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", monospace; background: var(--_shade); padding: .12em .35em; border-radius: 5px; unicode-bidi: isolate } .text pre { background: var(--_shade); border-radius: 10px; padding: 10px 13px; white-space: pre-wrap; direction: ltr; text-align: left } .text pre code { background: none; padding: 0 }
.mention { unicode-bidi: isolate; color: var(--_accent); font-weight: 600; background: color-mix(in srgb, var(--_accent) 9%, transparent); padding: .04em .3em; border-radius: 6px }
.text[data-long] { max-block-size: 18em; mask-image: linear-gradient(#000 70%, transparent) }
.body > .button { margin-inline-start: -10px }
.note { display: inline-flex; align-items: flex-start; gap: 7px; font-size: 13px; line-height: 1.4; color: var(--_muted); padding-block: 3px } .note .icon { inline-size: 16px; block-size: 16px; margin-block-start: 1px }
.note.held, .note.grave { padding: 7px 12px 7px 10px; border-radius: 10px } .note.held { background: var(--_held-ground); color: var(--_held) } .note.grave { background: var(--_grave-ground); color: var(--_grave) } .note.sending { animation: appear .3s 1s both }
@keyframes appear { from { opacity: 0 } }
.outcome { margin-block-start: 6px } .choice-row { display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 8px }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 4px; margin-block-start: 4px; margin-inline-start: -8px; min-block-size: 34px } .foot .reply { padding-inline: 8px }
.reactions { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 4px } .chips { display: contents }
.chip { appearance: none; border: 0; background: var(--_shade); color: var(--_muted); border-radius: 999px; block-size: 28px; padding: 0 10px 0 8px; display: inline-flex; align-items: center; gap: 5px; font-size: 12.5px; font-weight: 600; line-height: 1; font-variant-numeric: tabular-nums; cursor: pointer; transition: background .15s, box-shadow .15s; touch-action: manipulation } .chip:first-child { margin-inline-start: 8px }
.chip:hover { box-shadow: inset 0 0 0 1px var(--_line); color: var(--_text) } .chip[aria-pressed=true] { background: color-mix(in srgb, var(--_accent) 13%, transparent); box-shadow: inset 0 0 0 1.5px color-mix(in srgb, var(--_accent) 60%, transparent); color: var(--_text) } .chip[aria-disabled=true] { cursor: default }
.emoji, .sign { font-family: "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif; font-style: normal } .emoji { font-size: 15px } .chip:active .emoji { transform: scale(1.25) } .emoji { transition: transform .15s cubic-bezier(.3, 1.6, .5, 1) }
.gone { color: var(--_muted); font-size: 14px; font-style: italic; line-height: var(--_face) }
.removal { display: flex; align-items: center; gap: 12px; padding: 8px 8px 8px 14px; border-radius: 10px; background: var(--_shade); color: var(--_muted); font-size: 13.5px; margin-block: 4px } .removal span { flex: 1 }
.slot:not(:empty) { margin-block: 6px 4px }
@media (pointer: coarse) { .chip { block-size: 36px; position: relative } .chip::before { content: ""; position: absolute; inset: -4px -1px } .foot { min-block-size: 44px } .foot .reply { padding-inline: 12px } .dots.tool { margin-block: -10px; margin-inline-end: -12px } .time::before, .answered::after { content: ""; position: absolute; inset: -10px -4px } .answered { position: relative } }
@media (forced-colors: active) { .chip, .tag, .passage, .note.held, .note.grave, .removal { border: 1px solid CanvasText } .chip[aria-pressed=true] { border: 2px solid Highlight } .badge { forced-color-adjust: none } .comment[data-marked] { outline: 2px solid Highlight } }
`
