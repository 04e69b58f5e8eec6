import { expect, it } from '@jest/globals';
import { parseGoBenchmarks, table } from './go-benchmark.mjs';

const output = `goos: linux
pkg: github.com/pacer-network/pacer/chain/crypto/duty
BenchmarkClaim-2   	     120	   8000000 ns/op	      1036 duties	   64 B/op	       2 allocs/op
PASS
ok  	github.com/pacer-network/pacer/chain/crypto/duty	1.6s
pkg: github.com/pacer-network/pacer/chain/x/reward/keeper
BenchmarkClaim/cold         	      10	  1.2e+07 ns/op
PASS
`;

it('reads names, packages and every metric, with and without a processor count', () => {
  const [hashing, cold] = parseGoBenchmarks(output);
  expect(hashing).toEqual({
    name: 'Claim',
    package: 'github.com/pacer-network/pacer/chain/crypto/duty',
    metrics: { 'ns/op': 8_000_000, duties: 1036, 'B/op': 64, 'allocs/op': 2 },
  });
  expect(cold).toMatchObject({ name: 'Claim/cold', metrics: { 'ns/op': 1.2e7 } });
});

it('shows each as a multiple of the baseline', () => {
  const all = parseGoBenchmarks(output);
  expect(table(all, all[0])).toEqual([
    'crypto/duty Claim: 8.00 ms, × 1.00, 1036 duties',
    'x/reward/keeper Claim/cold: 12.00 ms, × 1.50',
  ]);
});
