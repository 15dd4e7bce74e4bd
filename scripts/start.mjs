/**
 * `npm start`: brings the checkout to where it can run, then opens the demo blog on SQLite.
 *
 * PORT (3000, 0 for any), HOST (localhost) and ROOMFUL_DATA (.data) can be set, or given as `--port`, `--host`, `--data`.
 */
import './node-version.mjs'

try {
  const { prepare } = await import('./prepare.mjs')
  await prepare()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
// In this process, so that there is one to stop.
await import('../examples/poet-blog/app.js')
