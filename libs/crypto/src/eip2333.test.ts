import { bytesToInteger } from './field.js';
import { deriveChild, deriveMaster, derivePath } from './eip2333.js';
import { hex, unhex } from './bytes.js';
import { codeOf } from './testing/refusal.js';

/** The test cases that EIP-2333 prints. */
const printed = [
  {
    seed: 'c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04',
    master: 6083874454709270928345386274498605044986640685124978867557563392430687146096n,
    index: 0,
    child: 20397789859736650942317412262472558107875392172444076792671091975210932703118n,
  },
  {
    seed: '3141592653589793238462643383279502884197169399375105820974944592',
    master: 29757020647961307431480504535336562678282505419141012933316116377660817309383n,
    index: 3141592653,
    child: 25457201688850691947727629385191704516744796114925897962676248250929345014287n,
  },
  {
    seed: '0099ff991111002299dd7744ee3355bbdd8844115566cc55663355668888cc00',
    master: 27580842291869792442942448775674722299803720648445448686099262467207037398656n,
    index: 4294967295,
    child: 29358610794459428860402234341874281240803786294062035874021252734817515685787n,
  },
  {
    seed: 'd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3',
    master: 19022158461524446591288038168518313374041767046816487870552872741050760015818n,
    index: 42,
    child: 31372231650479070279774297061823572166496564838472787488249775572789064611981n,
  },
];

test.each(printed)('the master and child $index of EIP-2333', ({ seed, master, index, child }) => {
  const key = deriveMaster(unhex(seed));
  expect(bytesToInteger(key)).toBe(master);
  expect(bytesToInteger(deriveChild(key, index))).toBe(child);
});

test('a path is the children one after the other', () => {
  const seed = unhex(printed[1]?.seed ?? '');
  const bySteps = deriveChild(deriveChild(deriveMaster(seed), 12381), 7273);
  expect(hex(derivePath(seed, 'm/12381/7273'))).toBe(hex(bySteps));
  expect(hex(derivePath(seed, 'm'))).toBe(hex(deriveMaster(seed)));
});

test.each(['', '/0', 'm/', 'm/01', 'm/-1', 'm/0/', 'm/x', "m/0'", 'm/4294967296', 'm/12345678901', 'M/0'])(
  'the path %j is refused',
  (path) => {
    expect(codeOf(() => derivePath(new Uint8Array(32), path))).toBe('bad-path');
  },
);

test('a seed below 32 bytes is refused', () => {
  expect(codeOf(() => deriveMaster(new Uint8Array(31)))).toBe('bad-length');
});

test.each([-1, 2 ** 32, 0.5])('the index %s is refused', (index) => {
  const key = deriveMaster(new Uint8Array(32));
  expect(codeOf(() => deriveChild(key, index))).toBe('out-of-range');
});
