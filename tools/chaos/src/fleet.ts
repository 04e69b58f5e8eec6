import { join } from 'node:path';
import { type LocalNet } from '@pacer/testing';
import { CourierAgent } from './courier-agent.js';
import { bundledCourier } from './courier/bundle.js';
import { DiskLauncher } from './faults/launcher.js';
import { hostAgents, secondAgent, type HostAgent } from './host-agents.js';
import { HostWork } from './host-work.js';
import { ProxiedRpc } from './proxied-rpc.js';
import { Twins } from './twins.js';
import { type StormOptions } from './storm.js';

/** Every agent of a storm. */
export interface Fleet {
  /** Nothing is done to it. */
  readonly calm: CourierAgent;
  /** Its deliveries show in balances; its journal loses pages and is restored from old backups. */
  readonly shown: CourierAgent;
  /** Killed, stopped, cut off. */
  readonly plain: readonly CourierAgent[];
  /** Its disk fails; undefined where the machine does not let us. */
  readonly disk: { readonly courier: CourierAgent; readonly launcher: DiskLauncher } | undefined;
  readonly twins: Twins | undefined;
  /** All couriers. */
  readonly couriers: readonly CourierAgent[];
  readonly hosts: readonly HostAgent[];
  /** What the agents of the Hosts live on. */
  readonly works: readonly HostWork[];
  /** A second agent of a Host that has one already. */
  readonly second: HostAgent | undefined;
  readonly notInjected: readonly string[];
  /** Ends every fault and starts what is down. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all agents. Nobody asks the last node: it is the audit's. */
export async function startFleet(net: LocalNet, { couriers, hosts, say }: StormOptions): Promise<Fleet> {
  const asked = net.nodes.slice(0, -1);
  const rpc = () => ProxiedRpc.start(asked);
  const notInjected = [
    'the clock of a process moved by ±10 minutes: needs a preloaded library; block times in status were moved instead',
    'a disk that loses power: nothing but SIGKILL and torn pages',
  ];
  const reason = await DiskLauncher.missing();
  if (reason !== undefined) notInjected.push(`disk full and failing fsync: ${reason}`);

  const file = await bundledCourier(net.dir);
  const courier = async (name: string, isShown = false) =>
    new CourierAgent({ net, file, name, rpc: await rpc(), isShown });
  const calm = await courier('calm');
  const shown = await courier('shown', true);
  const plain = await Promise.all(Array.from({ length: couriers }, (_, i) => courier(`courier-${i + 1}`)));
  const launcher = DiskLauncher.in(join(net.dir, 'disk-control'), join(net.dir, 'disk', 'state'));
  const disk =
    reason === undefined
      ? {
          launcher,
          courier: new CourierAgent({
            ...{ net, file, name: 'disk', rpc: await rpc() },
            isShown: false,
            launcher: launcher.command,
          }),
        }
      : undefined;
  const twins = new Twins({ net, file, rpc: await rpc() }, { rpc: await rpc() });
  const all = [calm, shown, ...plain, ...(disk ? [disk.courier] : []), twins.first, twins.second];
  const agents = hosts ? await hostAgents(net) : [];
  const claimer = agents.find(({ agent, node }) => agent === 'claimer' && node === asked[0]);
  const second = claimer && (await secondAgent(net, claimer));
  const works = hosts ? net.nodes.map((node) => new HostWork(node)) : [];
  const everyone = [...all, ...agents, ...(second ? [second] : [])];
  say(`${all.length} couriers, ${agents.length} agents of Hosts, ${everyone.length * asked.length} proxied endpoints`);
  await Promise.all(everyone.map(({ program }) => program.start()));
  return {
    ...{ calm, shown, plain, disk, twins, second, couriers: all, hosts: agents, works, notInjected },
    async heal() {
      launcher.heal();
      for (const { rpc: endpoints, program } of everyone) {
        endpoints.heal();
        program.process.signal('SIGCONT');
      }
      await Promise.all(net.nodes.filter(({ process }) => !process.running).map(({ process }) => process.start()));
      await Promise.all(everyone.map(({ program }) => program.start()));
    },
    async stop() {
      await Promise.all(everyone.map(({ program }) => program.stop()));
      await Promise.all(everyone.map(({ rpc: endpoints }) => endpoints.close()));
      for (const work of works) work.close();
    },
  };
}
