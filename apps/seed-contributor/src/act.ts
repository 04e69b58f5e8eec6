import { logError, type Effect, type EncodedMessage, type Logger, type TxEngine } from '@pacer/agent';
import { hex } from '@pacer/crypto';
import type { EndpointPool } from '@pacer/client';
import type { ContributorAction } from './facts.js';
import { makeDealing, type MakingParts } from './make-dealing.js';
import { makeOpening } from './make-opening.js';
import { carried, readMessage, type Parties } from './messages.js';
import type { Made, Preparations } from './preparations.js';
import { partKey, type Part } from './settings.js';
import { isShownOnChain } from './shown.js';
import type { Table } from './table.js';

/** What actions work on. */
export interface Workshop extends MakingParts {
  parties: Parties;
  preparations: Preparations;
  engine: Pick<TxEngine, 'submit'>;
  /** the slot table that the last facts were about, and their height */
  looked: () => { table: Table; height: bigint } | undefined;
  computed: (part: Part, how: { seconds: number } | { progress: number } | 'failed') => void;
  log: Logger;
}

/** Does one action. Done twice, or after a crash in the middle, it comes to the same. */
export async function act(work: Workshop, action: ContributorAction, signal?: AbortSignal): Promise<void> {
  const looked = work.looked();
  if (looked?.table.round.epoch !== action.epoch) return;
  switch (action.kind) {
    case 'prepare-dealing':
      prepare(work, 'deal', looked, (signal) =>
        makeDealing(work, looked.table, { signal, onProgress: progressOf(work, action.epoch) }),
      );
      return;
    case 'prepare-opening':
      prepare(work, 'open', looked, (stop) => makeOpening(work, looked.table, { signal: stop }));
      return;
    case 'deal':
    case 'open': {
      const { kind: part, epoch, attempt } = action;
      const made = work.preparations.made(partKey(part, epoch), hex(looked.table.round.tableHash));
      if (!made) return;
      const effect = (): Promise<boolean | undefined> => isShownOnChain(work.pool, part, epoch, work.host);
      const operation = { key: partKey(part, epoch), attempt, ...carried(part, work.parties, epoch, made), effect };
      await work.engine.submit(operation, signal);
    }
  }
}

function prepare(
  { preparations, computed, log, clock }: Workshop,
  part: Part,
  { table, height }: { table: Table; height: bigint },
  make: (signal: AbortSignal) => Promise<Made>,
): void {
  const { epoch, tableHash } = table.round;
  const key = partKey(part, epoch);
  const began = clock.monotonic();
  preparations.begin({ key, about: hex(tableHash), height }, make, (how) => {
    if ('error' in how) {
      computed(part, 'failed');
      logError(log, how.error, `${key} could not be computed and is tried again`, { key });
      return;
    }
    const seconds = (clock.monotonic() - began) / 1000;
    computed(part, { seconds });
    const { bytes, payload } = how.made;
    log.info({ key, bytes: bytes.length, payload }, `${key} is computed and verified, in ${seconds.toFixed(1)} s`);
  });
}

/** Shows how far a dealing has come: each piece in the metrics, each tenth in the log. */
function progressOf({ computed, log }: Workshop, epoch: bigint): (done: number, of: number) => void {
  const key = partKey('deal', epoch);
  let said = 0;
  return (done, of) => {
    computed('deal', { progress: done / of });
    const tenths = Math.floor((10 * done) / of);
    if (tenths === said) return;
    said = tenths;
    log.info({ key, done, of }, `${key} is being computed: ${Math.floor((100 * done) / of)} %`);
  };
}

/** Whether the chain's state shows what these messages do: the engine's answer to "is it done?", also after a restart. */
export function partEffect(pool: EndpointPool, messages: readonly EncodedMessage[]): Effect | undefined {
  const about = readMessage(messages);
  return about && (() => isShownOnChain(pool, about.part, about.epoch, about.host));
}
