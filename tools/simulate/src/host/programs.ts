import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TxJournal, type Machine, type OwnTxStore } from '@pacer/agent';
import { openSubmitter, PROGRAM as SUBMITTER, readConfig as readSubmitter } from '@pacer/artifact-submitter';
import { EndpointPool } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { Claimer, PROGRAM as CLAIMER, readConfig as readClaimer } from '@pacer/reward-claimer';
import { Contributor, PROGRAM as CONTRIBUTOR, readConfig as readContributor } from '@pacer/seed-contributor';
import { secrets } from '../chain/cryptography.js';
import type { Party } from '../chain/parties.js';
import type { Network } from '../node/network.js';
import { opened, type AgentProcess, type OpenProgram } from './agent-process.js';
import { Courier, COURIER, type Delivery } from './courier.js';
import type { Life } from './life.js';
import { modelScheme } from './model-scheme.js';
import { modelStore, type OnWrite } from './model-store.js';
import { modelWorkJournal } from './model-work-journal.js';

/** The programs that a Host runs. */
export type ProgramName = 'claimer' | 'submitter' | 'contributor' | 'courier';

/** What programs of a Host are opened with. */
export interface HostParts {
  party: Party;
  /** the settings of the Host, a pacer.toml */
  settings: string;
  network: Network;
  deliveries: readonly Delivery[];
  /** milliseconds of virtual time that a dealing or an opening takes */
  computeMs: number;
  onWrite: (process: AgentProcess, ...write: Parameters<OnWrite>) => void;
  /** what stands between a program and its journal in a test that breaks it on purpose */
  wrapStore?: (store: OwnTxStore, process: AgentProcess) => OwnTxStore;
}

/** Name of each in its log, and of its journal. */
export const PROGRAM_OF: Readonly<Record<ProgramName, string>> = {
  claimer: CLAIMER,
  submitter: SUBMITTER,
  contributor: CONTRIBUTOR,
  courier: COURIER,
};

/** How each program is opened: as its own main does, on the model's machine. */
export function openProgram(name: ProgramName, parts: HostParts): OpenProgram {
  return (life, log, process) => {
    const machine = machineOf(parts, life, process);
    const { settings } = parts;
    const env = { PACER_STATE_DIR: process.stateDir };
    const openJournal = (path: string) => modelWorkJournal(Journal.open(path), life, process.disk);
    switch (name) {
      case 'claimer':
        return opened(new Claimer(readClaimer(settings, env), log, machine, { openJournal, scheme: secrets }));
      case 'submitter':
        return opened(openSubmitter(readSubmitter(settings, env), log, machine, openJournal));
      case 'contributor': {
        const config = readContributor(settings, env);
        return opened(new Contributor(config, log, machine, modelScheme(life.clock, parts.computeMs)));
      }
      case 'courier':
        return opened(new Courier(readClaimer(settings, env), log, machine, parts.deliveries));
    }
  };
}

function machineOf({ party, network, onWrite, wrapStore }: HostParts, life: Life, process: AgentProcess): Machine {
  const { fetch, deadlineAfter } = network.of(life);
  return {
    clock: life.clock,
    // The limits are those of the agents' own `openPool`.
    openPool: ({ rpc, chainId }) =>
      new EndpointPool({
        ...{ urls: rpc, chainId, timeoutMs: 3_000, probeEveryMs: 1_000 },
        now: () => life.clock.monotonic(),
        rpc: { fetch, deadlineAfter },
      }),
    openTxJournal: (place) => {
      life.pass('opens its journal');
      const journal = TxJournal.open(place, life.clock.now());
      const store = wrapStore ? wrapStore(journal, process) : journal;
      return modelStore(store, life, process.disk, (...write) => onWrite(process, ...write));
    },
    openKeys: () => party.keys,
    processMetrics: false,
  };
}

/** Writes the settings of a Host into a folder. @returns path of its pacer.toml */
export function writeSettings(
  dir: string,
  settings: { chainId: string; host: string; rpc: readonly string[] },
): string {
  const path = join(dir, 'pacer.toml');
  const lines = {
    ...{ chain_id: settings.chainId, host_address: settings.host, rpc: settings.rpc, work_journal: 'work.sqlite' },
    ...{ key_file: 'host-key.json', password_file: 'password.txt', state_dir: 'state' },
  };
  writeFileSync(
    path,
    Object.entries(lines)
      .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
      .join(''),
  );
  return path;
}
