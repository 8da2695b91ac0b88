import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exactPrice } from '../../bench/exact-price.ts';
import { chosen, hardOptions, isSolvable, pricedOptions, tallied } from '../../bench/implied-options.ts';
import { optionColumns } from '../../bench/options.ts';
import { black76 } from '../../src/pricing/black-scholes.ts';
import { describeWithShared, sharedPath } from './shared-data.ts';

describeWithShared('exact prices', () => {
  const [head = '', ...lines] = readFileSync(sharedPath('reference', 'implied_vol_torture.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  const names = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return (name: string): string => cells[names.indexOf(name)] ?? '';
  });

  it('are those of the reference, wherever it is out of the money and a solution exists', () => {
    let compared = 0;
    let worst = 0;
    for (const cell of rows) {
      const [forward, strike, price] = ['forward', 'strike', 'price'].map((name) => Number(cell(name)));
      const isOut = cell('type') === 'call' ? forward! <= strike! : forward! >= strike!;
      if (cell('status') !== 'ok' || !isOut) continue;
      const deviation = Number(cell('sigma_true_30d')) * Math.sqrt(Number(cell('T')));
      const { timeValue, perLogVol } = exactPrice(forward!, strike!, deviation);
      // A vol rounded to float64 moves the price by this much.
      const rounding = 1 / Math.min(1, price! / perLogVol);
      worst = Math.max(worst, Math.abs(timeValue / price! - 1) / rounding);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
    expect(worst).toBeLessThan(1e-14);
  });
});

describe('exact prices', () => {
  it('are the closed formula, with its vega', () => {
    for (const [forward, strike, vol] of [
      [100, 130, 0.5],
      [100, 80, 1.5],
      [100, 300, 4],
      [100, 100, 12],
    ] as const) {
      const type = forward < strike ? 'call' : 'put';
      const closed = black76({ type, forward, strike, years: 1, vol, rate: 0 });
      if ('kind' in closed) throw new Error(closed.field);
      const { timeValue, perLogVol } = exactPrice(forward, strike, vol);
      expect(Math.abs(timeValue / closed.price - 1)).toBeLessThan(2e-14);
      expect(Math.abs(perLogVol / (vol * closed.vega) - 1)).toBeLessThan(2e-14);
    }
  });
});

describe('options whose vol is known', () => {
  const only = (sign: number, forward: number, strike: number, price: number) => ({
    ...{ sign: Float64Array.of(sign), forward: Float64Array.of(forward), strike: Float64Array.of(strike) },
    ...{ price: Float64Array.of(price), deviation: Float64Array.of(1), condition: Float64Array.of(1) },
  });

  it('are solvable strictly between intrinsic value and maximum, to the last bit', () => {
    const up = 1 + Number.EPSILON;
    expect(isSolvable(only(1, 3, 2, 1), 0)).toBe(false);
    expect(isSolvable(only(1, 3, 2, up), 0)).toBe(true);
    expect(isSolvable(only(1, 3, 2, 3), 0)).toBe(false);
    expect(isSolvable(only(-1, 2, 3, up), 0)).toBe(true);
    expect(isSolvable(only(-1, 2, 3, 3), 0)).toBe(false);
    expect(isSolvable(only(1, 2, 3, 0), 0)).toBe(false);
    expect(isSolvable(only(1, 2, 3, Number.MIN_VALUE), 0)).toBe(true);
    // Intrinsic values that are no float64: 2⁵³ − 0.1, and 1 − 1e-17 and 1 − 1.2e-16 around the price.
    expect(isSolvable(only(1, 9007199254740992, 0.1, 9007199254740991), 0)).toBe(false);
    expect(isSolvable(only(1, 1, 1e-17, 1 - 1.2e-16), 0)).toBe(false);
    expect(isSolvable(only(1, 1, 1.2e-16, 1 - 1.2e-16), 0)).toBe(true);
  });

  it('are the same in every run', () => {
    expect(hardOptions('a', 50)).toEqual(hardOptions('a', 50));
    expect(hardOptions('a', 50)).not.toEqual(hardOptions('b', 50));
  });

  it('are worth at least their intrinsic value', () => {
    const { sign, forward, strike, price } = pricedOptions(optionColumns('a', 200));
    for (const [i, side] of sign.entries()) {
      expect(price[i]).toBeGreaterThanOrEqual(Math.max(0, side * (forward[i]! - strike[i]!)));
    }
  });

  it('can be chosen among', () => {
    const options = hardOptions('a', 4);
    const odd = chosen(options, (i) => i % 2 === 1);
    for (const name of Object.keys(options) as (keyof typeof options)[]) {
      expect([...odd[name]]).toEqual([options[name][1], options[name][3]]);
    }
  });
});

describe('the tally', () => {
  const options = hardOptions('tally', 2_000);
  const clean = tallied(options, options.deviation);

  it('finds nothing wrong with the truth', () => {
    expect(clean).toMatchObject({ inputs: 2_000, refused: 0, wrong: 0, worst: 0 });
  });

  it('counts what is refused, and what is off by more than the condition allows', () => {
    const at = options.deviation.findIndex((_, i) => isSolvable(options, i) && options.condition[i]! < 1);
    const spoiled = (value: number) => options.deviation.with(at, value);
    const right = options.deviation[at]!;
    expect(tallied(options, spoiled(-1))).toMatchObject({ refused: 1, wrong: 0 });
    expect(tallied(options, spoiled(Number.NaN))).toMatchObject({ refused: 1, wrong: 0 });
    expect(tallied(options, spoiled(right * (1 + 2e-12)))).toMatchObject({ refused: 0, wrong: 1 });
    expect(tallied(options, spoiled(right * (1 + 2e-13)))).toMatchObject({ refused: 0, wrong: 0 });
    expect(tallied(options, spoiled(right * (1 + 2e-12)), 10)).toMatchObject({ refused: 0, wrong: 0 });
  });

  it('expects nothing where there is no solution', () => {
    const none = { ...options, price: new Float64Array(2_000) };
    expect(tallied(none, new Float64Array(2_000).fill(-1))).toMatchObject({ unsolvable: 2_000, refused: 0 });
  });
});
