import { Gauge, type Registry } from 'prom-client';
import { AgentError } from '../error.js';
import type { Logger } from '../log.js';
import type { HostSigner } from './host-signer.js';

/**
 * The same signer, whose absence is said once, aloud, and shown as a metric until it answers again. Nothing is lost meanwhile: an
 * intent that is not signed is no attempt that failed.
 */
export function watchedSigner(signer: HostSigner, log: Logger, registry: Registry): HostSigner {
  const answers = new Gauge({
    name: 'pacer_signer_up',
    help: 'Whether the signer of the Host’s keys answered when it was last asked',
    registers: [registry],
  });
  answers.set(1);
  let isAway = false;
  const note = (away: boolean, error?: AgentError): void => {
    if (away === isAway) return;
    isAway = away;
    answers.set(away ? 0 : 1);
    if (away) {
      const text = 'the signer does not answer: nothing new can be signed, what is due is tried again; bring it back';
      log.error({ err: error }, text);
    } else log.info('the signer answers again');
  };
  const watched = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      const answer = await work();
      note(false);
      return answer;
    } catch (error) {
      if (error instanceof AgentError && error.code === 'signer-unavailable') note(true, error);
      throw error;
    }
  };
  return {
    hotKey: { ...signer.hotKey, sign: (signDoc) => watched(() => signer.hotKey.sign(signDoc)) },
    blsPublicKey: signer.blsPublicKey,
    dealingPublicKey: signer.dealingPublicKey,
    signRequest: (request) => watched(() => signer.signRequest(request)),
    signSecret: (of) => watched(() => signer.signSecret(of)),
    deal: (round, host, computing) => watched(() => signer.deal(round, host, computing)),
    open: (round, host, sums, computing) => watched(() => signer.open(round, host, sums, computing)),
  };
}
