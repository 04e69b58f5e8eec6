// Verifies what owners sent, in a thread of its own: the one that answers users has no part in it.
import { getPriority, setPriority } from 'node:os';
import { isMainThread, parentPort } from 'node:worker_threads';
import { type Checked, readAndVerify } from './read-and-verify.js';
import type { Commitment } from './verify-record.js';

export interface VerifyCall {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly commitment: Commitment;
}

export type VerifyAnswer =
  | { readonly id: number; readonly checked: Checked }
  /** a defect of ours: whatever an owner sends has an answer */
  | { readonly id: number; readonly fault: string };

/** Users' requests come first when there are fewer processors than work. */
const NICE = 5;

function answer({ id, bytes, commitment }: VerifyCall): VerifyAnswer {
  try {
    return { id, checked: readAndVerify(bytes, commitment) };
  } catch (error) {
    return { id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Never asks for a higher priority: that takes a privilege which a service has not. */
function giveWay(): void {
  try {
    if (getPriority() < NICE) setPriority(NICE);
  } catch {
    // A sandbox forbids it: records are verified all the same.
  }
}

if (!isMainThread) {
  // Elsewhere this would be the priority of the whole process.
  if (process.platform === 'linux') giveWay();
  parentPort?.on('message', (call: VerifyCall) => parentPort?.postMessage(answer(call)));
}
