import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import type { Column } from './sweep.ts';
import { chooseForward, errorBy } from './walk-forward.ts';

const square = (x: number): number => x * x;
const START = Date.UTC(2023, 0, 1);
const ROLLS = 120;
const SWEPT = {
  from: Float64Array.from({ length: ROLLS }, (_, i) => START + i * DAY),
  to: Float64Array.from({ length: ROLLS }, (_, i) => START + (i + 7) * DAY),
};

/** Errors of `bp` basis points, and of `later` from roll 60 on. */
function column(bp: number, later = bp): Column {
  const squares = Float64Array.from({ length: ROLLS }, (_, i) => square((i < 60 ? bp : later) / 1e4));
  return { squares, cost: squares, gain: squares, funding: squares };
}

describe('errorBy', () => {
  it('counts the rolls that were over, if they are thirty', () => {
    const at = (day: number): number | undefined => errorBy(SWEPT, column(20, 40), START + day * DAY);
    expect(at(35)).toBeUndefined();
    expect(at(36)).toBeCloseTo(20, 10);
    expect(at(66)).toBeCloseTo(20, 10);
    expect(at(126)).toBeCloseTo(Math.sqrt((400 + 1_600) / 2), 10);
  });
});

describe('chooseForward', () => {
  const columns = [column(10), column(20, 80), column(40)];

  it('takes the number whose past error was nearest, and no other month than those with a past', () => {
    const [twenty, tiny] = chooseForward(SWEPT, columns, [22, 1]);
    const march = 31 + 28;
    expect(Array.from(twenty?.choice.subarray(0, march) ?? [])).toEqual(new Array(march).fill(-1));
    expect(twenty?.choice[march]).toBe(1);
    expect(tiny?.choice[march]).toBe(0);
  });

  it('is not moved by what had not yet happened when the month began', () => {
    const calm = [column(10), column(20, 24), column(40)];
    const changed = [column(10), column(20, 80_000), column(40)];
    const [before, after] = [calm, changed].map((one) => chooseForward(SWEPT, one, [22])[0]?.choice);
    // Rolls from the 60th on expire in March and later: April is the first month that may know.
    const april = 31 + 28 + 31;
    expect(after?.subarray(0, april)).toEqual(before?.subarray(0, april));
    expect(after?.[april]).not.toBe(before?.[april]);
  });

  it('keeps to a frozen past from the first roll', () => {
    const [choice] = chooseForward(SWEPT, columns, [22], [5, 50, 21]);
    expect(new Set(choice?.choice)).toEqual(new Set([2]));
  });
});
