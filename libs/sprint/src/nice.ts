import { getPriority, setPriority } from 'node:os';

/** All else on the machine comes first: the validator has to sign, and what was found has to be committed in time. */
const NICE = 10;

/**
 * Lowers the priority of a process, or of the calling thread on Linux. It never asks for a higher one: that takes a
 * privilege which a service has not.
 * @param pid a process; 0 is the caller
 */
export function giveWay(pid = 0): void {
  try {
    if (getPriority(pid) < NICE) setPriority(pid, NICE);
  } catch {
    // It has ended, or a sandbox forbids this: it proves all the same.
  }
}
