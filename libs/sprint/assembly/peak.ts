// What the kernel's instruction gives at best: `i32x4.dot_i16x8_s` and an addition, nothing else. Only the benchmark runs this.

const A: usize = memory.data(4096, 16);
const B: usize = memory.data(4096, 16);

/** Rounds of twelve products and additions in registers, 96 multiply–adds each: enough of them that none waits for another. */
export function registers(rounds: i32): i32 {
  const x = v128.load(A);
  let s0 = v128.load(B, 0), s1 = v128.load(B, 16), s2 = v128.load(B, 32), s3 = v128.load(B, 48);
  let s4 = v128.load(B, 64), s5 = v128.load(B, 80), s6 = v128.load(B, 96), s7 = v128.load(B, 112);
  let s8 = v128.load(B, 128), s9 = v128.load(B, 144), s10 = v128.load(B, 160), s11 = v128.load(B, 176);
  for (let i = 0; i < rounds; i++) {
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(s0, x));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(s1, x));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(s2, x));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(s3, x));
    s4 = i32x4.add(s4, i32x4.dot_i16x8_s(s4, x));
    s5 = i32x4.add(s5, i32x4.dot_i16x8_s(s5, x));
    s6 = i32x4.add(s6, i32x4.dot_i16x8_s(s6, x));
    s7 = i32x4.add(s7, i32x4.dot_i16x8_s(s7, x));
    s8 = i32x4.add(s8, i32x4.dot_i16x8_s(s8, x));
    s9 = i32x4.add(s9, i32x4.dot_i16x8_s(s9, x));
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(s10, x));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(s11, x));
  }
  let sum = i32x4.add(i32x4.add(i32x4.add(s0, s1), i32x4.add(s2, s3)), i32x4.add(i32x4.add(s4, s5), i32x4.add(s6, s7)));
  sum = i32x4.add(sum, i32x4.add(i32x4.add(s8, s9), i32x4.add(s10, s11)));
  return i32x4.extract_lane(sum, 0);
}

/** Plain inner products of two int16 vectors of 2,048 elements in the first-level cache: what one writes first. */
export function innerProducts(rounds: i32): i32 {
  let total = 0;
  for (let i = 0; i < rounds; i++) {
    let s0 = i32x4.splat(i), s1 = i32x4.splat(0), s2 = s1, s3 = s1;
    for (let at: usize = 0; at < 4096; at += 64) {
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load(A + at), v128.load(B + at)));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load(A + at, 16), v128.load(B + at, 16)));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load(A + at, 32), v128.load(B + at, 32)));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load(A + at, 48), v128.load(B + at, 48)));
    }
    total += i32x4.extract_lane(i32x4.add(i32x4.add(s0, s1), i32x4.add(s2, s3)), 0);
  }
  return total;
}
