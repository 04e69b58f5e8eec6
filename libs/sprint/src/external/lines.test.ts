import { LineSplitter, MAX_LINE } from './lines.js';
import { LineError } from './protocol.js';

const bytes = (text: string): Buffer => Buffer.from(text);

test('cuts a stream into lines, wherever its pieces end', () => {
  const text = bytes('{"a":1}\n\n  \r\n{"b":"é€😀"}\r\nrest');
  for (let size = 1; size <= text.length; size++) {
    const splitter = new LineSplitter();
    const lines: unknown[] = [];
    for (let at = 0; at < text.length; at += size) lines.push(...splitter.push(text.subarray(at, at + size)));
    expect(lines).toEqual(['{"a":1}', '{"b":"é€😀"}']);
    expect(splitter.push(bytes('\n'))).toEqual(['rest']);
  }
});

test('a line that is no UTF-8 is an error in its place', () => {
  const lines = new LineSplitter().push(
    Buffer.concat([bytes('before\n'), Buffer.from([0xff, 0x0a]), bytes('after\n')]),
  );
  expect(lines).toEqual(['before', expect.any(LineError), 'after']);
  expect(String(lines[1])).toContain('UTF-8');
});

test('a line that is too long is an error as soon as it is, once', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(bytes('a'.repeat(MAX_LINE)))).toEqual([]);
  expect(splitter.push(bytes('a'))).toEqual([expect.any(LineError)]);
  expect(splitter.push(bytes('a'.repeat(MAX_LINE)))).toEqual([]);
  expect(splitter.push(bytes('a\nnext\n'))).toEqual(['next']);
  expect(splitter.push(bytes(`${'a'.repeat(MAX_LINE)}\n`))).toHaveLength(1);
});
