import { type Params, type Phase, QueryClientImpl, type Schedule } from '@pacer/proto/epoch/v1';
import { nanosOf } from '../time.js';
import { type AbciQuerier, type Height, present, rpcAt } from './abci.js';

/** Where the network stands: the one clock of agents (§2). Heights and numbers of epochs are u64. */
export interface EpochStatus {
  /** Committed height that this is about; plans make all their queries at it. */
  height: bigint;
  /** Time of that block, Unix nanoseconds. */
  blockTimeNs: bigint;
  chainId: string;
  /** N. */
  epoch: bigint;
  phase: Phase;
  schedule: Schedule;
  /** beacon_N, 32 bytes. */
  beacon: Uint8Array;
  /** Mean over the last 64 blocks; 0 before the second. */
  meanBlockMs: bigint;
  /** What epoch N runs on. */
  params: Params;
  /** Alarms since genesis. */
  alarms: bigint;
}

/** Parameters: the copy that an epoch runs on, and those of the next epoch to begin. */
export interface ParamsOf<P> {
  params: P;
  live: P;
}

export interface EpochExtension {
  readonly epoch: {
    status(height?: bigint): Promise<EpochStatus>;
    /** Boundaries and beacon of an epoch that has begun and is not pruned. */
    schedule(epoch: bigint, height?: bigint): Promise<{ schedule: Schedule; beacon: Uint8Array }>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §2 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupEpochExtension(base: AbciQuerier): EpochExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  return {
    epoch: {
      async status(height) {
        const answer = await at(height).Status({});
        return {
          ...answer,
          blockTimeNs: nanosOf(present(answer.blockTime, 'block time')),
          schedule: present(answer.schedule, 'schedule'),
          params: present(answer.params, 'params'),
        };
      },
      async schedule(epoch, height) {
        const answer = await at(height).Schedule({ epoch });
        return { schedule: present(answer.schedule, 'schedule'), beacon: answer.beacon };
      },
      async params(epoch, height) {
        return bothParams<Params>(await at(height).Params({ epoch }));
      },
    },
  };
}

/** Both sets of parameters of a module's answer. */
export function bothParams<P>(answer: { params: P | undefined; live: P | undefined }): ParamsOf<P> {
  return { params: present(answer.params, 'params'), live: present(answer.live, 'live params') };
}
