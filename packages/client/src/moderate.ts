/** The script of the moderators' page, served as `moderate.js` beside `roomful.js`. Loaded by nothing else. */
import { startQueuePage } from './elements/queue-page/start.js'

startQueuePage(import.meta.url.replace(/[?#].*$/s, '').replace(/\/[^/]*$/, ''))
