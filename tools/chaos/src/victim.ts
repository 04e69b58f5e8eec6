import { type AgentProgram } from './agent-program.js';
import { type JournalPlace } from './journal-view.js';
import { type ProxiedRpc } from './proxied-rpc.js';

/** An agent to which faults happen: its process, its endpoints, its journal. */
export interface Victim {
  readonly name: string;
  readonly program: AgentProgram;
  readonly rpc: ProxiedRpc;
  readonly journal: JournalPlace;
}
