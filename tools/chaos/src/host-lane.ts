import { endpointFaults, mostEndpoints } from './faults/endpoint-faults.js';
import { disturb, freeze, kill, killAt, pause, tornTail, type Weather } from './faults/faults.js';
import { type HostAgent } from './host-agents.js';

const STATES = ['intent', 'signed', 'broadcast', 'final'] as const;
/** Milliseconds that a Host's agents are left alone between two faults. */
const ALONE = { least: 3_000, most: 9_000 };
/** An attempt of theirs comes a few times in an epoch of 45 s. */
const AIM_MS = 12_000;

/** Blows on the agents of one Host, one after the other: far fewer than on a courier, whose start is cheap. */
export async function hostLane(agents: readonly HostAgent[], weather: Weather): Promise<void> {
  const { random, signal } = weather;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    await pause(random.between(ALONE.least, ALONE.most), weather);
    if (isOver()) return;
    const victim = random.pick(agents);
    const draw = random.next();
    if (draw < 0.4) await kill(victim, weather);
    else if (draw < 0.6) await killAt(victim, random.pick(STATES), weather, AIM_MS);
    else if (draw < 0.85) {
      const fault = random.pick(endpointFaults);
      const endpoints = 1 + random.below(mostEndpoints(fault, victim.rpc.proxies.length));
      await disturb(
        victim,
        { fault, endpoints, ms: random.between(2_000, 6_000), withKill: random.next() < 0.3 },
        weather,
      );
    } else if (draw < 0.93) await freeze(victim, random.between(5_000, 12_000), weather);
    else await tornTail(victim, weather);
  }
}
