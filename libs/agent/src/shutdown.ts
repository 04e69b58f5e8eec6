import type { Logger } from './log.js';

/** The process, as far as shutting down needs it. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
}

/**
 * Turns the first SIGTERM or SIGINT into an aborted signal, so that every loop finishes its durable step and the process ends
 * with 0. A second one ends it at once, as the kernel's default does; nothing is lost then either.
 */
export function shutdownSignal(
  log: Logger,
  source: SignalSource = process,
): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    release();
    log.info('stopping: the step under way is finished first');
    controller.abort();
  };
  const release = (): void => {
    source.off('SIGTERM', stop);
    source.off('SIGINT', stop);
  };
  source.on('SIGTERM', stop);
  source.on('SIGINT', stop);
  return { signal: controller.signal, release };
}
