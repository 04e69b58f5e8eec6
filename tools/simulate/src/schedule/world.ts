import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogLevel, OwnTxStore } from '@pacer/agent';
import { Seeded } from '@pacer/testing';
import { ModelChain, type ModelBlock } from '../chain/model-chain.js';
import { OtherHosts } from '../chain/other-hosts.js';
import type { ModelTx } from '../chain/model-tx.js';
import { parties, type Party } from '../chain/parties.js';
import type { Refusal } from '../chain/refusal.js';
import { GENESIS_NS, type Rules } from '../chain/rules.js';
import { Trace } from '../clock/trace.js';
import { VirtualClock } from '../clock/virtual-clock.js';
import { AgentProcess } from '../host/agent-process.js';
import type { Delivery } from '../host/courier.js';
import type { WallClock } from '../host/life.js';
import { openProgram, PROGRAM_OF, writeSettings, type HostParts, type ProgramName } from '../host/programs.js';
import { ModelNode } from '../node/model-node.js';
import { Network } from '../node/network.js';
import { isLiar } from '../node/node-faults.js';
import { Audit } from './audit.js';
import { HostWork } from './host-work.js';
import { Windows } from './windows.js';

/** What a world is made of. */
export interface WorldPlan {
  seed: number;
  rules: Rules;
  nodes: number;
  /** processes of the simulated Host by name: `claimer`, or `claimer-b` for a second one */
  processes: readonly string[];
  deliveries: readonly Delivery[];
  /** an empty folder */
  dir: string;
  logLevel: LogLevel;
  show?: (line: string) => void;
  wrapStore?: (store: OwnTxStore, process: AgentProcess) => OwnTxStore;
}

/** A chain, its nodes, and one Host with its real agents: everything that a schedule can disturb. */
export class World {
  readonly clock = new VirtualClock();
  readonly wall: WallClock = { epochMs: Number(GENESIS_NS / 1_000_000n), offMs: 0 };
  readonly trace: Trace;
  readonly chain: ModelChain;
  readonly nodes: readonly ModelNode[];
  readonly party: Party;
  readonly processes: readonly AgentProcess[];
  readonly work: HostWork;
  readonly audit: Audit;
  readonly windows: Windows;
  /** no block before this moment */
  haltedUntil = 0;
  /** blocks that take in nothing and lose what waits */
  losesPool = false;
  /** blocks take so many times as long */
  slowness = 1;
  /** no fault is injected any more */
  isHealed = false;
  readonly deliveries: readonly Delivery[];
  /** told of every transaction that comes to a node */
  onArrival: (tx: ModelTx) => void = () => undefined;
  onBlock: (block: ModelBlock) => void = () => undefined;
  readonly #random: Seeded;
  readonly #others: OtherHosts;
  readonly #disturbed = new Map<string, number>();
  readonly #isWell = new Map<string, boolean>();
  #lastBlockAt = 0;

  constructor(plan: WorldPlan) {
    const { seed, rules, dir } = plan;
    this.trace = new Trace(() => this.clock.now, plan.show);
    this.deliveries = plan.deliveries;
    this.#random = new Seeded(seed * 4 + 1);
    const [self, ...others] = parties(4) as [Party, ...Party[]];
    this.party = self;
    this.chain = new ModelChain(rules, parties(4));
    this.#others = new OtherHosts(new Seeded(seed * 4 + 2), others);
    this.audit = new Audit(this.chain);
    const memory = { answers: new Map<string, Refusal | string>(), txs: new Map<string, ModelTx>() };
    this.nodes = Array.from({ length: plan.nodes }, (_, index) => {
      return new ModelNode(index, this.chain, memory, (node, tx) => {
        this.trace.note(`node ${node.id[0]}`, `got ${tx.hash.slice(0, 8)}`);
        this.audit.arrived(tx);
        this.onArrival(tx);
      });
    });
    mkdirSync(dir, { recursive: true });
    const workJournal = join(dir, 'work.sqlite');
    const { chain, party, clock: world } = this;
    this.work = new HostWork(workJournal, { chain, party, world, random: new Seeded(seed * 4 + 3) });
    const parts: HostParts = {
      ...{ party, computeMs: 1_000 },
      settings: writeSettings(dir, { chainId: rules.chainId, host: party.host, rpc: this.nodes.map(({ url }) => url) }),
      network: new Network(this.nodes, this.#random),
      deliveries: plan.deliveries,
      onWrite: (process, step, attempt) => this.audit.wrote(process, step, attempt),
      ...(plan.wrapStore && { wrapStore: plan.wrapStore }),
    };
    this.processes = plan.processes.map((name) => this.#process(name, plan, parts));
    this.windows = new Windows(this.chain, party.host, this.processes);
  }

  /** Makes the first block, and has the others follow. */
  begin(): void {
    this.#commit();
  }

  /** Starts the agents, within a few seconds. */
  startAgents(): void {
    for (const process of this.processes) this.clock.after(this.#random.between(0, 3_000), () => process.start());
  }

  end(): void {
    for (const process of this.processes) process.end();
    this.work.journal.close();
  }

  /** Whether a program is among the Host's. */
  has(program: ProgramName): boolean {
    return this.processes.some(({ name }) => name === program);
  }

  /** Something happened to a process: the blocks from the last to the next do not count for it. */
  disturb(process: AgentProcess): void {
    this.#disturbed.set(process.name, this.clock.now);
  }

  #process(name: string, { dir, logLevel }: WorldPlan, parts: HostParts): AgentProcess {
    const program = name.split('-')[0] as ProgramName;
    return new AgentProcess({
      ...{ name, program: PROGRAM_OF[program], stateDir: join(dir, name), logLevel },
      ...{ world: this.clock, wall: this.wall, trace: this.trace, open: openProgram(program, parts) },
      onTurn: (process) => {
        this.disturb(process);
      },
      onSurprise: (process, what) => this.audit.violate(`${process.name}: unclassified: ${what}`),
    });
  }

  #commit(): void {
    const { clock, chain } = this;
    const waits = this.haltedUntil - clock.now;
    if (waits > 0) {
      clock.after(waits, () => this.#commit());
      return;
    }
    if (this.losesPool) chain.pool.clear();
    const block = chain.commit(clock.now, (of, height) => this.#others.act(of, height));
    for (const node of this.nodes) node.committed(block.txs);
    const txs = block.txs.map(({ tx, code }) => `${tx.hash.slice(0, 8)}:${code}`);
    this.trace.note('chain', `block ${block.height} of epoch ${block.epoch} [${txs.join(' ')}]`);
    this.audit.committed(block);
    this.work.validate();
    this.windows.committed(this.#conditions());
    this.#lastBlockAt = clock.now;
    this.onBlock(block);
    const { blockMs } = chain.rules;
    clock.after(blockMs * this.slowness * this.#random.between(0.9, 1.1), () => this.#commit());
  }

  #conditions() {
    const well = new Map(this.nodes.map((node) => [node.url, isGood(node.faults)]));
    const goodNodes = this.nodes.filter(({ url }) => well.get(url) && this.#isWell.get(url)).length;
    for (const [url, isWell] of well) this.#isWell.set(url, isWell);
    return {
      goodNodes,
      isChainWell:
        !this.losesPool &&
        this.chain.isAllowed(this.party.host, this.party.keys.hotKey.address, this.chain.head.height),
      isUndisturbed: (process: AgentProcess) => {
        const { life, disk } = process;
        const last = this.#disturbed.get(process.name) ?? -1;
        if (!life || life.isStopped || disk.full || disk.failingSyncs > 0) this.disturb(process);
        else return last < this.#lastBlockAt;
        return false;
      },
      isUnderWay: (process: AgentProcess, key: string) => this.audit.isUnderWay(process, key),
    };
  }
}

function isGood(faults: ModelNode['faults']): boolean {
  const {
    down,
    hangs,
    lateMs,
    resets,
    truncates,
    html,
    foreign,
    stuckAt,
    lag = 0,
    base = 1,
    indexless,
    delayMs = 0,
  } = faults;
  if (down || hangs || resets || truncates || html || foreign || indexless || isLiar(faults)) return false;
  return lateMs === undefined && stuckAt === undefined && lag <= 2 && base <= 1 && delayMs < 1_000;
}
