// Deliberate breakages of what "exactly once" rests on. Each is an exact edit of one source file and a sentence on what would
// go wrong; some test has to fail with it. An edit that no longer applies is an error: move it along with the code.

const errors = 'libs/client/src/errors';
const tx = 'libs/agent/src/tx';
const journal = 'libs/agent/src/journal';
const chain = 'libs/agent/src/chain';

/** @typedef {{ name: string, breaks: string, file: string, find: string, replace: string,
 *   also?: { find: string, replace: string } }} Mutant */

/** @type {Mutant[]} */
export const mutants = [
  // The classifier
  {
    name: 'sdk 42 is somebody else’s to fix',
    breaks: 'an agent waits for a person where the next attempt would do',
    file: `${errors}/sdk.ts`,
    find: `42: ['TX_TIMEOUT', retry(`,
    replace: `42: ['TX_TIMEOUT', fix(`,
  },
  {
    name: 'sdk 18 is to be fixed',
    breaks: '"has already used timeout" is taken for a refusal, where the bytes may be included',
    file: `${errors}/sdk.ts`,
    find: `18: ['INVALID_REQUEST', retry(LOOK)]`,
    replace: `18: ['INVALID_REQUEST', fix('correct the transaction')]`,
  },
  {
    name: 'sdk 11 heals by itself',
    breaks: 'a gas table that is too small is tried again for ever, a fee each time',
    file: `${errors}/sdk.ts`,
    find: `11: ['OUT_OF_GAS', fix(`,
    replace: `11: ['OUT_OF_GAS', retry(`,
  },
  {
    name: '−32603 is a wrong URL',
    breaks: '"already exists in cache" is taken for a node that is none',
    file: `${errors}/json-rpc.ts`,
    find: `[-32603]: ['INTERNAL', retry(LOOK)]`,
    replace: `[-32603]: ['INTERNAL', NOT_COMET]`,
  },
  {
    name: 'a claimed reward is claimed again',
    breaks: 'what is done is tried again',
    file: `${errors}/reward.ts`,
    find: `ALREADY_CLAIMED: done(`,
    replace: `ALREADY_CLAIMED: retry(`,
  },
  {
    name: 'a closed window opens again',
    breaks: 'hopeless hides in a loop of retries',
    file: `${errors}/reward.ts`,
    find: `WINDOW_CLOSED: hopeless(`,
    replace: `WINDOW_CLOSED: retry(`,
  },
  {
    name: 'unknown codes heal by themselves',
    breaks: 'what nobody knows is tried again blindly',
    file: `${errors}/classify.ts`,
    find: `class: 'fix',`,
    replace: `class: 'retry',`,
  },
  {
    name: 'an error without a line',
    breaks: 'a code that the chain sends falls through the classifier',
    file: `${errors}/sdk.ts`,
    find: `  20: ['MEMPOOL_IS_FULL', retry('send the same bytes again')],\n`,
    replace: '',
  },

  // What answers to broadcasts mean
  {
    name: '−32603 is a refusal',
    breaks: 'an answer that means "look at the chain" is shown as a refusal',
    file: `${chain}/pool-chain.ts`,
    find: `return { kind: 'known', code: answer.error.rpcCode`,
    replace: `return { kind: 'refused', code: answer.error.rpcCode`,
  },
  {
    name: 'a used nonce is a refusal',
    breaks: 'sdk 18 of a node that was started again is shown as a refusal',
    file: `${chain}/pool-chain.ts`,
    find: `const KNOWN_CODES = [18, 19, 32];`,
    replace: `const KNOWN_CODES = [19, 32];`,
  },
  {
    name: 'a past deadline is a refusal',
    breaks: 'sdk 42 is shown as a refusal',
    file: `${chain}/pool-chain.ts`,
    find: `const EXPIRED_CODES = [30, 42];`,
    replace: `const EXPIRED_CODES = [30];`,
  },
  {
    name: 'a refusal by CheckTx is final',
    breaks: 'one node’s word ends an attempt that another node has in its mempool',
    file: `${tx}/engine.ts`,
    find: `    this.#signing.heard(refusal);\n`,
    replace: `    this.#signing.heard(refusal);
    if (refusal?.kind === 'refused') return this.#finish(attempt, { ...refusal, kind: 'failed', height: 0n });\n`,
  },
  {
    name: 'sdk 42 is a proof of death',
    breaks: 'one node with a fast clock has a second transaction sent',
    file: `${tx}/engine.ts`,
    find: `    this.#signing.heard(refusal);\n`,
    replace: `    this.#signing.heard(refusal);
    if (refusal?.kind === 'expired') return this.#finish(attempt, { kind: 'dead', provenBy: [refusal.endpoint] });\n`,
  },

  // Proven dead
  {
    name: 'one witness is enough',
    breaks: 'an endpoint that lies or lags has a second transaction sent',
    file: `${tx}/lookout.ts`,
    find: `export const WITNESSES = 2;`,
    replace: `export const WITNESSES = 1;`,
  },
  {
    name: 'two URLs of one node are two witnesses',
    breaks: 'one node is believed twice',
    file: `${tx}/lookout.ts`,
    find: `if (tip && !byNode.has(tip.nodeId)) byNode.set(tip.nodeId, tip);`,
    replace: `if (tip) byNode.set(tip.endpoint, tip);`,
  },
  {
    name: 'another chain is a witness',
    breaks: 'a node of another chain proves that a transaction is not on this one',
    file: `${tx}/lookout.ts`,
    find: `return tip?.chainId === this.#chainId ? { ...tip, endpoint } : undefined;`,
    replace: `return tip ? { ...tip, endpoint } : undefined;`,
  },
  {
    name: 'dead by the index alone',
    breaks: 'a node whose blocks are missing proves that they are empty',
    file: `${tx}/lookout.ts`,
    find: `const isWitness = indexed === 'none' && found?.height === undefined && found?.isPastDeadline === true;`,
    replace: `const isWitness = indexed === 'none';`,
  },
  {
    name: 'dead without an index',
    breaks: 'a node that cannot look anything up proves that there is nothing',
    file: `${tx}/lookout.ts`,
    find: `const isWitness = indexed === 'none' && found`,
    replace: `const isWitness = found`,
  },
  {
    name: 'dead by a status past the deadline',
    breaks: 'a node that only says it is past the deadline proves it',
    file: `${tx}/lookout.ts`,
    find: ` && found?.isPastDeadline === true;`,
    replace: `;`,
  },
  {
    name: 'dead at the word of one clock',
    breaks: 'the same bytes stop being sent when one node is past the deadline',
    file: `${tx}/lookout.ts`,
    find: `.filter((standing) => isPast(signed, standing)).length >= WITNESSES;`,
    replace: `.some((standing) => isPast(signed, standing));`,
  },
  {
    name: 'the blocks before signing hold nothing',
    breaks: 'what the Host’s other agent had included is not found',
    file: `${tx}/block-search.ts`,
    find: `      if (block.timeNs >= signed.sinceNs) continue;\n`,
    replace: '',
  },
  {
    name: 'pruned blocks hold nothing',
    breaks: 'a node that no longer has the blocks proves that they were empty',
    file: `${tx}/block-search.ts`,
    find: `let isComplete = lowest === 1n;`,
    replace: `let isComplete = true;`,
  },
  {
    name: 'included at the word of one node',
    breaks: 'an endpoint that lies makes an operation done that is not',
    file: `${tx}/lookout.ts`,
    find: `most !== undefined && most.by.length >= WITNESSES && most.by.length > against;`,
    replace: `most !== undefined;`,
  },
  {
    name: 'superseded without a look into the blocks',
    breaks: 'a transaction of one’s own is not credited, and its failure not seen',
    file: `${tx}/engine.ts`,
    find: `const found = await this.#lookout.inBlocks(signed, signal);`,
    replace: `const found = { kind: 'absent', by: [] } as Testimony;`,
  },

  // Ends
  {
    name: 'a failed code is ok',
    breaks: 'a refused claim counts as claimed',
    file: `${tx}/engine.ts`,
    find: `if (code !== 0 && isByMessages(codespace))`,
    replace: `if (code < 0 && isByMessages(codespace))`,
    also: {
      find: `if (code !== 0) return this.#refusedByChecks`,
      replace: `if (code < 0) return this.#refusedByChecks`,
    },
  },
  {
    name: 'checks that failed use the nonce up',
    breaks: 'a second attempt begins while the bytes of the first can still be included',
    file: `${tx}/codespaces.ts`,
    find: `return ['reward',`,
    replace: `return ['sdk', 'reward',`,
  },
  {
    name: 'inclusion is enough',
    breaks: 'an operation is done before the chain’s state shows it',
    file: `${tx}/engine.ts`,
    find: `if (!attempt.intent.wantsEffect) return this.#finish(attempt, { kind: 'ok', height });`,
    replace: `if (code === 0) return this.#finish(attempt, { kind: 'ok', height });`,
  },
  {
    name: 'done is begun again',
    breaks: 'an operation is carried out twice',
    file: `${tx}/engine.ts`,
    find: `if (latest && (isDone(latest) || (operation.attempt`,
    replace: `if (latest && ((operation.attempt`,
  },

  // Write-ahead order and attempts
  {
    name: 'broadcast before the bytes are stored',
    breaks: 'after a crash other bytes are signed for what is on its way',
    file: `${tx}/signing.ts`,
    find: `    return store.sign(attempt, {`,
    replace: `    await Promise.all(chain.endpoints().map((one) => chain.broadcast(one, bytes).catch(() => undefined)));
    return store.sign(attempt, {`,
  },
  {
    name: 'the intent is written with the signed bytes',
    breaks: 'a crash between intent and signature leaves no trace of what was decided',
    file: `${journal}/tx-journal.ts`,
    find: `    return this.#write(
      key,
      attempt,
      \`INSERT INTO attempt`,
    replace: `    this.#database.exec('BEGIN');
    return this.#write(
      key,
      attempt,
      \`INSERT INTO attempt`,
    also: {
      find: `      ordered ? toText(ordered) : null,
    );`,
      replace: `      ordered ? toText(ordered) : null,
    ) && (this.#database.isTransaction && this.#database.exec('COMMIT'), this.latest(key))!;`,
    },
  },
  {
    name: 'the next attempt begins while the last is open',
    breaks: 'two transactions of one operation are on their way',
    file: `${tx}/engine.ts`,
    find: `if (latest && latest.state !== 'final') return this.#step(this.#resumed(latest, operation), signal);`,
    replace: `if (latest?.state === 'intent') return this.#step(this.#resumed(latest, operation), signal);`,
  },
  {
    name: 'the journal lets an attempt begin after any other',
    breaks: 'the store itself does not hold the order of attempts',
    file: `${journal}/tx-journal.ts`,
    find: `if (attempt !== expected || (last && last.outcome?.kind !== 'failed' && last.outcome?.kind !== 'dead')) {`,
    replace: `if (attempt !== expected) {`,
  },
  {
    name: 'the journal has no unique index',
    breaks: 'the database lets two open attempts of a key be',
    file: `${journal}/schema.ts`,
    find: `CREATE UNIQUE INDEX unfinished ON attempt (key) WHERE state <> 'final';`,
    replace: `CREATE INDEX unfinished ON attempt (key) WHERE state <> 'final';`,
  },
  {
    name: 'signed bytes are signed over',
    breaks: 'bytes that are on their way are forgotten',
    file: `${journal}/tx-journal.ts`,
    find: `       WHERE key = ?1 AND attempt = ?2 AND state = 'intent'\`,
      bytes,`,
    replace: `       WHERE key = ?1 AND attempt = ?2\`,
      bytes,`,
  },
  {
    name: 'a signed attempt is signed again',
    breaks: 'each pass has other bytes',
    file: `${tx}/engine.ts`,
    find: `    if (attempt.state === 'intent') {\n      // An intent may be`,
    replace: `    if (attempt.state !== 'final') {\n      // An intent may be`,
  },
  {
    name: 'an old intent is signed unseen',
    breaks: 'what was done since a backup was made is done again',
    file: `${tx}/engine.ts`,
    find: `      if (await this.#effectOf(attempt)?.(signal)) return this.#finish(attempt, { kind: 'superseded' });
      if (await this.#isTooLate`,
    replace: `      if (await this.#isTooLate`,
  },
  {
    name: 'an intent is signed after its last height',
    breaks: 'what no block can take any more costs a fee',
    file: `${tx}/engine.ts`,
    find: `height + 1n > lastHeight`,
    replace: `height < 0n`,
  },
  {
    name: 'an end is written over',
    breaks: 'what is final changes',
    file: `${journal}/tx-journal.ts`,
    find: `WHERE key = ?1 AND attempt = ?2 AND state <> 'final'\`,`,
    replace: `WHERE key = ?1 AND attempt = ?2\`,`,
  },
  {
    name: 'one nonce for all attempts',
    breaks: 'attempt 2 has the bytes of attempt 1, and its nonce is used',
    file: `${tx}/signing.ts`,
    find: `attempt: BigInt(attempt.attempt)`,
    replace: `attempt: 1n`,
  },
  {
    name: 'the deadline is the wall clock’s',
    breaks: 'a clock that is wrong has transactions that expire at once or never',
    file: `${tx}/signing.ts`,
    find: `blockTimeNs: timeNs,`,
    replace: `blockTimeNs: BigInt(Date.now()) * MS_NS,`,
  },
  {
    name: 'two calls begin an operation at the same time',
    breaks: 'one operation has two transactions',
    file: `${tx}/engine.ts`,
    find: `const turn = before.then(work, work);`,
    replace: `const turn = before.then(() => undefined, work) && work();`,
  },
  {
    name: 'two sequences are open at once',
    breaks: 'one transaction’s end breaks the other’s sequence',
    file: `${tx}/signing.ts`,
    find: `      if (other) return attempt;\n`,
    replace: ``,
  },
  {
    name: 'one key serves two sets of messages',
    breaks: 'a second operation passes for the first',
    file: `${tx}/engine.ts`,
    find: `if (sameMessages(attempt.intent.messages, operation.messages)) return attempt;`,
    replace: `if (operation.messages.length >= 0) return attempt;`,
  },
];

/**
 * The text of a file with a mutant's edit.
 * @param {string} text
 * @param {Mutant} mutant
 * @throws Error when the edit does not apply exactly once
 */
export function mutated(text, { name, file, also, ...edit }) {
  let broken = text;
  for (const { find, replace } of also ? [edit, also] : [edit]) {
    const times = broken.split(find).length - 1;
    if (times !== 1) {
      throw new Error(`"${name}": its text stands ${times} times in ${file}; move the edit along with the code`);
    }
    broken = broken.replace(find, () => replace);
  }
  return broken;
}
