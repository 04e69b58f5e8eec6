import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type WantedDuty } from '@pacer/journal';

/** A record on the chain that a Host has to say something about, and whose it is. */
export type Item = Pick<WantedDuty, 'epoch' | 'batchId' | 'index' | 'owner'>;

/** Appends items to a Host's list, a line each: the list only grows, and its order is the order of the work. */
export function appendItems(file: string, items: readonly Item[]): void {
  appendFileSync(file, items.map((item) => `${textOf(item)}\n`).join(''));
}

/** Reads a list that grows, from an item on. */
export class ItemList {
  readonly #file: string;
  #skip: number;
  #offset = 0;
  #rest = '';

  /** @param from how many items were read before, in another life */
  constructor(file: string, from: number) {
    this.#file = file;
    this.#skip = from;
  }

  /** What has come since the last time; a line without an end has not come yet. */
  next(): Item[] {
    const lines = (this.#rest + this.#more()).split('\n');
    this.#rest = lines.pop() ?? '';
    const skipped = Math.min(this.#skip, lines.length);
    this.#skip -= skipped;
    return lines.slice(skipped).map(itemOf);
  }

  #more(): string {
    const fd = openSync(this.#file, 'r');
    try {
      const length = fstatSync(fd).size - this.#offset;
      const bytes = Buffer.alloc(Math.max(0, length));
      const read = readSync(fd, bytes, 0, bytes.length, this.#offset);
      this.#offset += read;
      return bytes.toString('utf8', 0, read);
    } finally {
      closeSync(fd);
    }
  }
}

function textOf({ epoch, batchId, index, owner }: Item): string {
  return [epoch, batchId, index, owner].join(' ');
}

function itemOf(line: string): Item {
  const [epoch = '', batchId = '', index = '', owner = ''] = line.split(' ');
  return { epoch: BigInt(epoch), batchId: BigInt(batchId), index: Number(index), owner };
}
