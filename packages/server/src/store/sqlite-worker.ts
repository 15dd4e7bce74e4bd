/** The thread in which SQLite runs: a commit waits for the disk, and nothing else of the server waits with it. */
import { parentPort, workerData } from 'node:worker_threads'
import { serveSqlite } from './sqlite-serve.js'
import { portOf } from './store-wire.js'

const port = parentPort
if (port) await serveSqlite({ ...portOf(port), close: () => port.close() }, String(workerData))
