import { describe, expect, it } from 'vitest';
import { unfinite } from './finite.ts';

describe('what is not finite', () => {
  it('is found wherever it is, and named', () => {
    expect(unfinite({ a: [1, { b: Number.NaN }] })).toBe('state.a.1.b is NaN');
    expect(unfinite({ a: Number.NEGATIVE_INFINITY }, 'x')).toBe('x.a is -Infinity');
  });

  it('is nothing in a state that is well', () => {
    expect(unfinite({ a: [0, -1.5], b: null, c: 'NaN', d: 12n, e: undefined, f: true })).toBeNull();
  });
});
