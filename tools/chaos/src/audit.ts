import { type PacerQuery } from '@pacer/client';
import { type Schedule } from '@pacer/proto/epoch/v1';
import { type LocalNet } from '@pacer/testing';
import { auditBatches } from './batch-audit.js';
import { type ChainWatch } from './chain-watch.js';
import { DENOM } from './courier/courier.js';
import { type CourierAgent } from './courier-agent.js';
import { auditDeliveries, paymentName, paymentsIn } from './delivery-audit.js';
import { type Fleet } from './fleet.js';
import { type Injection, type Injections, median, resumeTimes } from './injections.js';
import { auditWindow, windowKinds, windowsOf, type WindowOutcome } from './window-audit.js';

/** One line of the table. */
export interface FaultRow {
  readonly fault: string;
  readonly injected: number;
  /** Injections by how many endpoints they were on, for faults of endpoints. */
  readonly byEndpoints: readonly number[];
  /** Requests or processes. */
  readonly struck: number;
  /** Windows of Hosts in which it was done to the agent. */
  readonly reachable: number;
  readonly missed: number;
  /** Deliveries that were under way while it was done to their courier. */
  readonly lost: number;
  readonly doubled: number;
  readonly resumeMedianMs: number | undefined;
  readonly resumeMaxMs: number | undefined;
}

export interface AuditResult {
  readonly rows: readonly FaultRow[];
  readonly deliveries: number;
  readonly lost: number;
  readonly doubled: number;
  /** Accounts whose balance is not what the blocks say, or that paid what nobody asked for. */
  readonly wrongAccounts: readonly string[];
  /** Inclusions of deliveries that the chain refused, by `codespace/code`. */
  readonly refused: Readonly<Record<string, number>>;
  readonly feesPaid: bigint;
  readonly windows: {
    readonly reachable: number;
    readonly missed: number;
    readonly doubled: number;
    readonly all: number;
  };
  /** Windows that were reachable and not used. */
  readonly missedWindows: readonly WindowOutcome[];
  /** Records that Hosts handed over, and what is in batches on the chain. */
  readonly records: {
    readonly made: number;
    readonly committed: number;
    readonly batches: number;
    readonly repeated: number;
  };
  /**
   * Deliveries given to two couriers of one account; signed by both with the same bytes, or with others because one was a span of
   * deadlines late; of these, in two blocks. Two agents that do not know of each other can't do better with a message that the chain
   * takes twice (docs/faults.md), so these are told apart from what is doubled.
   */
  readonly twins: {
    readonly deliveries: number;
    readonly sameBytes: number;
    readonly otherBytes: number;
    readonly twice: number;
  };
  /** What is lost or doubled, by courier and operation key. */
  readonly wrongDeliveries: readonly string[];
  readonly blocks: number;
}

interface Evidence {
  readonly net: LocalNet;
  readonly fleet: Fleet;
  readonly watch: ChainWatch;
  readonly injections: Injections;
  readonly schedules: ReadonlyMap<bigint, Schedule>;
  readonly query: PacerQuery;
  /** Height at which the storm began: windows that began before are not counted, their agents were still starting. */
  readonly since: bigint;
  /** What each courier's account had in genesis. */
  readonly start: bigint;
}

/** Counts everything from the blocks and balances of one node that no agent has asked. */
export async function audit(evidence: Evidence): Promise<AuditResult> {
  const { fleet, watch, injections, query, start } = evidence;
  const payments = paymentsIn(watch.txs);
  const ends: { courier: CourierAgent; lost: Set<string>; doubled: Set<string> }[] = [];
  const wrongAccounts: string[] = [];
  const wrongDeliveries: string[] = [];
  const signed = fleet.twins?.signed() ?? { same: [], other: [] };
  const refused: Record<string, number> = {};
  let [deliveries, twice, feesPaid] = [0, 0, 0n];
  for (const courier of fleet.couriers) {
    // The second twin has the first one's account and work: counted once.
    if (courier === fleet.twins?.second) continue;
    const { address } = courier.account;
    const found = auditDeliveries(address, courier.deliveries, payments);
    const balance = await query.bank.balance(address, DENOM);
    const expected = start - found.paid - found.fees;
    if (balance !== expected) wrongAccounts.push(`${courier.name} has ${balance}, and ${expected} by its blocks`);
    if (found.foreign.length > 0) wrongAccounts.push(`${courier.name} paid ${found.foreign.length} times unasked`);
    deliveries += courier.deliveries.length;
    for (const name of found.failed) refused[name] = (refused[name] ?? 0) + 1;
    feesPaid += found.fees;
    const late = courier === fleet.twins?.first ? names(signed.other) : new Set();
    const doubled = found.doubled.filter((one) => !late.has(paymentName(one)));
    twice += found.doubled.length - doubled.length;
    wrongDeliveries.push(...found.lost.map(({ key }) => `${courier.name} ${key} is in no block`));
    wrongDeliveries.push(...doubled.map(({ key }) => `${courier.name} ${key} is in two blocks`));
    ends.push({ courier, lost: names(found.lost), doubled: names(doubled) });
  }
  const records = countRecords(fleet, watch);
  const windows = windowOutcomes(evidence);
  const doubledWindows = windows.filter(({ times }) => times > 1).length;
  const sum = (of: 'lost' | 'doubled') => ends.reduce((total, end) => total + end[of].size, 0);
  return {
    rows: faultRows(injections.all, ends, windows),
    ...{
      deliveries,
      lost: sum('lost') + Math.max(0, records.made - records.committed),
      doubled: sum('doubled') + doubledWindows + Math.max(0, records.committed - records.made),
      wrongAccounts,
      refused,
      feesPaid,
    },
    missedWindows: windows.filter(({ isReachable, times }) => isReachable && times === 0),
    windows: { ...countWindows(windows), doubled: doubledWindows, all: windows.length },
    records,
    twins: {
      deliveries: fleet.twins?.first.deliveries.length ?? 0,
      ...{ sameBytes: signed.same.length, otherBytes: signed.other.length, twice },
    },
    wrongDeliveries,
    blocks: watch.blocks.length,
  };
}

function countRecords({ works }: Fleet, { txs }: ChainWatch): AuditResult['records'] {
  const found = works.map(({ node, made }) => ({ made, ...auditBatches(node.address, txs) }));
  const sum = (of: 'made' | 'records' | 'batches' | 'repeated') => found.reduce((total, one) => total + one[of], 0);
  return { made: sum('made'), committed: sum('records'), batches: sum('batches'), repeated: sum('repeated') };
}

function names(deliveries: readonly { readonly to: string; readonly amount: bigint }[]): Set<string> {
  return new Set(deliveries.map(paymentName));
}

function windowOutcomes({ net, fleet, watch, injections, schedules, since }: Evidence): WindowOutcome[] {
  const { hosts } = fleet;
  if (hosts.length === 0) return [];
  const inOrder = [...schedules.values()].sort((a, b) => Number(a.epoch - b.epoch));
  return net.nodes.flatMap((node) =>
    windowsOf(node.address, inOrder, watch.height)
      .filter(({ from }) => from >= since)
      .map((window) => {
        const agent = hosts.find((one) => one.node === node && one.agent === windowKinds[window.kind].agent);
        return auditWindow(window, watch.blocks, agent ? injections.of(agent.name) : []);
      }),
  );
}

function countWindows(windows: readonly WindowOutcome[]): { reachable: number; missed: number } {
  const reachable = windows.filter(({ isReachable, times }) => isReachable || times > 0);
  return { reachable: reachable.length, missed: reachable.filter(({ times }) => times === 0).length };
}

function faultRows(
  injections: readonly Injection[],
  ends: readonly { courier: CourierAgent; lost: Set<string>; doubled: Set<string> }[],
  windows: readonly WindowOutcome[],
): FaultRow[] {
  return [...new Set(injections.map(({ fault }) => fault))].sort().map((fault) => {
    const own = injections.filter((one) => one.fault === fault);
    const during = (of: 'lost' | 'doubled') =>
      ends.reduce((sum, end) => sum + [...end[of]].filter((name) => isDuring(name, end.courier, own)).length, 0);
    const resumed = resumeTimes(own);
    const ofEndpoints = own.filter(({ endpoints }) => endpoints !== undefined);
    return {
      ...{ fault, injected: own.length, struck: own.reduce((sum, { struck }) => sum + struck, 0) },
      byEndpoints:
        ofEndpoints.length === 0 ? [] : [1, 2, 3].map((n) => ofEndpoints.filter((one) => one.endpoints === n).length),
      ...countWindows(windows.filter(({ faults }) => faults.includes(fault))),
      ...{ lost: during('lost'), doubled: during('doubled') },
      resumeMedianMs: median(resumed),
      resumeMaxMs: resumed.length === 0 ? undefined : Math.max(...resumed),
    };
  });
}

/** Whether a fault was done to a courier while a delivery was under way: from its listing to some seconds after its inclusion. */
function isDuring(name: string, courier: CourierAgent, injections: readonly Injection[]): boolean {
  const from = courier.listedMs.get(name) ?? 0;
  const to = (courier.seenMs.get(name) ?? Infinity) + 10_000;
  return injections.some(
    ({ agent, beganMs, endedMs }) => agent === courier.name && beganMs <= to && (endedMs ?? Infinity) >= from,
  );
}
