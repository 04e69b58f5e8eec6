import { describe, expect, it } from '@jest/globals';
import { goCounter } from './test-go.mjs';

function count(...events) {
  const counter = goCounter();
  for (const event of events) counter.add(event);
  return counter.result();
}
const test = (Action, Test, Package = 'm/x') => ({ Action, Package, Test });

describe('counting go test', () => {
  it('counts tests without subtests of their own', () => {
    const events = [
      test('pass', 'TestA/one'),
      test('pass', 'TestA/two/deep'),
      test('pass', 'TestA/two'),
      test('pass', 'TestA'),
    ];
    expect(count(...events, test('skip', 'TestB'))).toMatchObject({ passed: 2, failed: 0, skipped: 1 });
  });

  it('counts a failed subtest once, and a parent that fails by itself', () => {
    const nested = count(test('fail', 'TestA/one'), test('fail', 'TestA'), { Action: 'fail', Package: 'm/x' });
    expect(nested).toMatchObject({ passed: 0, failed: 1 });
    const parent = count(test('pass', 'TestA/one'), test('fail', 'TestA'), { Action: 'fail', Package: 'm/x' });
    expect(parent).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts a package that does not compile as one failure and shows why', () => {
    const result = count(
      { Action: 'build-output', ImportPath: 'm/x [m/x.test]', Output: 'x.go:1: undefined: y\n' },
      { Action: 'build-fail', ImportPath: 'm/x [m/x.test]' },
      { Action: 'fail', Package: 'm/x', FailedBuild: 'm/x [m/x.test]' },
    );
    expect(result).toMatchObject({ passed: 0, failed: 1 });
    expect(result.problems[0]).toContain('undefined: y');
  });

  it('does not mix up the same test of two packages', () => {
    expect(count(test('pass', 'TestA', 'm/x'), test('fail', 'TestA', 'm/y'))).toMatchObject({ passed: 1, failed: 1 });
  });
});
