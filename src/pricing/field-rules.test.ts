import { describe, expect, it } from 'vitest';
import { finiteOnly, refusedField } from './field-rules.ts';

const HOSTILE = [Number.NaN, Infinity, -Infinity];

describe('refusedField', () => {
  it('names the first field that breaks its rule, with its value', () => {
    const fields = [
      ['a', 1, 'positive'],
      ['b', -2, 'plain'],
      ['c', Number.NaN, 'finite'],
    ] as const;
    expect(refusedField(fields)).toMatchObject({ kind: 'refused', field: 'b', value: -2 });
    expect(refusedField(fields.slice(0, 1))).toBeUndefined();
  });

  it('holds each rule at its edges', () => {
    const broken = (rule: 'finite' | 'plain' | 'positive' | 'share', value: number) =>
      refusedField([['x', value, rule]]) !== undefined;
    for (const rule of ['finite', 'plain', 'positive', 'share'] as const) {
      for (const value of HOSTILE) expect(broken(rule, value), `${rule} ${value}`).toBe(true);
    }
    expect([-1, 0, 5e-324].map((x) => broken('finite', x))).toEqual([false, false, false]);
    expect([-1, 0, 5e-324].map((x) => broken('plain', x))).toEqual([true, false, false]);
    expect([-1, 0, 5e-324].map((x) => broken('positive', x))).toEqual([true, true, false]);
    expect([-1e-9, 0, 1, 1 + 1e-9].map((x) => broken('share', x))).toEqual([true, false, false, true]);
  });
});

describe('finiteOnly', () => {
  it('lets finite answers through as they are, and refuses any other as the result', () => {
    const answer = { price: 1, delta: -0.5 };
    expect(finiteOnly(answer)).toBe(answer);
    for (const value of HOSTILE) {
      expect(finiteOnly({ ...answer, delta: value })).toMatchObject({ field: 'result', value });
    }
  });
});
