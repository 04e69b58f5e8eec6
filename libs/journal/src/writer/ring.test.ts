import fc from 'fast-check';
import { Ring, ringMemory } from './ring.js';

function put(ring: Ring, text: string): boolean {
  const at = ring.reserve(text.length);
  if (at < 0) return false;
  ring.bytes.set(Buffer.from(text), at);
  ring.publish();
  return true;
}
function all(ring: Ring): string[] {
  const read: string[] = [];
  for (let frame = ring.read(); frame; frame = ring.read()) {
    read.push(Buffer.from(ring.bytes.subarray(frame.offset, frame.offset + frame.length)).toString());
  }
  return read;
}

test('what is written is read, in order, by another end of the same memory', () => {
  const memory = ringMemory(1_024);
  const [writer, reader] = [new Ring(memory), new Ring(memory)];
  expect([put(writer, 'one'), put(writer, ''), put(writer, 'three')]).toEqual([true, true, true]);
  expect(all(reader)).toEqual(['one', '', 'three']);
  expect(reader.used).toBe(16 + 8 + 16);
  reader.free();
  expect([writer.used, reader.used]).toEqual([0, 0]);
});

test('a reader that failed reads the same again', () => {
  const ring = new Ring(ringMemory(1_024));
  put(ring, 'a');
  put(ring, 'b');
  expect(all(ring)).toEqual(['a', 'b']);
  ring.rewind();
  expect(all(ring)).toEqual(['a', 'b']);
});

test('full: nothing is written, nothing is overwritten, and it goes on when there is room', () => {
  const ring = new Ring(ringMemory(64));
  const texts = ['a'.repeat(24), 'b'.repeat(24)];
  for (const text of texts) expect(put(ring, text)).toBe(true);
  expect(put(ring, 'c')).toBe(false);
  expect(all(ring)).toEqual(texts);
  expect(put(ring, 'c')).toBe(false);
  ring.free();
  expect(put(ring, 'c')).toBe(true);
  expect(all(ring)).toEqual(['c']);
});

test('a frame longer than half the memory is refused, also when it is empty', () => {
  const ring = new Ring(ringMemory(64));
  expect(ring.longest).toBe(24);
  expect(put(ring, 'x'.repeat(25))).toBe(false);
});

test('property: any writing and freeing, around the end and past 2^32 bytes, loses and mixes up nothing', () => {
  const steps = fc.array(
    fc.oneof(
      fc.nat(56).map((length) => ({ length })),
      fc.constant('read' as const),
      fc.constant('rewind' as const),
    ),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, fc.constantFrom(0, -8, -104, 2 ** 31 - 8), (plan, start) => {
      const memory = ringMemory(128);
      new Int32Array(memory.counters).fill(start);
      const [writer, reader] = [new Ring(memory), new Ring(memory)];
      const kept: string[] = [];
      for (const [at, step] of plan.entries()) {
        if (step === 'read') {
          expect(all(reader)).toEqual(kept);
          reader.free();
          kept.length = 0;
        } else if (step === 'rewind') {
          reader.read();
          reader.rewind();
        } else {
          const text = String.fromCharCode(97 + (at % 26)).repeat(step.length);
          if (put(writer, text)) kept.push(text);
          // The frame and what may be skipped before it.
          else expect(writer.used + 2 * (step.length + 16)).toBeGreaterThan(128);
        }
      }
      expect(all(reader)).toEqual(kept);
    }),
  );
});
