import { CHAIN, MODEL } from '../host.test.support.js';
import { MAX_OPENED_BYTES, openedRecordToWire } from '../records/opened-record.js';
import { RecordOpener } from '../records/record-opener.js';
import { readAndVerify } from './read-and-verify.js';
import { ThreadVerifier } from './thread-verifier.js';
import { closeAll, ownerOf } from './validator.test.support.js';

const open: ThreadVerifier[] = [];

afterEach(async () => {
  for (const verifier of open.splice(0)) await verifier.close();
  await closeAll();
});

function verifierHere(): ThreadVerifier {
  const verifier = new ThreadVerifier();
  open.push(verifier);
  return verifier;
}

async function recordHere(index: number) {
  const { owner, header } = await ownerOf();
  const opening = new RecordOpener(owner.journal).open(3n, 4n, index);
  if (opening.kind !== 'opened') throw new Error(opening.kind);
  const text = JSON.stringify(openedRecordToWire(opening.record));
  return { text, commitment: { chainId: CHAIN, epoch: 3n, header, model: MODEL, index } };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the thread finds what is found here, also when many come at once', async () => {
  const { text, commitment } = await recordHere(1);
  const verifier = verifierHere();
  const other = { ...commitment, index: 0 };
  const texts = [text, '<html>', text.replace('"body":"', '"body":"AAAA'), '[]', text];
  const found = await Promise.all(texts.map((each) => verifier.verify(bytesOf(each), commitment)));
  expect(found).toEqual(texts.map((each) => readAndVerify(bytesOf(each), commitment)));
  expect(found.map(({ kind }) => kind)).toEqual(['sound', 'not-a-record', 'unavailable', 'not-a-record', 'sound']);
  expect(await verifier.verify(bytesOf(text), other)).toEqual({ kind: 'unavailable', reason: 'other-place' });
});

test.each([
  ['lists in lists', '['.repeat(MAX_OPENED_BYTES)],
  ['many lists', `[${'[],'.repeat(MAX_OPENED_BYTES / 3 - 2)}[]]`],
  ['many keys', `{${Array.from({ length: 120_000 }, (_, i) => `"key${i}":1`).join()}}`],
  ['a record with a very long part', `{"body":"${'e30='.repeat(MAX_OPENED_BYTES / 4 - 10)}"}`],
])('%s are no record, and the thread lives on', async (_name, text) => {
  const { text: good, commitment } = await recordHere(0);
  const verifier = verifierHere();
  expect(text.length).toBeLessThanOrEqual(MAX_OPENED_BYTES);
  const found = await verifier.verify(bytesOf(text), commitment);
  expect(found).toEqual({ kind: 'not-a-record', start: text.slice(0, 60) });
  expect(await verifier.verify(bytesOf(good), commitment)).toMatchObject({ kind: 'sound' });
});

test('the bytes are moved to the thread, not copied', async () => {
  const { text, commitment } = await recordHere(0);
  const bytes = bytesOf(text);
  const found = verifierHere().verify(bytes, commitment);
  expect(bytes).toHaveLength(0);
  await found;
});

test('what is under way when the thread ends fails with a reason, and the next one finds a new thread', async () => {
  const { text, commitment } = await recordHere(0);
  const verifier = verifierHere();
  const lost = verifier.verify(bytesOf(text), commitment);
  await verifier.close();
  await expect(lost).rejects.toMatchObject({ code: 'verification-failed', retryable: true });
  expect(await verifier.verify(bytesOf(text), commitment)).toMatchObject({ kind: 'sound' });
});
