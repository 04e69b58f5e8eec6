import { describe, expect, it } from '@jest/globals';
import { countJest } from './test-jest.mjs';

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
});
