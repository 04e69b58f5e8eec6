import { hex } from '@pacer/crypto';
import fc from 'fast-check';
import { type Artifact, artifactHash, decodeArtifact, encodeArtifact, MAX_ARTIFACT_BYTES } from './artifact.js';

const top = [5, 4, 3, 2, 1].map((id, i) => ({ id, logprob: 0 - 100 * i }));
const artifact: Artifact = { promptIds: [249, 72, 250], outputIds: [65, 256], finishReason: 'stop', top: [top, top] };
const canonical =
  '{"prompt":[249,72,250],"output":[65,256],"finish":"stop",' +
  '"top":[[[5,0],[4,-100],[3,-200],[2,-300],[1,-400]],[[5,0],[4,-100],[3,-200],[2,-300],[1,-400]]]}';
const many = Array.from({ length: 200_000 }, () => 100_000);
const bytes = (text: string) => new TextEncoder().encode(text);

function refusal(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

test('the canonical bytes and their hash', () => {
  expect(new TextDecoder().decode(encodeArtifact(artifact))).toBe(canonical);
  expect(decodeArtifact(bytes(canonical))).toEqual(artifact);
  expect(hex(artifactHash(artifact))).toBe(hex(artifactHash(bytes(canonical))));
});

test('any artifact comes back from its bytes', () => {
  const id = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const tops = fc
    .uniqueArray(fc.record({ id, logprob: fc.integer({ min: -(2 ** 31), max: 0 }) }), {
      minLength: 5,
      maxLength: 5,
      selector: (one) => one.id,
    })
    .map((list) => list.sort((a, b) => b.logprob - a.logprob || a.id - b.id));
  const positions = fc.array(fc.tuple(id, tops), { minLength: 1, maxLength: 6 });
  const finish = fc.constantFrom('stop' as const, 'length' as const);
  fc.assert(
    fc.property(fc.array(id, { minLength: 1 }), finish, positions, (promptIds, finishReason, list) => {
      const one = { promptIds, finishReason, outputIds: list.map(([first]) => first), top: list.map(([, t]) => t) };
      const encoded = encodeArtifact(one);
      expect(decodeArtifact(encoded)).toEqual(one);
      expect(encodeArtifact(decodeArtifact(encoded))).toEqual(encoded);
    }),
  );
});

describe('refuses other bytes, so that one artifact has one hash', () => {
  test.each([
    ['a space', canonical.replace('{', '{ ')],
    ['a newline at the end', `${canonical}\n`],
    ['a byte order mark', `\ufeff${canonical}`],
    ['keys in another order', canonical.replace(/^\{("prompt":[^\]]*\]),("output":[^\]]*\])/, '{$2,$1')],
    ['a key twice', canonical.replace('{', '{"finish":"stop",')],
    ['a key more', canonical.replace('{', '{"more":1,')],
    ['a key less', canonical.replace('"finish":"stop",', '')],
    ['an exponent', canonical.replace('249', '2.49e2')],
    ['minus zero', canonical.replace('[5,0]', '[5,-0]')],
    ['a fraction', canonical.replace('249', '249.5')],
    ['a negative id', canonical.replace('249', '-1')],
    ['an id beyond u32', canonical.replace('249', '4294967296')],
    ['a positive log-probability', canonical.replace('[5,0]', '[5,1]')],
    ['a log-probability beyond int32', canonical.replaceAll('-400', '-2147483649')],
    ['a string for an id', canonical.replace('249', '"249"')],
    ['an escape', canonical.replace('"stop"', '"\\u0073top"')],
    ['another finish reason', canonical.replace('"stop"', '"error"')],
    ['an empty prompt', canonical.replace('[249,72,250]', '[]')],
    ['an empty output', canonical.replace('[65,256]', '[]')],
    ['four in a top', canonical.replace(',[1,-400]]]', ']]')],
    ['an id twice in a top', canonical.replace('[4,-100]', '[5,-100]')],
    ['a top out of order', canonical.replace('[4,-100],[3,-200]', '[3,-200],[4,-100]')],
    ['equal log-probabilities, ids descending', canonical.replace('[4,-100]', '[4,0]')],
    ['a top less than ids', canonical.replace(/,\[\[5,0\][^\]]*\].*$/, ']}')],
    ['an id more than tops', canonical.replace('[65,256]', '[65,66,256]')],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['text', 'artifact'],
    ['deep nesting', '['.repeat(500_000)],
  ])('%s', (_, text) => {
    expect(text).not.toBe(canonical);
    expect(refusal(() => decodeArtifact(bytes(text)))).toMatchObject({ code: 'bad_artifact', retryable: false });
  });

  test.each([
    ['bytes that are no UTF-8', () => decodeArtifact(Uint8Array.of(0xff))],
    ['more bytes than allowed', () => decodeArtifact(new Uint8Array(MAX_ARTIFACT_BYTES + 1))],
    ['a value with more bytes than allowed', () => encodeArtifact({ ...artifact, promptIds: many })],
    ['a value without one top per id', () => encodeArtifact({ ...artifact, outputIds: [1] })],
  ])('%s', (_, call) => {
    expect(refusal(call)).toMatchObject({ code: 'bad_artifact' });
  });
});
