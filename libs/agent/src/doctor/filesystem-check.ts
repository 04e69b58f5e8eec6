import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Check, Finding } from './check.js';

/** Magic numbers of file systems that a journal should not be on (statfs(2)), and why not. */
const UNFIT: ReadonlyMap<number, { name: string; kind: 'memory' | 'network' | 'layer' }> = new Map([
  [0x01021994, { name: 'tmpfs', kind: 'memory' }],
  [0x858458f6, { name: 'ramfs', kind: 'memory' }],
  [0x6969, { name: 'NFS', kind: 'network' }],
  [0x517b, { name: 'SMB', kind: 'network' }],
  [0xff534d42, { name: 'CIFS', kind: 'network' }],
  [0xfe534d42, { name: 'SMB2', kind: 'network' }],
  [0x01021997, { name: '9P', kind: 'network' }],
  [0x00c36400, { name: 'Ceph', kind: 'network' }],
  [0x0bd00bd0, { name: 'Lustre', kind: 'network' }],
  [0x5346414f, { name: 'AFS', kind: 'network' }],
  [0x794c7630, { name: 'overlayfs', kind: 'layer' }],
]);

const FIX = {
  memory: 'put it on a disk: what was signed must outlive a reboot',
  network: 'put it on a local disk: locks and syncs of SQLite cannot be relied on over a network',
  layer: 'mount a volume there: the layer of a container is gone with the container',
} as const;

/**
 * Whether journals are on a disk that keeps them: not in memory, not on a network, not in a container's own layer. Only a
 * network file system is a fault now, for two programs could hold one journal; the others lose it at the next restart.
 * @param paths files or folders; those that do not exist yet stand for the folder above them
 * @param typeOf magic number of the file system that holds a path
 */
export function filesystemCheck(
  paths: readonly string[],
  typeOf: (path: string) => number = (path) => statfsSync(path).type,
): Check {
  return {
    name: 'file system',
    ask: (): Finding => {
      const found = paths.flatMap((path) => {
        // The number is signed on some machines.
        const unfit = UNFIT.get(typeOf(existing(path)) >>> 0);
        return unfit ? [{ path, ...unfit }] : [];
      });
      const [worst] = [...found.filter(({ kind }) => kind === 'network'), ...found];
      if (!worst) return { ok: true, said: 'the journals are on a local disk' };
      const said = found.map(({ path, name }) => `${path} is on ${name}`).join(', ');
      const fix = FIX[worst.kind];
      return worst.kind === 'network' ? { ok: false, said, fix } : { ok: true, warn: true, said, fix };
    },
  };
}

function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}
