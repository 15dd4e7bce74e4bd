/** How it stands with mail for the person at this page, and what they can change. [X4] */
import { defineRoomFeature } from '../../room/feature.js'
import { writes } from '../../room/writes.js'

/** `off`: the site sends none. `none`: not asked yet. `asked`: the link in the mail has not been followed yet. */
export type MailState = 'off' | 'none' | 'asked' | 'confirmed' | 'stopped'

export interface Mail {
  readonly state: MailState
  readonly address: string
}

export interface MailDesk {
  read(): Promise<Mail>
  /** Asks to be written to. Rejects `MESSAGE_INVALID` for what is no address. */
  ask(address: string, lang: string): Promise<MailState>
  stop(): Promise<MailState>
}

const STATES: readonly MailState[] = ['off', 'none', 'asked', 'confirmed', 'stopped']

export const mailDesk = defineRoomFeature<MailDesk>({
  name: 'mail',
  open(host) {
    const box = host.room.use(writes)
    // An address is not put on the device.
    const set = (body: Readonly<Record<string, string | boolean>>): Promise<MailState> =>
      box.send('mail.set', body, { value: ({ state }) => stateOf(state), isKept: false }).done
    return {
      async read() {
        const { state, address } = await host.ask('mail')
        return { state: stateOf(state), address: typeof address === 'string' ? address : '' }
      },
      ask: (address, lang) => set({ address, lang }),
      stop: () => set({ stop: true }),
    }
  },
})

function stateOf(value: unknown): MailState {
  return STATES.find((state) => state === value) ?? 'off'
}
