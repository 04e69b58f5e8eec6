import { describe, expect, it } from '@jest/globals';
import { compareVersions, wantedGo } from './machine.mjs';
import { Refusal, refusalIn } from './refusal.mjs';

describe('compareVersions', () => {
  it.each([
    ['1.26.5', '1.26.5', 0],
    ['1.26', '1.26.0', 0],
    ['1.9.9', '1.26', -1],
    ['1.27rc1', '1.26.5', 1],
    ['2', '1.99.99', 1],
  ])('%s against %s is %d', (a, b, sign) => {
    expect(compareVersions(a, b)).toBe(sign);
  });
});

describe('wantedGo', () => {
  it('reads the directive, not a toolchain line or a comment', () => {
    expect(wantedGo('module m\n\n// go 1.2\ntoolchain go1.30.0\ngo 1.26.5\n')).toBe('1.26.5');
  });
});

describe('refusalIn', () => {
  it.each([
    'npm error code ENOSPC',
    'write /tmp/x: no space left on device',
    'dial tcp: lookup somewhere: no such host',
    'request failed, reason: getaddrinfo EAI_AGAIN somewhere',
  ])('knows the machine is at fault in "%s"', (output) => {
    expect(refusalIn(output)).toBeInstanceOf(Refusal);
  });

  it('leaves a compiler error alone', () => {
    expect(refusalIn('x.go:1:2: undefined: y')).toBeUndefined();
  });
});
