import { dim } from './layout';

/** ⌊√v⌋, digit by digit. */
function isqrt(v: u32): u32 {
  let root: u32 = 0;
  let rest = v;
  for (let bit: u32 = 1 << 30; bit != 0; bit >>= 2) {
    const trial = root + bit;
    root >>= 1;
    if (rest >= trial) {
      rest -= trial;
      root += bit;
    }
  }
  return root;
}

/** Σv² of a row within ±4095. A lane of 32 bits holds 64 steps: 64 · 2 · 4095² < 2^32. */
function squares(row: usize, end: usize): u64 {
  let sum: u64 = 0;
  while (row < end) {
    const stop = min(row + 1024, end);
    let lanes = i32x4.splat(0);
    for (; row < stop; row += 16) {
      const v = v128.load(row);
      lanes = i32x4.add(lanes, i32x4.dot_i16x8_s(v, v));
    }
    const wide = i64x2.add(i64x2.extend_low_i32x4_u(lanes), i64x2.extend_high_i32x4_u(lanes));
    sum += i64x2.extract_lane(wide, 0) + i64x2.extract_lane(wide, 1);
  }
  return sum;
}

/** The integer RMS norm (sprint-work §4), rows to rms 32: int16 [rows][dim] to int16 [rows][dim]. */
export function norm(from: usize, to: usize, rows: i32): void {
  const stride = 2 * dim;
  const half = i32x4.splat(1 << 15);
  for (let t = 0; t < rows; t++) {
    const end = from + stride;
    const m = isqrt(<u32>((squares(from, end) * 256) / dim)) + 1;
    const c = i32x4.splat((1 << 25) / m);
    for (; from < end; from += 16, to += 16) {
      const v = v128.load(from);
      const low = i32x4.shr_s(i32x4.add(i32x4.mul(i32x4.extend_low_i16x8_s(v), c), half), 16);
      const high = i32x4.shr_s(i32x4.add(i32x4.mul(i32x4.extend_high_i16x8_s(v), c), half), 16);
      const y = i16x8.narrow_i32x4_s(low, high);
      v128.store(to, i16x8.max_s(i16x8.min_s(y, i16x8.splat(127)), i16x8.splat(-128)));
    }
  }
}
