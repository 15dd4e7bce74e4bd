/** What the script tag says: `data-box`, `data-room`, `data-pods`, `data-reactions`, `data-glow`, `data-theme`, `data-token-url`. */

export interface Settings {
  /** Address of the server up to and including its prefix, without a slash at the end. */
  readonly server: string
  readonly hasBox: boolean
  /** `top-right`, `top-left`, `bottom-right` or `bottom-left`; without it at the top, at the end of a line. */
  readonly corner: string | undefined
  /** The room of the page; without it the page's identity decides. */
  readonly room: string | undefined
  readonly hasPods: boolean
  readonly hasReactions: boolean
  /** Where many people are, the margin beside the text glows. */
  readonly hasGlow: boolean
  readonly theme: 'light' | 'dark' | 'auto'
  /** Where to fetch a token: plain text, or JSON with a field `token`. */
  readonly tokenUrl: string | undefined
}

/** Reads the settings from the attributes of the script tag; what is misspelt counts as left out. */
export function readSettings(scriptUrl: string, data: Readonly<Record<string, string | undefined>>): Settings {
  const { box, room, pods, reactions, glow, theme, tokenUrl } = data
  return {
    server: scriptUrl.replace(/[?#].*$/s, '').replace(/\/[^/]*$/, ''),
    hasBox: box !== 'off',
    corner: box,
    room: room === '' ? undefined : room,
    hasPods: pods !== 'off',
    hasReactions: reactions !== 'off',
    hasGlow: glow !== 'off',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    tokenUrl: tokenUrl === '' ? undefined : tokenUrl,
  }
}
