/** Something about the machine that only its owner can change: told in one sentence, exit code 2. */
export class Refusal extends Error {}

/** A step whose own program failed: its last lines are shown, exit code 1. */
export class StepFailure extends Error {}

/** The refusal behind a program's output, if there is one that we know. */
export function refusalIn(output) {
  if (/ENOSPC|no space left on device/i.test(output)) {
    return new Refusal('The disk is full: free about 3 GB on it and on the temporary folder, then run this again.');
  }
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|no such host|dial tcp/.test(output)) {
    return new Refusal(
      'A package source could not be reached: check the network or proxy settings, then run this again.',
    );
  }
  return undefined;
}
