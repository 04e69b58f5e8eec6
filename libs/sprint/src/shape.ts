/** The sizes of a forward pass (sprint-work §2). */
export interface Shape {
  /** Width d of a token: a multiple of 64, 64…4096. */
  readonly dim: number;
  /** Layers L: 1…32. */
  readonly layers: number;
  /** Heads h; d/h is a multiple of 16, 16…256. */
  readonly heads: number;
  /** Hidden width f: a multiple of 64, 64…4096. */
  readonly ff: number;
  /** Tokens s: a multiple of 4, 4…256. */
  readonly seq: number;
}

export const PRODUCTION: Shape = { dim: 1024, layers: 3, heads: 16, ff: 1024, seq: 16 };
export const CPU_NETWORK: Shape = { dim: 512, layers: 4, heads: 8, ff: 1024, seq: 16 };
export const LOCAL_TEST: Shape = { dim: 64, layers: 2, heads: 2, ff: 128, seq: 16 };

/** Thrown for sizes outside the valid ranges; another try with the same sizes is hopeless. */
export class ShapeError extends Error {
  readonly code = 'invalid_shape';
  readonly retryable = false;

  constructor(reason: string) {
    super(`${reason}; choose sizes within the table of sprint-work §2`);
    this.name = 'ShapeError';
  }
}

/** Bytes of all weights: L·(4d² + 3df). */
export function weightBytes({ dim, layers, ff }: Shape): number {
  return layers * (4 * dim * dim + 3 * dim * ff);
}

/** Multiply–adds of one pass: L·(4d²s + 3dfs + 2s²d). */
export function multiplyAdds({ dim, layers, ff, seq }: Shape): number {
  return layers * (4 * dim * dim * seq + 3 * dim * ff * seq + 2 * seq * seq * dim);
}

/** @throws ShapeError naming the first size that is out of range */
export function assertShape(shape: Shape): void {
  const { dim, layers, heads, ff, seq } = shape;
  multipleWithin('dim', dim, 64, 64, 4096);
  multipleWithin('layers', layers, 1, 1, 32);
  multipleWithin('ff', ff, 64, 64, 4096);
  multipleWithin('seq', seq, 4, 4, 256);
  multipleWithin('heads', heads, 1, 1, dim);
  multipleWithin('dim / heads', dim / heads, 16, 16, 256);
  if (weightBytes(shape) > 2 ** 30) throw new ShapeError(`weights of ${weightBytes(shape)} bytes exceed 2^30`);
}

function multipleWithin(name: string, value: number, step: number, least: number, most: number): void {
  if (Number.isInteger(value) && value % step === 0 && value >= least && value <= most) return;
  throw new ShapeError(`${name} is ${value}, not a multiple of ${step} within ${least}…${most}`);
}
