/**
 * Stops with a plain sentence where Node is too old. Imported first and alone by the start and test scripts, and
 * written so that an old Node can still read it.
 */
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error('Roomful needs Node 20.19 or newer, and this is Node ' + process.versions.node + '.')
  process.exit(1)
}
