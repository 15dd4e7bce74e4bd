/** A disk of a few megabytes that can be filled and freed. Needs root on Linux; elsewhere `smallDiskTest` skips. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, test } from 'vitest'

/** Containers may be root and not allowed to mount. */
const canMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = mkdtempSync(join(tmpdir(), 'roomful-mount-'))
  try {
    mount(folder, 1)
    execFileSync('umount', [folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()

export const smallDiskTest = test.skipIf(!canMount)

export interface SmallDisk {
  readonly folder: string
  /** Leaves about this many bytes free, with a file that is in the way. */
  fill(freeBytes: number): void
  /** Takes the file away again. */
  free(): void
}

/** Mounts it; it is gone when the test ends. */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'roomful-disk-'))
  mount(folder, megabytes)
  // Lazily: a server that still has a file open there must not keep the test from ending.
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const inTheWay = join(folder, 'in-the-way')
  return {
    folder,
    fill(freeBytes) {
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(inTheWay, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)))
      } catch {
        // reason: somebody else was faster with the last bytes; it is full, which is what was wanted.
      }
    },
    free: () => rmSync(inTheWay),
  }
}

function mount(folder: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
}
