import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { classify } from '@pacer/client';
import { remedyOfBatch, remedyOfResults } from './refusals.js';

const errors = JSON.parse(readFileSync(join(import.meta.dirname, '../../../proto/errors.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** Every error that the application registers, as `codespace/NAME`, by the remedy that it gets. */
function byRemedy(remedyOf: typeof remedyOfBatch, codespaces: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const codespace of codespaces) {
    for (const code of Object.keys(errors[codespace]!)
      .map(Number)
      .sort((a, b) => a - b)) {
      const remedy = remedyOf(codespace, code);
      (found[remedy] ??= []).push(classify(codespace, code).name);
    }
  }
  return found;
}

describe('every refusal has its remedy', () => {
  test('of a batch, by inference', () => {
    expect(byRemedy(remedyOfBatch, ['inference'])).toEqual({
      again: [
        ...['inference/UNAUTHORIZED', 'inference/TOO_EARLY', 'inference/STAKE_EXCEEDED', 'inference/LEAF_FEE_UNPAID'],
        ...['inference/INVALID_MODEL', 'inference/INVALID_PARAMS', 'inference/INVALID_GENESIS'],
        'inference/INVALID_RANGE',
      ],
      regroup: ['inference/WRONG_EPOCH', 'inference/INVALID_COUNT'],
      'next-epoch': ['inference/UNKNOWN_MODEL', 'inference/MODEL_NOT_SERVED', 'inference/INVALID_KIND'],
      split: ['inference/INVALID_ROOT', 'inference/FEE_TOO_HIGH'],
    });
  });

  test('of a message of results, by validation', () => {
    expect(byRemedy(remedyOfResults, ['validation'])).toEqual({
      again: [
        ...['validation/UNAUTHORIZED', 'validation/EPOCH_NOT_BEGUN', 'validation/INVALID_PARAMS'],
        ...['validation/INVALID_GENESIS', 'validation/WEIGHTS_TOO_LARGE'],
      ],
      regroup: ['validation/TOO_MANY'],
      'set-aside': ['validation/EMPTY', 'validation/WINDOW_CLOSED'],
    });
  });

  test('of both, by what carries them: the same again, unless fewer items may get through', () => {
    const carriers = Object.keys(errors)
      .filter((codespace) => !['inference', 'validation', 'reward', 'sprint'].includes(codespace))
      .sort();
    const batch = byRemedy(remedyOfBatch, carriers);
    const results = byRemedy(remedyOfResults, carriers);
    expect(Object.keys(batch).sort()).toEqual(['again', 'next-epoch']);
    const aboutTheEpoch = ['epoch/UNKNOWN_EPOCH', 'epoch/INVALID_BEACON', 'host/NOT_A_MEMBER'];
    expect(batch['next-epoch']).toEqual(aboutTheEpoch);
    expect(Object.keys(results).sort()).toEqual(['again', 'set-aside', 'split']);
    expect(results['set-aside']).toEqual(aboutTheEpoch);
    expect(results.split).toEqual(['sdk/OUT_OF_GAS', 'sdk/TX_TOO_LARGE', 'sdk/INVALID_GAS_LIMIT']);
  });

  test('a code that nobody knows is tried again', () => {
    expect([remedyOfBatch('inference', 99), remedyOfBatch('nobody', 7)]).toEqual(['again', 'again']);
    expect([remedyOfResults('validation', 99), remedyOfResults('nobody', 7)]).toEqual(['again', 'again']);
  });
});
