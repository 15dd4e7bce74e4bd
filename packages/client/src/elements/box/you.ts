/**
 * The visitor's own card in the panel: counted only; choosing how to be seen; seen.
 *
 * Drawn anew when one of these three changes, never while somebody types into the form.
 */
import type { Member } from '@roomful/protocol'
import { avatar } from '../avatar.js'
import type { Room } from '../../room/room.js'
import { h, setText } from '../dom.js'
import { all, drawSoon, watch, type Live } from '../live.js'
import type { Words } from '../words/words.js'
import { createAppearForm, suggestName, type Look } from './appear-form.js'
import { button, createSwitch, ICONS, tool } from './controls.js'

export interface You {
  readonly node: HTMLElement
  stop(): void
}

type Face = 'counted' | 'form' | 'seen' | 'edit' | 'barred'

export function createYou(live: Live, room: Room, words: Words, formShown: (isShown: boolean) => void): You {
  const node = h('div', { class: 'view', part: 'you' })
  let face: Face | undefined
  let suggested: Look | undefined
  let stopFace = (): void => undefined

  const look = (): Look => {
    const me = room.me.get()
    suggested ??= {
      name: suggestName(words, live.random.unit),
      color: Math.floor(live.random.unit() * words.colors.length),
    }
    return { name: me.name ?? suggested.name, color: me.color ?? suggested.color }
  }
  const show = (next: Face, isMoved = false): void => {
    if (next === face) return
    face = next
    formShown(next === 'form' || next === 'edit')
    stopFace()
    stopFace = () => undefined
    if (next === 'barred') node.replaceChildren(h('p', { class: 'lead card' }, words.cannotAppear))
    else if (next === 'counted') drawCounted(isMoved)
    else if (next === 'seen') drawSeen(isMoved)
    else drawForm(next === 'edit')
  }
  const drawCounted = (isMoved: boolean): void => {
    const main = button(words.beSeen, 'main wide', () => show('form'))
    node.replaceChildren(h('div', { class: 'card' }, h('p', { class: 'lead' }, words.beSeenLead), main))
    if (isMoved) main.focus()
  }
  const drawForm = (isEdit: boolean): void => {
    const form = createAppearForm({
      words,
      start: look(),
      isNamed: own(live, room)?.verified === true,
      isEdit,
      suggest: () => suggestName(words, live.random.unit),
      submit(next) {
        room.me.set({ ...next, pointer: matchMedia('(hover: none)').matches ? 'touch' : 'mouse' })
        room.me.show()
        show('seen', true)
      },
      cancel: () => show(isEdit ? 'seen' : 'counted', true),
    })
    node.replaceChildren(form.node)
    form.focus()
  }
  const drawSeen = (isMoved: boolean): void => {
    const seen = createSeen(live, room, words, look, () => show('edit'))
    node.replaceChildren(seen.node)
    stopFace = seen.stop
    if (isMoved) seen.focus()
  }
  const draw = (): void => {
    const hadFocus = node.contains((node.getRootNode() as ShadowRoot).activeElement)
    const isShown = room.me.get().isShown
    if (isShown) return show(face === 'edit' ? 'edit' : 'seen', hadFocus)
    // Before the room has answered nobody knows what is allowed; the open way is the usual one.
    if (room.can.get().size > 0 && !room.can.get().has('appear')) return show('barred')
    show(face === 'form' ? 'form' : 'counted', hadFocus)
  }
  draw()
  const undo = all(room.me.subscribe(draw), room.can.subscribe(draw))
  return { node, stop: () => (stopFace(), undo()) }
}

/** The visitor's own entry in the roster. */
function own(live: Live, room: Room): Member | undefined {
  const id = live.client.id.get()
  return room.members.get().find((member) => member.id === id)
}

function createSeen(
  live: Live,
  room: Room,
  words: Words,
  look: () => Look,
  edit: () => void,
): { node: HTMLElement; focus(): void; stop(): void } {
  const picture = avatar({ id: '', state: 'here', refs: [], ...look() })
  const name = h('bdi', { class: 'name' })
  const hide = button(words.hideMe, '', () => room.me.hide())
  const pause = createSwitch(words.pause, (isOn) => live.isPaused.set(isOn))
  const draw = (): void => {
    const entry = own(live, room)
    const shown = entry ?? { id: '', state: 'here' as const, refs: [], ...look() }
    avatar({ ...shown, state: 'here' }, picture)
    setText(name, shown.name)
    name.title = shown.name
  }
  const soon = drawSoon(draw)
  draw()
  const node = h(
    'div',
    { class: 'card' },
    h(
      'div',
      { class: 'row' },
      picture,
      h('span', { class: 'grow' }, name, h('span', { class: 'fine' }, words.youAreSeen)),
      tool(words.edit, ICONS.edit, edit),
    ),
    h('div', { class: 'row wrap' }, live.settings.hasPods && pause.node, hide),
  )
  const stop = all(room.members.subscribe(soon), room.me.subscribe(soon), watch(live.isPaused, pause.set))
  return { node, stop, focus: () => hide.focus() }
}
