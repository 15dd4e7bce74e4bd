/**
 * From what was counted to a million readers: plain multiplication, with every assumption named here. See scale.mjs.
 *
 * What is not counted there comes from the table in bench/README.md (`npm run bench -- idle`).
 */

const MILLION = 1_000_000
/** What one node is given; a process can hold more, but its restart should not be an event. */
const PER_NODE = 50_000
/** bench/README.md: 10,000 idle connections in 500 rooms. */
const BYTES_PER_CONNECTION = 8_005
const IDLE_CPU_MS_PER_SECOND = 66 / 10_000
const JOIN_CPU_US = 317
/** A single Redis process on one core, frames handed out; a cluster has as many of them as it has shards. */
const BROKER_PER_SECOND = 100_000
/** How long a reader stays on a page. */
const STAY_S = 60

export function millionTables({ rows, rooms }) {
  const nodes = MILLION / PER_NODE
  return [
    'One page with 1,000,000 readers:',
    table(onePage(rows, nodes)),
    'A million pages with one reader each:',
    table(manyPages(rooms, nodes)),
  ].join('\n\n')
}

function onePage(rows, nodes) {
  const largest = Math.max(...rows.map((row) => row.nodes))
  const counted = rows.filter((row) => row.nodes === largest)
  // Everything at once: people come and go, move and say something.
  const framesPerNode = counted.reduce((sum, row) => sum + row.frames / row.nodes, 0)
  const bytesPerNode = counted.reduce((sum, row) => sum + row.bytes / row.nodes, 0)
  const perReader = Math.max(...counted.map((row) => row.bytesPerReader))
  return [
    ['nodes', `${nodes}, of ${count(PER_NODE)} connections each`],
    ['memory for connections, each node', `${count((PER_NODE * BYTES_PER_CONNECTION) / 1e6)} MB`],
    ['CPU of silence, each node', `${((PER_NODE * IDLE_CPU_MS_PER_SECOND) / 10).toFixed(0)} % of a core`],
    ['CPU of 10,000 people coming in one second, all nodes', `${((10_000 * JOIN_CPU_US) / 1e6).toFixed(1)} cores`],
    ['frames to the broker', `${count(framesPerNode * nodes)} a second`],
    ['frames from the broker', `${count(framesPerNode * nodes * (nodes - 1))} a second`],
    ['bytes into each node', `${count((bytesPerNode * (nodes - 1)) / 1e3)} kB/s`],
    ['share of one Redis process', `${((100 * framesPerNode * nodes * (nodes - 1)) / BROKER_PER_SECOND).toFixed(1)} %`],
    ['bytes to readers while 20 people move, all nodes', `${((perReader * MILLION * 8) / 1e9).toFixed(0)} Gbit/s`],
  ]
}

function manyPages(rooms, nodes) {
  const openings = MILLION / STAY_S
  return [
    ['nodes', `${nodes}, of ${count(PER_NODE)} rooms each`],
    ['rooms opened, when a reader stays a minute', `${count(openings)} a second`],
    ['frames to the broker', `${count(openings * rooms.perOpening)} a second`],
    ['subscriptions opened and closed at the broker', `${count(2 * openings)} a second`],
    ['frames from the broker', 'none but the nodes’ own beats: nobody else has the room'],
    ['bytes to readers, all nodes', `${((rooms.quiet.bytesPerReader * MILLION * 8) / 1e9).toFixed(2)} Gbit/s`],
  ]
}

const count = (value) => Math.round(value).toLocaleString('en')
const table = (rows) =>
  ['| what | how much |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
