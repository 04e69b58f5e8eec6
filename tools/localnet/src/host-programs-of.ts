import { freePorts, type LocalNet } from '@pacer/testing';
import { HostPrograms, type HostProgramsOptions } from './host-programs.js';

/**
 * The programs of every Host of a network, those that join it later last, not started yet.
 * @param rpcOf URLs that the programs of the Host at an index ask; those of its own validator and the next two where it gives none
 * @param proverOf more settings of the prover of the Host at an index
 */
export async function hostProgramsOf(
  net: LocalNet,
  rpcOf: (index: number) => readonly string[] | undefined = () => undefined,
  proverOf: (index: number) => HostProgramsOptions['prover'] = () => undefined,
): Promise<HostPrograms[]> {
  const perHost = 5;
  const all = [...net.nodes, ...net.joiners];
  const ports = await freePorts(all.length * perHost);
  return all.map((node, i) => {
    const own = portsFrom(ports.slice(i * perHost, (i + 1) * perHost));
    const prover = proverOf(i);
    const shared = { node, chainId: net.chainId, rpc: rpcOf(i) ?? nearest(net, i), ports: own };
    return new HostPrograms(prover ? { ...shared, prover } : shared);
  });
}

function nearest(net: LocalNet, index: number): string[] {
  const rpc = [0, 1, 2].map((k) => net.node((index + k) % net.nodes.length).rpc);
  return [...new Set(rpc)];
}

function portsFrom(ports: number[]): HostProgramsOptions['ports'] {
  const [engine = 0, submitter = 0, claimer = 0, contributor = 0, prover = 0] = ports;
  return { engine, submitter, claimer, contributor, prover };
}
