/**
 * Finds what partitions are made of: network namespaces (`ip`) and a packet filter (`nft`). On Debian as root they are
 * installed if they lack.
 */
import { execFileSync } from 'node:child_process'
import { canInstall, install } from './programs.mjs'

/** Whether this process can make partitions, having installed what it may. */
export async function findNetworkTools(say) {
  if (canPartition() || !canInstall() || hasTools()) return canPartition()
  await install('iproute2 and nftables', ['iproute2', 'nftables'], say)
  return canPartition()
}

/** The same without installing anything: made and removed once, as rights are not only a matter of being root. */
export function canPartition() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !hasTools()) return false
  const name = `roomful-look-${process.pid}`
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' })
  } catch {
    return false
  }
  try {
    execFileSync('ip', ['netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'look'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' })
  }
}

function hasTools() {
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' })
    execFileSync('nft', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
