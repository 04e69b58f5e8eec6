import type { MlNode, Scores } from '../node/ml-node.js';
import { EmbeddedMlNode } from '../node/embedded-ml-node.js';
import { chatPromptIds } from '../reference/chat-template.js';
import { STOP } from '../reference/vocabulary.js';
import { type Artifact, encodeArtifact } from './artifact.js';
import { compare, type Tolerance } from './compare.js';
import { reExecute, type SignedRequest } from './re-execute.js';

const BIG = 'pacer-ref';
const SMALL = 'pacer-ref-small';
const node = new EmbeddedMlNode([BIG, SMALL]);
const exact: Tolerance = { tokenPpm: 0, threshold: 1 };

const request = (temperature: number, seed = 1, model = BIG): SignedRequest => ({
  model,
  promptIds: chatPromptIds([{ role: 'user', content: 'What is the weight of a Sprint?' }]),
  maxTokens: 24,
  temperature,
  chainId: 'pacer-test-1',
  requestId: new Uint8Array(32).fill(seed),
});

/** A request whose honest answer ends with a stop before its limit. */
async function stopping(): Promise<{ asked: SignedRequest; honest: Artifact }> {
  for (let seed = 0; seed < 256; seed++) {
    const asked = request(1, seed);
    const honest = await node.generate(asked);
    if (honest.finishReason === 'stop') return { asked, honest };
  }
  throw new Error('no request of 256 ends with a stop');
}

/** Makes the log-probabilities that the big model gives to any output: what a cheat would commit. */
async function scoredBy(model: string, asked: SignedRequest, artifact: Artifact): Promise<Artifact> {
  const { positions } = await node.score({ ...asked, model, outputIds: artifact.outputIds, at: [] });
  return { ...artifact, top: positions.map(({ top }) => top) };
}

const verdict = (asked: SignedRequest, artifact: Artifact, tolerance = exact) => {
  encodeArtifact(artifact);
  return reExecute(node, asked, artifact, tolerance);
};

describe.each([0, 1])('re-execution at temperature %d', (temperature) => {
  const asked = request(temperature);
  let honest: Artifact;
  beforeAll(async () => {
    honest = await node.generate(asked);
  });

  test('the honest artifact matches bit for bit', async () => {
    expect(await verdict(asked, honest, { tokenPpm: 0, threshold: 0 })).toEqual({
      match: true,
      reason: null,
      differing: 0,
      meanDistance: 0,
    });
  });

  test('pre-fill attack: a small model writes, the big one only scores', async () => {
    const written = await node.generate({ ...asked, model: SMALL });
    const forged = await scoredBy(BIG, asked, written);
    const result = await verdict(asked, forged);
    expect(result).toMatchObject({ match: false, reason: 'choices', meanDistance: 0 });
    expect(result.differing).toBeGreaterThan(written.outputIds.length / 2);
  });

  test('a small model writes and scores', async () => {
    expect(await verdict(asked, await node.generate({ ...asked, model: SMALL }))).toMatchObject({ match: false });
  });

  test('random ids', async () => {
    const outputIds = honest.outputIds.map((_, i) => (i * 89 + 5) % 256);
    expect(
      await verdict(asked, await scoredBy(BIG, asked, { ...honest, outputIds, finishReason: 'length' })),
    ).toMatchObject({
      match: false,
      reason: 'choices',
    });
  });

  test('one id exchanged', async () => {
    const outputIds = honest.outputIds.with(3, ((honest.outputIds[3] ?? 0) + 1) % 256);
    const result = await verdict(asked, await scoredBy(BIG, asked, { ...honest, outputIds }));
    expect(result.match).toBe(false);
    expect(result.differing).toBeGreaterThanOrEqual(1);
  });

  test('ids outside the vocabulary', async () => {
    const outputIds = honest.outputIds.with(0, 9_999);
    expect(await verdict(asked, { ...honest, outputIds })).toMatchObject({ match: false, reason: 'ids' });
  });

  test('truncation', async () => {
    const cut = { ...honest, outputIds: honest.outputIds.slice(0, 10), top: honest.top.slice(0, 10) };
    expect(await verdict(asked, cut)).toMatchObject({ match: false, reason: 'length' });
  });

  test('truncation with a forged stop, not even within a tolerance for choices', async () => {
    const outputIds = [...honest.outputIds.slice(0, 10), STOP];
    const cut = await scoredBy(BIG, asked, { ...honest, outputIds, finishReason: 'stop' });
    expect(await verdict(asked, cut, { tokenPpm: 500_000, threshold: 1 })).toMatchObject({
      match: false,
      reason: 'length',
      differing: 1,
    });
  });

  test('longer than asked for', async () => {
    const longer = await node.generate({ ...asked, maxTokens: 32 });
    expect(await verdict(asked, longer)).toMatchObject({ match: false, reason: 'length' });
  });

  test('altered prompt, in what the model looks at', async () => {
    const promptIds = asked.promptIds.with(-3, 33);
    const forged = await node.generate({ ...asked, promptIds });
    expect(await verdict(asked, forged)).toMatchObject({ match: false, reason: 'prompt' });
    expect(await verdict(asked, { ...forged, promptIds: asked.promptIds })).toMatchObject({
      match: false,
      reason: 'choices',
    });
  });

  test('altered prompt, in what the model no longer looks at', async () => {
    const promptIds = asked.promptIds.with(1, 33);
    const forged = await node.generate({ ...asked, promptIds });
    expect(forged.outputIds).toEqual(honest.outputIds);
    expect(await verdict(asked, forged)).toMatchObject({ match: false, reason: 'prompt', differing: 0 });
  });

  test('wrong log-probabilities', async () => {
    const top = honest.top.map((list) => list.map(({ id, logprob }) => ({ id, logprob: logprob - 2 })));
    expect(await verdict(asked, { ...honest, top })).toMatchObject({
      match: false,
      reason: 'logprobs',
      differing: 0,
      meanDistance: 2,
    });
  });

  test('log-probabilities of the right size for the wrong ids', async () => {
    const top = honest.top.map((list) =>
      list.map(({ id, logprob }, i) => ({ id: i === 0 ? (id + 1) % 251 : id, logprob })),
    );
    const distinct = top.map((list, i) => (new Set(list.map(({ id }) => id)).size === 5 ? list : honest.top[i]!));
    expect(await verdict(asked, { ...honest, top: distinct })).toMatchObject({ match: false, reason: 'logprobs' });
  });

  test('wrong finish reason', async () => {
    const finishReason = honest.finishReason === 'stop' ? 'length' : 'stop';
    expect(await verdict(asked, { ...honest, finishReason })).toMatchObject({ match: false, reason: 'finish' });
  });
});

test('an answer of another request id at temperature 1', async () => {
  const other = await node.generate(request(1, 2));
  expect(await verdict(request(1, 1), other)).toMatchObject({ match: false, reason: 'choices' });
  expect(await verdict(request(1, 2), other)).toMatchObject({ match: true });
});

test('an answer of another chain, and of another temperature', async () => {
  const asked = request(1);
  expect(await verdict(asked, await node.generate({ ...asked, chainId: 'pacer-test-2' }))).toMatchObject({
    match: false,
  });
  expect(await verdict(asked, await node.generate({ ...asked, temperature: 0 }))).toMatchObject({ match: false });
});

test('the stop is a choice: an answer that ends with one matches, one that goes on past it does not', async () => {
  const { asked, honest } = await stopping();
  expect(await verdict(asked, honest)).toMatchObject({ match: true, differing: 0 });
  const outputIds = [...honest.outputIds.slice(0, -1), 65];
  const onward = await scoredBy(BIG, asked, { ...honest, outputIds, finishReason: 'length' });
  expect(
    await verdict({ ...asked, maxTokens: outputIds.length }, onward, { tokenPpm: 999_999, threshold: 1 }),
  ).toMatchObject({
    match: false,
    reason: 'length',
  });
});

describe('re-execution asks the ML Node, every time', () => {
  const asked = request(0);

  test('the same artifact again is computed again, and a model that changed meanwhile changes the verdict', async () => {
    const honest = await node.generate(asked);
    let model = BIG;
    let calls = 0;
    const counting: MlNode = {
      generate: (...args) => node.generate(...args),
      score: (wanted, options) => {
        calls += 1;
        return node.score({ ...wanted, model }, options);
      },
    };
    expect((await reExecute(counting, asked, honest, exact)).match).toBe(true);
    model = SMALL;
    expect((await reExecute(counting, asked, honest, exact)).match).toBe(false);
    expect(calls).toBe(2);
  });

  test('without an answer there is no verdict', async () => {
    const honest = await node.generate(asked);
    await expect(reExecute(new EmbeddedMlNode([]), asked, honest, exact)).rejects.toMatchObject({
      code: 'unknown_model',
    });
    const aborted = reExecute(node, asked, honest, exact, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  });

  test('an ML Node that leaves scores out accuses nobody', async () => {
    const honest = await node.generate(asked);
    const forgetful = (forget: (scores: Scores) => Scores): MlNode => ({
      generate: (...args) => node.generate(...args),
      score: async (...args) => forget(await node.score(...args)),
    });
    const lastPosition = forgetful((scores) => ({ ...scores, positions: scores.positions.slice(0, -1) }));
    const noLogprobs = forgetful((scores) => ({
      ...scores,
      positions: scores.positions.map((p) => ({ ...p, at: [] })),
    }));
    await expect(reExecute(lastPosition, asked, honest, exact)).rejects.toMatchObject({ code: 'bad_response' });
    await expect(reExecute(noLogprobs, asked, honest, exact)).rejects.toMatchObject({ code: 'bad_response' });
  });
});

describe('compare, at the edges of its tolerance', () => {
  const top = [1, 2, 3, 4, 5].map((id) => ({ id, logprob: -id * 10 }));
  const artifact: Artifact = {
    promptIds: [1],
    outputIds: [1, 1, 1, 1],
    finishReason: 'length',
    top: [top, top, top, top],
  };
  const recomputed = (choices: number[], shift: number) => ({
    promptIds: [1],
    maxTokens: 4,
    scores: {
      stopId: 256,
      positions: choices.map((choice) => ({
        choice,
        top,
        at: top.map(({ id, logprob }) => ({ id, logprob: logprob - shift })),
      })),
    },
  });

  test('the share of differing choices may equal token_ppm, not exceed it', () => {
    const oneOfFour = recomputed([1, 1, 1, 2], 0);
    expect(compare(artifact, oneOfFour, { tokenPpm: 250_000, threshold: 0 }).match).toBe(true);
    expect(compare(artifact, oneOfFour, { tokenPpm: 249_999, threshold: 0 }).reason).toBe('choices');
  });

  test('the mean distance may equal the threshold, not exceed it', () => {
    const shifted = recomputed([1, 1, 1, 1], 3);
    expect(compare(artifact, shifted, { tokenPpm: 0, threshold: 3 })).toMatchObject({ match: true, meanDistance: 3 });
    expect(compare(artifact, shifted, { tokenPpm: 0, threshold: 2 }).reason).toBe('logprobs');
  });
});
