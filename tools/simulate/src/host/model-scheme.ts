import type { Clock } from '@pacer/agent';
import type { Computing, Scheme } from '@pacer/seed-contributor';
import { pvss } from '../chain/cryptography.js';

/** The real functions of the secret sharing, which take as long in virtual time as they are said to. */
export function modelScheme(clock: Clock, computeMs: number): Scheme {
  const slowly = async <T>({ signal }: Computing, compute: () => T): Promise<T> => {
    await clock.sleep(computeMs, signal);
    signal.throwIfAborted();
    return compute();
  };
  return {
    dealingPublicKey: pvss.key,
    deal: (round, dk, host, computing) => slowly(computing, () => pvss.deal(round, dk, host)),
    verifyDealing: (round, host, dealing, computing) =>
      slowly(computing, () => {
        const refusal = pvss.verifyDealing(round, host, dealing);
        if (refusal) throw refusal;
      }),
    open: (round, dk, host, sums, computing) => slowly(computing, () => pvss.open(round, dk, host, sums)),
  };
}
