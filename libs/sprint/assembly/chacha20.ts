// ChaCha20 (RFC 8439), 20 rounds, with an all-zero nonce: a vector is a row of the state, two blocks go side by side so
// that one fills the other's waits.

const SIGMA = i32x4(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);

@inline
function rotl16(x: v128): v128 {
  return i8x16.shuffle(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

@inline
function rotl8(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14);
}

@inline
function rotl(x: v128, n: i32): v128 {
  return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n));
}

/** Lanes one, two or three places to the left: what turns columns into diagonals and back. */
@inline
function lanes1(x: v128): v128 {
  return i8x16.shuffle(x, x, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
}

@inline
function lanes2(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

@inline
function lanes3(x: v128): v128 {
  return i8x16.shuffle(x, x, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

/**
 * Writes blocks of the keystream.
 * @param key 32 bytes
 * @param counter the first block
 * @param blocks an even number
 */
export function keystream(key: usize, counter: u32, out: usize, blocks: i32): void {
  const k0 = v128.load(key);
  const k1 = v128.load(key, 16);
  for (let i = 0; i < blocks; i += 2) {
    const count = i32x4.replace_lane(i32x4.splat(0), 0, counter + i);
    const next = i32x4.replace_lane(i32x4.splat(0), 0, counter + i + 1);
    let a = SIGMA, b = k0, c = k1, d = count;
    let e = SIGMA, f = k0, g = k1, h = next;
    for (let round = 0; round < 10; round++) {
      a = i32x4.add(a, b); e = i32x4.add(e, f);
      d = rotl16(v128.xor(d, a)); h = rotl16(v128.xor(h, e));
      c = i32x4.add(c, d); g = i32x4.add(g, h);
      b = rotl(v128.xor(b, c), 12); f = rotl(v128.xor(f, g), 12);
      a = i32x4.add(a, b); e = i32x4.add(e, f);
      d = rotl8(v128.xor(d, a)); h = rotl8(v128.xor(h, e));
      c = i32x4.add(c, d); g = i32x4.add(g, h);
      b = rotl(v128.xor(b, c), 7); f = rotl(v128.xor(f, g), 7);

      b = lanes1(b); f = lanes1(f);
      c = lanes2(c); g = lanes2(g);
      d = lanes3(d); h = lanes3(h);

      a = i32x4.add(a, b); e = i32x4.add(e, f);
      d = rotl16(v128.xor(d, a)); h = rotl16(v128.xor(h, e));
      c = i32x4.add(c, d); g = i32x4.add(g, h);
      b = rotl(v128.xor(b, c), 12); f = rotl(v128.xor(f, g), 12);
      a = i32x4.add(a, b); e = i32x4.add(e, f);
      d = rotl8(v128.xor(d, a)); h = rotl8(v128.xor(h, e));
      c = i32x4.add(c, d); g = i32x4.add(g, h);
      b = rotl(v128.xor(b, c), 7); f = rotl(v128.xor(f, g), 7);

      b = lanes3(b); f = lanes3(f);
      c = lanes2(c); g = lanes2(g);
      d = lanes1(d); h = lanes1(h);
    }
    const at = out + 64 * i;
    v128.store(at, i32x4.add(a, SIGMA));
    v128.store(at, i32x4.add(b, k0), 16);
    v128.store(at, i32x4.add(c, k1), 32);
    v128.store(at, i32x4.add(d, count), 48);
    v128.store(at, i32x4.add(e, SIGMA), 64);
    v128.store(at, i32x4.add(f, k0), 80);
    v128.store(at, i32x4.add(g, k1), 96);
    v128.store(at, i32x4.add(h, next), 112);
  }
}
