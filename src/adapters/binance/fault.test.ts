import { describe, expect, it } from 'vitest';
import { isAbsent, isKeyGone, isLate, meaningOf, Refusal, textOf } from './fault.ts';

const of = (code: number, status = 400) => ({ code, message: 'm', status, retryMs: 0 });

describe('meaningOf', () => {
  it.each([
    [of(-1007, 408), 'unknown'],
    [of(-1006), 'unknown'],
    [of(-1000), 'unknown'],
    [of(-4116), 'unknown'],
    [of(0, 502), 'unknown'],
    [of(0, 503), 'unknown'],
    [of(Number.NaN), 'unknown'],
    [of(Number.NaN, 429), 'busy'],
    [of(-1008, 503), 'busy'],
    [of(-1003, 429), 'busy'],
    [of(-1003, 418), 'busy'],
    [of(-1015), 'busy'],
    [of(-1016, 503), 'busy'],
    [of(0, 403), 'busy'],
    [of(-2019), 'refused'],
    [of(-1021), 'refused'],
  ])('of %o is %s', (fault, meaning) => {
    expect(meaningOf(fault)).toBe(meaning);
  });
});

describe('a fault', () => {
  it('tells what has ended, what came too late and what is gone', () => {
    expect([-2011, -2013, -2019].map((code) => isAbsent(of(code)))).toEqual([true, true, false]);
    expect([-1021, -5028, -2019].map((code) => isLate(of(code)))).toEqual([true, true, false]);
    expect([-1125, -2019].map((code) => isKeyGone(of(code)))).toEqual([true, false]);
    expect(textOf(of(-2019))).toBe('m (-2019)');
    expect(new Refusal('GET x', of(-1)).message).toBe('GET x: m (-1)');
  });
});
