import { describe, expect, it } from 'vitest';
import { CALL } from '../../../test/support/hedge-rules.ts';
import { finite, refusalOf } from './rules.ts';

describe('refusalOf', () => {
  it('names the first input without an answer, of those that are read', () => {
    expect(refusalOf(CALL, ['price', 'gamma', 'vol', 'years', 'rate', 'costRate', 'riskAversion'])).toBe(
      undefined,
    );
    for (const field of ['price', 'gamma', 'vol', 'years', 'rate', 'costRate', 'riskAversion'] as const) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        const bad = { ...CALL, [field]: value };
        expect(refusalOf(bad, ['gamma', field])).toMatchObject({ kind: 'refused', field, value });
        expect(refusalOf(bad, [])).toBe(undefined);
      }
    }
  });

  it.each([
    ['price', 0, false],
    ['price', -1, false],
    ['vol', 0, false],
    ['riskAversion', 0, false],
    ['years', 0, true],
    ['years', -1, false],
    ['costRate', 0, true],
    ['costRate', -1e-4, false],
    ['gamma', 0, true],
    ['gamma', -1, true],
    ['rate', -0.1, true],
  ] as const)('on %s at %d: sound is %s', (field, value, isSound) => {
    expect(refusalOf({ ...CALL, [field]: value }, [field]) === undefined).toBe(isSound);
  });
});

describe('finite', () => {
  it('lets through what a float64 holds', () => {
    expect(finite({ volMultiplier: 1, halfWidth: 2 })).toEqual({ volMultiplier: 1, halfWidth: 2 });
    for (const halfWidth of [Infinity, Number.NaN])
      expect(finite({ volMultiplier: 1, halfWidth })).toMatchObject({ kind: 'refused', field: 'result' });
    expect(finite({ volMultiplier: 0, halfWidth: 1 })).toMatchObject({ kind: 'refused' });
  });
});
