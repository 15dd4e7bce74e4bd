/** Signs to choose from below a comment. [T5] The first six are those that fly over the page, too. */
import { EMOJI } from '../reaction-rules.js'

export const QUICK: readonly string[] = EMOJI

/** As many as fit a phone: a list that scrolls within a page that scrolls is a trap. */
export const MORE: readonly string[] = [
  ...['😂', '🙂', '😉', '😍', '🤩', '🤔', '😎', '😅', '😢', '😡'],
  ...['🙏', '🙌', '💪', '👀', '👋', '🤝', '👌', '🤷', '👎', '✅'],
  ...['💯', '🔥', '✨', '⭐', '💡', '🚀', '🏆', '🌱', '☕', '❓'],
]
