import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hostProgramsOf, type HostPrograms } from '@pacer/localnet';
import { type LocalNet, type LocalNode } from '@pacer/testing';
import { AgentProgram } from './agent-program.js';
import { ProxiedRpc } from './proxied-rpc.js';
import { type Victim } from './victim.js';

/** The agents of a Host that a storm is about, and the names of their journals. */
const programs = {
  contributor: 'seed-contributor',
  claimer: 'reward-claimer',
  submitter: 'artifact-submitter',
} as const;
export type AgentName = keyof typeof programs;
export const agentNames = Object.keys(programs) as AgentName[];

/** An agent of a Host, behind endpoints of its own. */
export interface HostAgent extends Victim {
  readonly node: LocalNode;
  readonly agent: AgentName;
}

/**
 * The three agents of each Host as processes with one pacer.toml, and with three proxied endpoints each: all nodes but the last,
 * which nobody but the audit asks.
 */
export async function hostAgents(net: LocalNet): Promise<HostAgent[]> {
  const asked = net.nodes.slice(0, -1);
  const all = await hostProgramsOf(net, () => asked.map(({ rpc }) => rpc));
  const agents: HostAgent[] = [];
  for (const host of all)
    for (const agent of agentNames) agents.push(hostAgent(host, agent, await ProxiedRpc.start(asked)));
  return agents;
}

/**
 * A second agent of a Host: the same keys, another state folder and another work journal, as if somebody had started a spare
 * machine too early.
 */
export async function secondAgent(net: LocalNet, of: HostAgent): Promise<HostAgent> {
  const name = `second ${of.name}`;
  const rpc = await ProxiedRpc.start(net.nodes.slice(0, -1));
  const stateDir = join(of.node.home, `state-second-${of.agent}`);
  mkdirSync(stateDir, { recursive: true });
  const { options } = of.program.process;
  const listen = Object.fromEntries(
    ['SEED_CONTRIBUTOR', 'CLAIMER', 'SUBMITTER'].map((one) => [`PACER_${one}_LISTEN`, '127.0.0.1:0']),
  );
  const env = {
    ...{ ...options.env, ...listen, PACER_RPC: rpc.urls.join(','), PACER_STATE_DIR: stateDir },
    PACER_WORK_JOURNAL: join(stateDir, 'work.sqlite'),
  };
  const logFile = join(of.node.home, `second-${of.agent}.log`);
  const program = new AgentProgram({ ...options, name, logFile, env });
  return { ...of, name, rpc, program, journal: { ...of.journal, stateDir } };
}

function hostAgent(host: HostPrograms, agent: AgentName, rpc: ProxiedRpc): HostAgent {
  const { node } = host.options;
  const { options } = host.processes[agent];
  const stateDir = join(node.home, `state-${agent}`);
  mkdirSync(stateDir, { recursive: true });
  const name = `${agent} of ${node.name}`;
  const env = {
    PACER_RPC: rpc.urls.join(','),
    PACER_STATE_DIR: stateDir,
    NODE_COMPILE_CACHE: join(node.home, '..', 'compiled'),
  };
  return {
    ...{ node, agent, name, rpc, journal: { stateDir, program: programs[agent] } },
    program: new AgentProgram({
      ...options,
      ...{ name, logFile: join(node.home, `${agent}.log`), env: { ...options.env, ...env } },
    }),
  };
}
