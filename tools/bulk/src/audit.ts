import { compare, hex, type SumLeaf, SumTree } from '@pacer/crypto';
import { type ItemKey } from '@pacer/journal';
import { type HostTally, placeOf } from './chain-tally.js';
import { type Item } from './item-list.js';
import { type PoisonedResult } from './poisoned-results.js';
import { type RecordPoison } from './record-series.js';

/** A record that a writer has handed over. */
export interface HandedRecord {
  readonly leaf: SumLeaf;
  readonly poison: RecordPoison | undefined;
}

/** A header of the Host on the chain, with the leaves that its journal keeps for it; undefined if it knows of none. */
export interface CommittedBatch {
  readonly id: bigint;
  readonly epoch: bigint;
  readonly count: number;
  readonly root: Uint8Array;
  readonly totalTokens: bigint;
  readonly totalFee: bigint;
  readonly kept: readonly SumLeaf[] | undefined;
}

/** What the submitter's `status` names as set aside. */
export interface Named {
  /** by request id, hex */
  readonly records: ReadonlyMap<string, string>;
  /** by `placeOf` */
  readonly results: ReadonlyMap<string, string>;
}

/** Everything about one Host: what was handed over, what the chain has, what was set aside. */
export interface HostEvidence {
  readonly host: string;
  readonly records: readonly HandedRecord[];
  readonly batches: readonly CommittedBatch[];
  readonly duties: readonly Item[];
  readonly poisonedResults: readonly PoisonedResult[];
  /** results that the chain's state has */
  readonly results: readonly ItemKey[];
  /** what its blocks say */
  readonly tally: HostTally;
  readonly named: Named;
}

/** `root`: what the chain has committed is not what the journal keeps. `unnamed`: set aside by nobody, or for no reason that fits. */
export type FindingKind = 'lost' | 'doubled' | 'unnamed' | 'foreign' | 'root';

export interface Finding {
  readonly kind: FindingKind;
  readonly what: string;
}

/** What is wrong with a Host's records and results; empty if everything is where it belongs, once. */
export function auditHost(evidence: HostEvidence): Finding[] {
  return [...auditRoots(evidence), ...auditRecords(evidence), ...auditResults(evidence)];
}

/** Every root, count and total that the chain has, recomputed from the journal; and the blocks have no batch beside them. */
function auditRoots({ host, batches, tally }: HostEvidence): Finding[] {
  const findings = batches.flatMap(({ id, epoch, count, root, totalTokens, totalFee, kept }): Finding[] => {
    const name = `batch ${id} of epoch ${epoch} of ${host}`;
    if (kept === undefined) return [{ kind: 'root', what: `${name} is not in its journal` }];
    const isSame = kept.length === count && isTree(SumTree.build([...kept]), { root, totalTokens, totalFee });
    return isSame ? [] : [{ kind: 'root', what: `${name} is not what its journal gives: ${kept.length} records` }];
  });
  const inState = batches.map(({ root }) => hex(root)).sort();
  const inBlocks = [...tally.roots].sort();
  if (inState.join() !== inBlocks.join()) {
    findings.push({
      kind: 'root',
      what: `${host} has ${inState.length} headers and ${inBlocks.length} batches in blocks`,
    });
  }
  return findings;
}

/** Every record that is not poisoned in one batch on the chain, every poisoned one in none and named. */
function auditRecords({ host, records, batches, named }: HostEvidence): Finding[] {
  const onChain = new Map<string, SumLeaf[]>();
  for (const leaf of batches.flatMap(({ kept = [] }) => kept)) {
    const key = hex(leaf.key);
    onChain.set(key, [...(onChain.get(key) ?? []), leaf]);
  }
  const findings: Finding[] = [];
  const find = (kind: FindingKind, id: string, why: string) =>
    findings.push({ kind, what: `record ${id} of ${host} ${why}` });
  const handed = new Set<string>();
  for (const { leaf, poison } of records) {
    const id = hex(leaf.key);
    handed.add(id);
    const found = onChain.get(id) ?? [];
    const reason = named.records.get(id);
    if (poison !== undefined) {
      if (found.length > 0) find('foreign', id, `is poisoned (${poison}) and on the chain`);
      if (reason?.startsWith(`${poison.toUpperCase()}:`) !== true) find('unnamed', id, unnamed(poison, reason));
      continue;
    }
    if (found.length === 0) find('lost', id, `is in no batch${reason === undefined ? '' : `: ${reason}`}`);
    if (found.length > 1) find('doubled', id, `is in ${found.length} batches`);
    if (found.some((one) => !isSameLeaf(one, leaf))) find('foreign', id, 'is on the chain with another leaf');
  }
  for (const id of new Set([...onChain.keys(), ...named.records.keys()]))
    if (!handed.has(id)) find('foreign', id, 'was never handed over');
  return findings;
}

/** Every result of a duty once in the state and once in the blocks, every poisoned one in none and named. */
function auditResults({ host, duties, poisonedResults, results, tally, named }: HostEvidence): Finding[] {
  const findings: Finding[] = [];
  const find = (kind: FindingKind, place: string, why: string) =>
    findings.push({ kind, what: `result ${place} of ${host} ${why}` });
  const inState = new Set(results.map(placeOf));
  if (inState.size < results.length) find('doubled', 'list', 'has an item twice in the state');
  const wanted = new Set(duties.map(placeOf));
  for (const place of wanted) {
    const { recorded, repeated } = tally.taken.get(place) ?? { recorded: 0, repeated: 0 };
    const reason = named.results.get(place);
    if (!inState.has(place) || recorded === 0)
      find('lost', place, `is not on the chain${reason === undefined ? '' : `: ${reason}`}`);
    if (recorded + repeated > 1) find('doubled', place, `is in ${recorded + repeated} messages`);
  }
  for (const item of poisonedResults) {
    const place = placeOf(item);
    const reason = named.results.get(place);
    if (reason?.startsWith(item.poison) !== true) find('unnamed', place, unnamed(item.poison, reason));
  }
  for (const place of inState) if (!wanted.has(place)) find('foreign', place, 'is no duty and on the chain');
  return findings;
}

function unnamed(poison: string, reason: string | undefined): string {
  return `is poisoned (${poison}) and ${reason === undefined ? 'not set aside' : `set aside for another reason: ${reason}`}`;
}

function isTree(
  tree: SumTree,
  { root, totalTokens, totalFee }: Pick<CommittedBatch, 'root' | 'totalTokens' | 'totalFee'>,
) {
  return compare(tree.root, root) === 0 && tree.totalTokens === totalTokens && tree.totalFee === totalFee;
}

function isSameLeaf(a: SumLeaf, b: SumLeaf): boolean {
  return a.tokens === b.tokens && a.fee === b.fee && compare(a.value, b.value) === 0;
}

/** How many of each kind. */
export function countFindings(findings: readonly Finding[]): Record<FindingKind, number> {
  const counts = { lost: 0, doubled: 0, unnamed: 0, foreign: 0, root: 0 };
  for (const { kind } of findings) counts[kind] += 1;
  return counts;
}
