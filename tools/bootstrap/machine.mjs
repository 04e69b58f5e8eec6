// What the machine must bring: npm, Go of go.mod's version, room on the disk.
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { ask, root } from './program.mjs';
import { Refusal } from './refusal.mjs';

const gibibyte = 2 ** 30;

/** -1, 0 or 1, comparing "1.26.5" with "1.26". Missing parts count as 0. */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** The Go version that go.mod asks for. */
export function wantedGo(text = readFileSync(join(root, 'chain/go.mod'), 'utf8')) {
  return /^go (\S+)$/m.exec(text)?.[1] ?? '1.26';
}

/** The version of Go in use, e.g. "1.26.8"; refuses when there is none or it is too old. */
export function go() {
  const wanted = wantedGo();
  const cure = `install Go ${wanted} or newer (go.dev/dl) and put it on PATH.`;
  // Inside the module an older Go may fetch the version it asks for; where it can't, the question fails.
  const found = ask('go', ['env', 'GOVERSION'], { cwd: join(root, 'chain') })?.replace(/^go/, '');
  if (found !== undefined && compareVersions(found, wanted) >= 0) return found;
  const installed = found ?? ask('go', ['env', 'GOVERSION'], { env: { GOTOOLCHAIN: 'local' } })?.replace(/^go/, '');
  throw new Refusal(installed === undefined ? `Go was not found: ${cure}` : `Go ${installed} is too old: ${cure}`);
}

/** The version of npm in use; refuses when there is none. */
export function npm() {
  const found = ask('npm', ['--version']);
  if (found === undefined) throw new Refusal('npm was not found: install it (it comes with Node from nodejs.org).');
  return found;
}

/** Refuses when less than this many GiB are free where the repository lies. */
export function room(gib) {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / gibibyte;
  if (free < gib) {
    throw new Refusal(
      `The disk has ${free.toFixed(1)} GB free and ${gib} GB are needed: free some, then run this again.`,
    );
  }
}
