import { openFrom, type EpochState } from '../chain/epoch-state.js';
import type { ModelChain } from '../chain/model-chain.js';
import type { AgentProcess } from '../host/agent-process.js';
import { dealSlot } from '@pacer/seed-contributor';
import type { ProgramName } from '../host/programs.js';

/** Blocks in a row that suffice when nothing is under way: two nodes or one. */
const QUIET_BLOCKS = 6;
/** The same when an attempt is under way that may first have to be proven dead: longer than any deadline. */
const PATIENT_BLOCKS = 14;

/** What a block was like for a process. */
export interface BlockConditions {
  /** the process ran, undisturbed, since the block before */
  isUndisturbed: (process: AgentProcess) => boolean;
  /** honest nodes that answered well since the block before */
  goodNodes: number;
  /** whether the chain took what it was sent */
  isChainWell: boolean;
  /** whether the process has an attempt under way at this operation */
  isUnderWay: (process: AgentProcess, key: string) => boolean;
}

interface Window {
  readonly key: string;
  readonly program: ProgramName;
  quiet: number;
  patient: number;
  /** whether an attempt was under way when the quiet began */
  wasUnderWay: boolean;
  isReachable: boolean;
}

/**
 * The windows in which a Host's claims, dealings and openings are accepted. One counts as reachable when its program ran, with a
 * disk that could be written and an honest node that answered, for so many blocks in a row: then it has to be met.
 */
export class Windows {
  reachable = 0;
  met = 0;
  readonly missed: string[] = [];
  readonly #chain: ModelChain;
  readonly #host: string;
  readonly #processes: readonly AgentProcess[];
  readonly #open = new Map<string, Window>();
  readonly #closed = new Set<string>();

  constructor(chain: ModelChain, host: string, processes: readonly AgentProcess[]) {
    this.#chain = chain;
    this.#host = host;
    this.#processes = processes;
  }

  committed(conditions: BlockConditions): void {
    for (const state of this.#chain.epochs) {
      this.#watch('contributor', `deal/${state.epoch}`, this.#dealing(state), conditions);
      this.#watch('contributor', `open/${state.epoch}`, this.#opening(state), conditions);
      this.#watch('claimer', `claim/${state.epoch}`, this.#claim(state), conditions);
    }
  }

  /** What can still be done and is not. */
  pending(): string[] {
    return [...this.#open.keys()];
  }

  #dealing(state: EpochState): Progress {
    const { chainId } = this.#chain.rules;
    const { dealOpen, dealClose, closeHeight, epoch } = state;
    const about = {
      chainId,
      epoch: BigInt(epoch),
      host: this.#host,
      dealOpen: BigInt(dealOpen),
      dealClose: BigInt(dealClose),
    };
    const isOpen = this.#chain.head.height + 1 >= Number(dealSlot(about)) && closeHeight === 0;
    return { isOpen, isOver: closeHeight > 0, isMet: (state.parts.get(this.#host)?.dealt ?? 0) > 0 };
  }

  #opening(state: EpochState): Progress {
    const { head, epoch } = this.#chain;
    const from = openFrom(state, head.height);
    const isOver = epoch.epoch > state.epoch;
    return {
      ...{ isOpen: from > 0 && head.height + 1 >= from && !isOver, isOver },
      isMet: (state.parts.get(this.#host)?.opened ?? 0) > 0,
    };
  }

  #claim(state: EpochState): Progress {
    const isOver = this.#chain.epoch.epoch >= state.epoch + 2;
    return { isOpen: state.settledHeight > 0 && !isOver, isOver, isMet: state.claims.has(this.#host) };
  }

  #watch(program: ProgramName, key: string, { isOpen, isOver, isMet }: Progress, conditions: BlockConditions): void {
    const processes = this.#processes.filter(({ name }) => name.split('-')[0] === program);
    if (this.#closed.has(key) || processes.length === 0) return;
    const window = this.#open.get(key) ?? {
      ...{ key, program, quiet: 0, patient: 0, wasUnderWay: false, isReachable: false },
    };
    if (isMet || isOver) {
      if (isOpen || this.#open.has(key) || isMet) this.#close(window, isMet);
      else this.#closed.add(key);
      return;
    }
    if (!isOpen) return;
    this.#open.set(key, window);
    this.#step(window, processes, conditions);
  }

  #step(window: Window, processes: readonly AgentProcess[], conditions: BlockConditions): void {
    const { isUndisturbed, goodNodes, isChainWell, isUnderWay } = conditions;
    // A claim also needs what the Host has to re-execute, and so the submitter.
    const needed =
      window.program === 'claimer' ? [...processes.slice(0, 1), ...this.#submitters()] : processes.slice(0, 1);
    const isQuiet = isChainWell && goodNodes >= 1 && needed.every(isUndisturbed);
    if (!isQuiet) window.quiet = 0;
    else if (window.quiet++ === 0) window.wasUnderWay = processes.some((one) => isUnderWay(one, window.key));
    window.patient = isQuiet && goodNodes >= 2 ? window.patient + 1 : 0;
    const least = window.program === 'claimer' ? PATIENT_BLOCKS : QUIET_BLOCKS;
    if (window.quiet > least && !window.wasUnderWay && goodNodes >= 2) window.isReachable = true;
    if (window.patient > PATIENT_BLOCKS) window.isReachable = true;
  }

  #close(window: Window, isMet: boolean): void {
    this.#open.delete(window.key);
    this.#closed.add(window.key);
    if (isMet) {
      this.met++;
      this.reachable++;
    } else if (window.isReachable) {
      this.reachable++;
      this.missed.push(window.key);
    }
  }

  #submitters(): AgentProcess[] {
    return this.#processes.filter(({ name }) => name === 'submitter');
  }
}

interface Progress {
  isOpen: boolean;
  isOver: boolean;
  isMet: boolean;
}
