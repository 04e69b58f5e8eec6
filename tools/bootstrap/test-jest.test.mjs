import { describe, expect, it } from '@jest/globals';
import { countJest, sumOf } from './test-jest.mjs';

const totals = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };

describe('counting jest', () => {
  it('adds a file that could not run to the failures', () => {
    const testResults = [
      { name: 'a.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'it fails' }] },
      { name: 'b.test.ts', status: 'failed', assertionResults: [] },
      { name: 'c.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'it passes' }] },
    ];
    const counted = countJest({ ...totals, testResults });
    expect(counted).toMatchObject({ passed: 3, failed: 2, skipped: 2 });
    expect(counted.problems).toHaveLength(2);
  });

  it('says why in one line each, without colours and stack', () => {
    const failureMessages = [
      'Error: \u001b[31mnever\u001b[39m: two hints\n\n  Received: 1\n    at until (a.ts:1:2)\n    at b',
    ];
    const testResults = [
      { name: 'a', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'it fails', failureMessages }] },
      { name: 'b', status: 'failed', assertionResults: [], message: "  ● Suite failed\n\n    no module 'x'\n" },
    ];
    const { problems } = countJest({ ...totals, testResults });
    expect(problems[0]).toMatch(/: it fails: Error: never: two hints · Received: 1$/);
    expect(problems[1]).toMatch(/ could not run: ● Suite failed · no module 'x'$/);
  });

  it('adds up several runs', () => {
    const one = { passed: 3, failed: 1, skipped: 0, problems: ['a'] };
    const other = { passed: 4, failed: 0, skipped: 2, problems: [] };
    expect(sumOf([one, other])).toEqual({ passed: 7, failed: 1, skipped: 2, problems: ['a'] });
    expect(sumOf([other, one]).problems).toEqual(['a']);
  });
});
