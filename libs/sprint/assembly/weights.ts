// Weights are kept as int8, in panels of eight outputs: [outputs/8][inputs/2][8][2]. A panel is widened to int16 once per
// batch, into memory that stays in the first-level cache; pairs of inputs lie together, as `i32x4.dot_i16x8_s` wants them.
import { keystream } from './chacha20';
import { dim, ff, layers, panel, staging, weightKey, weights } from './layout';

let counter: u32 = 0;
let packed: usize = 0;

/** Packs the eight rows in `staging` to where `to` says. */
export function pack(to: usize, inputs: i32): void {
  for (let pair = 0; pair < inputs; pair += 2) {
    for (let row = 0; row < 8; row++) {
      store<u16>(to + 8 * pair + 2 * row, load<u16>(staging + row * inputs + pair));
    }
  }
}

function expandMatrix(outputs: i32, inputs: i32): void {
  const blocks = inputs / 8;
  for (let row = 0; row < outputs; row += 8) {
    keystream(weightKey, counter, staging, blocks);
    counter += blocks;
    pack(packed, inputs);
    packed += 8 * inputs;
  }
}

/** Fills all weights from the stream of `weightKey` (sprint-work §3). */
export function expandWeights(): void {
  counter = 0;
  packed = weights;
  for (let layer = 0; layer < layers; layer++) {
    expandMatrix(3 * dim, dim);
    expandMatrix(dim, dim);
    expandMatrix(2 * ff, dim);
    expandMatrix(dim, ff);
  }
}

/** Widens a panel of packed weights into `panel`. */
export function widen(from: usize, inputs: i32): void {
  const end = panel + 16 * inputs;
  for (let to = panel; to < end; to += 32) {
    v128.store(to, v128.load8x8_s(from));
    v128.store(to, v128.load8x8_s(from, 8), 16);
    from += 16;
  }
}
