import { artifactLeafValue, requestId, type RequestFields, SumTree } from '@pacer/crypto';
import { artifactHash, EmbeddedMlNode, encodeArtifact, decodeArtifact, outputText } from '@pacer/ml';
import { ArtifactLeaf, type Header } from '@pacer/proto/inference/v1';
import fc from 'fast-check';
import { readChatResponse } from '../chat/chat-response.js';
import { CHAIN, MODEL, person, TestHost } from '../host.test.support.js';
import { type OpenedRecord } from '../records/opened-record.js';
import { RecordOpener } from '../records/record-opener.js';
import { sha256 } from '../sha256.js';
import { type Commitment, verifyRecord } from './verify-record.js';

const COUNT = 5;
const host = new TestHost(new EmbeddedMlNode([MODEL]));
let header: Header;
let records: OpenedRecord[];

beforeAll(async () => {
  for (let i = 0; i < COUNT; i++) await host.ask(`question ${i}`, { temperature: i % 2 });
  header = host.commit(4n);
  const opener = new RecordOpener(host.journal);
  records = Array.from({ length: COUNT }, (_, index) => {
    const opening = opener.open(3n, 4n, index);
    if (opening.kind !== 'opened') throw new Error(opening.kind);
    return opening.record;
  });
});

afterAll(() => {
  host.close();
});

const at = (index: number): OpenedRecord => records[index]!;
const commitment = (index: number, of: Partial<Commitment> = {}): Commitment => ({
  ...{ chainId: CHAIN, epoch: 3n, header, model: MODEL, index },
  ...of,
});
const flip = (bytes: Uint8Array, at: number, by = 1): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[at] = changed[at]! ^ by;
  return changed;
};

test.each([0, 1, 2, 3, 4])('record %i is sound: what is to be re-executed comes from the signed body', (index) => {
  const verified = verifyRecord(at(index), commitment(index));
  expect(verified).toMatchObject({
    kind: 'sound',
    request: { chainId: CHAIN, requestId: at(index).leaf.key, model: MODEL, maxTokens: 3 },
  });
});

describe('what a proxy on the way could have made is unavailable and accuses nobody', () => {
  test.each<[string, string, (record: OpenedRecord) => OpenedRecord]>([
    ['another epoch', 'other-place', (record) => ({ ...record, epoch: 2n })],
    ['another batch', 'other-place', (record) => ({ ...record, batch: 5n })],
    ['another index', 'other-place', (record) => ({ ...record, index: 1 })],
    ['the leaf of another index', 'path', (record) => ({ ...record, leaf: at(1).leaf })],
    ['the path of another index', 'path', (record) => ({ ...record, path: at(1).path })],
    ['a path with a step less', 'path', (record) => ({ ...record, path: record.path.slice(1) })],
    ['a path with a step more', 'path', (record) => ({ ...record, path: [...record.path, at(1).path[0]!] })],
    ['another body', 'body-hash', (record) => ({ ...record, body: at(1).body })],
    ['another response', 'response-hash', (record) => ({ ...record, response: at(1).response })],
    ['another artifact', 'artifact-hash', (record) => ({ ...record, artifact: at(1).artifact })],
    ['no artifact', 'artifact-hash', (record) => ({ ...record, artifact: new Uint8Array() })],
  ])('%s: %s', (_name, reason, change) => {
    expect(verifyRecord(change(at(0)), commitment(0))).toEqual({ kind: 'unavailable', reason });
  });

  test('any single bit changed in any field is noticed', () => {
    const bit = fc.record({ at: fc.nat(10_000), by: fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128) });
    const field = fc.constantFrom('key', 'value', 'step', 'body', 'response', 'artifact');
    fc.assert(
      fc.property(fc.nat(COUNT - 1), field, bit, (index, name, { at: place, by }) => {
        const record = at(index);
        const turned = (bytes: Uint8Array) => flip(bytes, place % bytes.length, by);
        const { leaf, path, body, response, artifact } = record;
        const [step, ...rest] = path;
        const changed = {
          key: { leaf: { ...leaf, key: turned(leaf.key) } },
          value: { leaf: { ...leaf, value: turned(leaf.value) } },
          step: { path: [{ ...step!, hash: turned(step!.hash) }, ...rest] },
          body: { body: turned(body) },
          response: { response: turned(response) },
          artifact: { artifact: turned(artifact) },
        }[name];
        expect(verifyRecord({ ...record, ...changed }, commitment(index)).kind).toBe('unavailable');
      }),
      { numRuns: 300 },
    );
  });

  test('any other number of tokens or fee in leaf or path is noticed', () => {
    const where = fc.constantFrom('leaf', 'step');
    fc.assert(
      fc.property(
        fc.nat(COUNT - 1),
        where,
        fc.constantFrom('tokens', 'fee'),
        fc.bigInt(1n, 2n ** 64n - 1n),
        (index, part, name, by) => {
          const record = at(index);
          const [step, ...rest] = record.path;
          const more = <T extends { tokens: bigint; fee: bigint }>(node: T): T => ({
            ...node,
            [name]: (node[name] + by) % 2n ** 64n,
          });
          const changed = part === 'leaf' ? { leaf: more(record.leaf) } : { path: [more(step!), ...rest] };
          expect(verifyRecord({ ...record, ...changed }, commitment(index))).toEqual({
            kind: 'unavailable',
            reason: 'path',
          });
        },
      ),
    );
  });

  test.each<[string, Partial<Header>]>([
    ['root', { root: new Uint8Array(32) }],
    ['count', { count: COUNT + 1 }],
    ['tokens', { totalTokens: 1n }],
    ['fee', { totalFee: 1n }],
  ])('a header with another %s: path', (_name, fields) => {
    const verified = verifyRecord(at(4), commitment(4, { header: { ...header, ...fields } }));
    expect(verified).toEqual({ kind: 'unavailable', reason: 'path' });
  });
});

/** What a dishonest owner can commit: a record made anew, consistent from the leaf up to a root of its own. */
interface Forgery {
  body?: Uint8Array;
  request?: Partial<RequestFields>;
  answer?: (answer: Answer) => unknown;
  response?: Uint8Array;
  artifact?: Uint8Array;
  signature?: (id: Uint8Array) => Uint8Array;
  value?: (value: Uint8Array) => Uint8Array;
  key?: Uint8Array;
  tokens?: bigint;
  fee?: bigint;
}

interface Answer {
  id: string;
  model: string;
  choices: { message: { content: string }; finish_reason: string }[];
  usage: Record<string, number>;
  pacer: Record<string, string>;
}

const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function forge(forgery: Forgery): [OpenedRecord, Commitment] {
  const record = at(0);
  const said = readChatResponse(record.response)!.pacer;
  const body = forgery.body ?? record.body;
  const fields = ArtifactLeaf.decode(record.leaf.value);
  const request: RequestFields = {
    ...{
      chainId: CHAIN,
      epoch: said.epoch,
      requester: fields.requester,
      ta: person(1).address,
      sha256Body: sha256(body),
    },
    ...{ timestampMs: said.timestamp_ms, maxFee: said.max_fee, commission: said.commission, nonce: said.nonce },
    ...forgery.request,
  };
  const id = requestId(request);
  const hex = Buffer.from(id).toString('hex');
  const answer = JSON.parse(new TextDecoder().decode(record.response)) as Answer;
  Object.assign(answer, {
    id: `chatcmpl-${hex}`,
    pacer: { ...answer.pacer, request_id: hex, epoch: String(request.epoch) },
  });
  const response = forgery.response ?? json(forgery.answer?.(answer) ?? answer);
  const artifact = forgery.artifact ?? record.artifact;
  const signature = forgery.signature?.(id) ?? host.key.signId(id);
  const value = artifactLeafValue({
    ...{ sha256Body: sha256(body), sha256Response: sha256(response), artifactHash: artifactHash(artifact) },
    ...{ requester: request.requester, signature },
  });
  const leaf = {
    key: forgery.key ?? id,
    tokens: forgery.tokens ?? record.leaf.tokens,
    fee: forgery.fee ?? record.leaf.fee,
    value: forgery.value?.(value) ?? value,
  };
  const tree = SumTree.build([leaf]);
  const forged = { root: tree.root, count: 1, totalTokens: tree.totalTokens, totalFee: tree.totalFee };
  return [{ ...record, leaf, path: [], body, response, artifact }, commitment(0, { header: { ...header, ...forged } })];
}

test('a record made anew without a lie is sound: the forger below changes only what it says', () => {
  expect(verifyRecord(...forge({})).kind).toBe('sound');
});

describe('what an owner committed and contradicts itself is a mismatch, by name', () => {
  const artifactOf = (change: (artifact: ReturnType<typeof decodeArtifact>) => object) => {
    const artifact = decodeArtifact(at(0).artifact);
    return encodeArtifact({ ...artifact, ...change(artifact) });
  };
  const answer = (change: (answer: Answer) => void) => (it: Answer) => {
    change(it);
    return it;
  };

  test.each<[string, string, () => Forgery]>([
    ['a leaf that is no protobuf', 'leaf', () => ({ value: () => Uint8Array.of(255) })],
    ['an empty leaf', 'leaf', () => ({ value: () => new Uint8Array() })],
    ['a leaf with bytes after its end', 'leaf', () => ({ value: (value) => Uint8Array.from([...value, 0x30, 1]) })],
    ['a leaf without its signature', 'leaf', () => ({ value: (value) => value.slice(0, -66) })],
    ['a body that no Host may run', 'body', () => ({ body: json({ model: MODEL }) })],
    [
      'a body of another model',
      'model',
      () => ({ body: json({ model: 'small', messages: [{ role: 'user', content: 'question 0' }] }) }),
    ],
    ['an answer of another model', 'response', () => ({ answer: answer((it) => (it.model = 'small')) })],
    ['an answer that is no JSON', 'response', () => ({ response: json('x').slice(1) })],
    ['an answer that is a web page', 'response', () => ({ response: new TextEncoder().encode('<html>') })],
    ['an answer without the request', 'response', () => ({ answer: ({ pacer: _left, ...rest }) => rest })],
    ['an answer with two choices', 'response', () => ({ answer: answer((it) => it.choices.push(it.choices[0]!)) })],
    ['a request of a later epoch', 'future', () => ({ request: { epoch: 4n } })],
    ['another Transfer Agent', 'agent', () => ({ answer: answer((it) => (it.pacer.ta = person(2).text)) })],
    ['another Executor', 'agent', () => ({ answer: answer((it) => (it.pacer.executor = person(2).text)) })],
    ['an answer with another nonce', 'request-id', () => ({ answer: answer((it) => (it.pacer.nonce = '1')) })],
    ['an answer with another time', 'request-id', () => ({ answer: answer((it) => (it.pacer.timestamp_ms = '1')) })],
    ['an answer with another most fee', 'request-id', () => ({ answer: answer((it) => (it.pacer.max_fee = '1')) })],
    [
      'an answer with another commission',
      'request-id',
      () => ({ answer: answer((it) => (it.pacer.commission = '1')) }),
    ],
    ['an answer with another epoch', 'request-id', () => ({ answer: answer((it) => (it.pacer.epoch = '2')) })],
    [
      'an answer to another requester',
      'request-id',
      () => ({ answer: answer((it) => (it.pacer.requester = person(2).text)) }),
    ],
    ['an answer with another id', 'request-id', () => ({ answer: answer((it) => (it.pacer.request_id = '00')) })],
    [
      'an answer with another id for the client',
      'request-id',
      () => ({ answer: answer((it) => (it.id = 'chatcmpl-0')) }),
    ],
    ['a leaf under another key', 'request-id', () => ({ key: new Uint8Array(32).fill(1) })],
    ['a request of another chain', 'request-id', () => ({ request: { chainId: 'pacer-test-2' } })],
    ['a request to another Transfer Agent', 'request-id', () => ({ request: { ta: person(2).address } })],
    [
      'a requester who did not sign',
      'signature',
      () => ({
        request: { requester: person(3).address },
        answer: answer((it) => (it.pacer.requester = person(3).text)),
      }),
    ],
    ['a signature over something else', 'signature', () => ({ signature: () => host.key.signId(new Uint8Array(32)) })],
    ['a signature of zeros', 'signature', () => ({ signature: () => new Uint8Array(64) })],
    ['an artifact with a space in it', 'artifact', () => ({ artifact: Uint8Array.from([...at(0).artifact, 0x20]) })],
    ['an artifact that is none', 'artifact', () => ({ artifact: json({}) })],
    [
      'an answer with another text',
      'text',
      () => ({ answer: answer((it) => (it.choices[0]!.message.content += '!')) }),
    ],
    [
      'an answer that ended otherwise',
      'text',
      () => ({ answer: answer((it) => (it.choices[0]!.finish_reason = 'content_filter')) }),
    ],
    [
      'an artifact of another output',
      'text',
      () => ({
        artifact: artifactOf(({ outputIds }) => ({
          outputIds: [outputIds[0] === 65 ? 66 : 65, ...outputIds.slice(1)],
        })),
      }),
    ],
    ['a leaf that counts more tokens', 'tokens', () => ({ tokens: 1_000n })],
    [
      'an answer that counts more tokens',
      'tokens',
      () => ({ answer: answer((it) => (it.usage.total_tokens = 1_000)) }),
    ],
    [
      'a prompt in the artifact that is longer than counted',
      'tokens',
      () => ({ artifact: artifactOf(({ promptIds }) => ({ promptIds: [...promptIds, 1] })) }),
    ],
    ['a fee', 'fee', () => ({ fee: 1n })],
  ])('%s: %s', (_name, reason, forgery) => {
    expect(verifyRecord(...forge(forgery()))).toEqual({ kind: 'contradiction', reason });
  });
});

test('the answer’s text is the artifact’s output read as UTF-8', () => {
  const { outputIds } = decodeArtifact(at(0).artifact);
  expect(readChatResponse(at(0).response)!.choices[0].message.content).toBe(outputText(outputIds));
});
