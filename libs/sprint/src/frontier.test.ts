import * as fc from 'fast-check';
import { Frontier } from './frontier.js';

interface Piece {
  first: bigint;
  end: bigint;
  hits: bigint[];
}

/** Pieces that follow each other from a first nonce, each with some hits. */
const work = fc
  .record({
    first: fc.bigInt({ min: 0n, max: 2n ** 64n - 1000n }),
    pieces: fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), { maxLength: 20 }),
  })
  .map(({ first, pieces }) => {
    let at = first;
    const list = pieces.map((nonces): Piece => {
      const start = at;
      at += BigInt(nonces.length);
      return { first: start, end: at, hits: nonces.flatMap((hit, i) => (hit ? [start + BigInt(i)] : [])) };
    });
    return { first, list };
  });

test('whatever order pieces end in: hits are reported once, in order, as soon as all below them is done', () => {
  const schedule = work.chain(({ first, list }) =>
    fc.record({
      first: fc.constant(first),
      list: fc.constant(list),
      order: fc.shuffledSubarray(list, { minLength: list.length }),
      takes: fc.array(fc.boolean(), { minLength: list.length, maxLength: list.length }),
    }),
  );
  fc.assert(
    fc.property(schedule, ({ first, list, order, takes }) => {
      const frontier = new Frontier(first);
      const finished = new Set<Piece>();
      const reported: bigint[] = [];
      let before = first;
      const take = (): void => {
        const report = frontier.take();
        const gap = list.find((piece) => !finished.has(piece));
        expect(report.frontier).toBe(gap?.first ?? list.at(-1)?.end ?? first);
        for (const hit of report.hits) expect(hit >= before && hit < report.frontier).toBe(true);
        reported.push(...report.hits);
        const below = list.filter((piece) => piece.end <= report.frontier).flatMap(({ hits }) => hits);
        expect(reported).toEqual(below);
        before = report.frontier;
      };
      for (const [i, piece] of order.entries()) {
        frontier.finish(piece.first, piece.end, piece.hits);
        finished.add(piece);
        if (takes[i]) take();
      }
      take();
      expect(reported).toEqual(list.flatMap(({ hits }) => hits));
      expect(frontier.take().hits).toEqual([]);
    }),
  );
});
