/**
 * Who is measured, and what Roomful must reach: one row of the table per metric. A ratio is to Socket.IO, taken pair by
 * pair from neighbouring runs; a limit, or the least there must be, is a number of its own.
 */

export const peers = [
  { name: 'roomful', title: 'Roomful', module: 'roomful', dialect: 'roomful' },
  { name: 'socketio', title: 'Socket.IO 4', module: 'socketio', dialect: 'socketio' },
  { name: 'ws', title: 'ws, plain', module: 'ws', dialect: 'ws' },
]

/** Who takes part in a few workloads only, to show where the rest comes from. */
export const extras = [
  // How much of the storm is one line: Socket.IO with the listen backlog that Roomful uses.
  {
    name: 'socketio-backlog',
    title: 'Socket.IO 4, backlog 4096',
    module: 'socketio',
    dialect: 'socketio',
    backlog: 4_096,
    workloads: ['reconnect'],
  },
  // How much of a delivery is Node and the kernel.
  { name: 'floor', title: 'node:net alone', module: 'floor', dialect: 'ws', workloads: ['fanout-paced', 'rooms'] },
]

/** Rows without `ratio`, `limit` and `least` are for information. `digits` after the decimal point. */
export const rows = [
  { workload: 'fanout-saturated', metric: 'cpuUsPerDelivery', label: 'CPU µs per delivery', digits: 2, ratio: 0.1 },
  { workload: 'fanout-saturated', metric: 'p99Ms', label: 'age at delivery, p99 ms', digits: 1 },
  { workload: 'fanout-paced', metric: 'cpuUsPerDelivery', label: 'CPU µs per delivery', digits: 2, ratio: 0.6 },
  { workload: 'fanout-paced', metric: 'bytesPerDelivery', label: 'bytes per delivery', digits: 1, limit: 74 },
  { workload: 'fanout-paced', metric: 'p50Ms', label: 'age at delivery, p50 ms', digits: 1 },
  { workload: 'fanout-paced', metric: 'p99Ms', label: 'age at delivery, p99 ms', digits: 1 },
  { workload: 'rooms', metric: 'cpuMsPerSecond', label: 'CPU ms per second', digits: 0, ratio: 0.6 },
  { workload: 'rooms', metric: 'p50Ms', label: 'age at delivery, p50 ms', digits: 2 },
  { workload: 'rooms', metric: 'p99Ms', label: 'age at delivery, p99 ms', digits: 1 },
  { workload: 'cursors-50', metric: 'cpuMsPerSecond', label: 'CPU ms per second', digits: 0 },
  {
    workload: 'cursors-50',
    metric: 'lateShare',
    label: 'positions older than 100 ms',
    digits: 3,
    isShare: true,
    limit: 0.001,
  },
  { workload: 'cursors-100', metric: 'cpuMsPerSecond', label: 'CPU ms per second', digits: 0, ratio: 0.08 },
  { workload: 'cursors-100', metric: 'kilobytesPerSecondAndClient', label: 'kB/s per client', digits: 1, ratio: 0.2 },
  {
    workload: 'cursors-100',
    metric: 'lateShare',
    label: 'positions older than 100 ms',
    digits: 3,
    isShare: true,
    limit: 0.001,
  },
  { workload: 'cursors-200', metric: 'cpuMsPerSecond', label: 'CPU ms per second', digits: 0 },
  {
    workload: 'cursors-200',
    metric: 'lateShare',
    label: 'positions older than 100 ms',
    digits: 3,
    isShare: true,
    limit: 0.001,
  },
  { workload: 'crowd-1000', metric: 'p95Ms', label: 'age of a painted cursor, p95 ms', digits: 1, limit: 100 },
  { workload: 'crowd-1000', metric: 'kilobytesPerSecondAndReader', label: 'kB/s per reader', digits: 1, limit: 30 },
  { workload: 'crowd-1000', metric: 'cpuMsPerSecond', label: 'CPU ms per second', digits: 0 },
  { workload: 'crowd-viewers', metric: 'bytesRatio', label: "a viewer's bytes, 10,000 ÷ 300", digits: 2, limit: 1.2 },
  { workload: 'crowd-viewers', metric: 'cpuRatio', label: 'CPU per connection, 10,000 ÷ 300', digits: 2, limit: 1.2 },
  { workload: 'crowd-viewers', metric: 'kilobytesPerSecondAndViewer', label: 'kB/s per viewer at 10,000', digits: 2 },
  { workload: 'crowd-viewers', metric: 'cpuMsPerSecond', label: 'CPU ms per second at 10,000', digits: 0 },
  { workload: 'crowd-viewers', metric: 'cpuUsPerJoin', label: 'CPU µs per member who joins', digits: 0 },
  { workload: 'crowd-viewers', metric: 'joinKilobytes', label: 'kB to join a page of 10,000', digits: 1 },
  { workload: 'crowd-viewers', metric: 'joinFrames', label: 'frames to join a page of 10,000', digits: 0 },
  {
    workload: 'idle',
    metric: 'bytesPerConnection',
    label: 'server memory, bytes per connection',
    digits: 0,
    ratio: 0.55,
  },
  { workload: 'idle', metric: 'cpuUsPerJoin', label: 'CPU µs per connect + join', digits: 0, ratio: 0.6 },
  { workload: 'idle', metric: 'idleCpuMsPerSecond', label: 'CPU ms per second, all idle', digits: 0 },
  {
    workload: 'idle-shown',
    metric: 'bytesPerConnection',
    label: 'server memory, bytes per member',
    digits: 0,
  },
  { workload: 'idle-shown', metric: 'cpuUsPerJoin', label: 'CPU µs per connect + join', digits: 0 },
  { workload: 'reconnect', metric: 'allInMs', label: 'ms until all are in', digits: 0, ratio: 0.3 },
  { workload: 'reconnect', metric: 'cpuUsPerJoin', label: 'CPU µs per rejoin', digits: 0 },
  { workload: 'comments', metric: 'acknowledgedPerSecond', label: 'acknowledged a second', digits: 0, least: 5_000 },
  { workload: 'comments', metric: 'p50Ms', label: 'until acknowledged, p50 ms', digits: 1 },
  { workload: 'comments', metric: 'p99Ms', label: 'until acknowledged, p99 ms', digits: 1, limit: 50 },
  { workload: 'comments', metric: 'loopP99Ms', label: 'event loop late, p99 ms', digits: 1, limit: 20 },
  { workload: 'comments', metric: 'cpuUsPerComment', label: 'CPU µs per comment', digits: 0 },
  ...['comments-page-1k', 'comments-page-100k'].flatMap((workload) => [
    { workload, metric: 'p50Ms', label: 'page over the socket, p50 ms', digits: 2 },
    { workload, metric: 'p99Ms', label: 'page over the socket, p99 ms', digits: 1, limit: 50 },
    { workload, metric: 'firstMs', label: 'the very first page, ms', digits: 1, limit: 50 },
    { workload, metric: 'htmlP99Ms', label: 'page as HTML, p99 ms', digits: 1, limit: 50 },
    { workload, metric: 'serverMegabytes', label: 'server memory, MB', digits: 0 },
    { workload, metric: 'grownMegabytes', label: 'of that since it started, MB', digits: 1 },
  ]),
  { workload: 'comments-resume', metric: 'allInMs', label: 'ms until all have caught up', digits: 0 },
  { workload: 'comments-resume', metric: 'readsPerClient', label: 'database reads per reader', digits: 3, limit: 0.1 },
  { workload: 'comments-resume', metric: 'cpuUsPerJoin', label: 'CPU µs per reader', digits: 0 },
]
