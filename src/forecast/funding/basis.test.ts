import { expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { type BasisState, basisOutlook, basisShortfall, foldBasis, NO_BASIS } from './basis.ts';

const SPEC = { halfLifeMs: 20 * DAY, riskHalfLifeMs: 1e6 * DAY };
const STEP = 8 * HOUR;

it('knows where it returns to, and what a day of it costs', () => {
  const random = createRandom('basis');
  let [state, value] = [NO_BASIS, 0];
  const changes: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < 3000; i += 1) {
    value = 5e-4 + 0.6 * (value - 5e-4) + 1e-4 * random.normal();
    values.push(value);
    if (i >= 3) changes.push(value - (values[i - 3] as number));
    state = foldBasis(SPEC, state, millis(i * STEP), value);
  }
  const worst = changes.toSorted((a, b) => b - a).slice(0, changes.length / 20);
  const shortfall = basisShortfall(state) as number;
  expect(shortfall / (worst.reduce((sum, x) => sum + x, 0) / worst.length)).toBeCloseTo(1, 1);
  const outlook = basisOutlook(SPEC, state);
  expect('kind' in outlook ? 0 : outlook.mean).toBeCloseTo(5e-4, 4);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

it('takes one value a period, and no change over a gap', () => {
  const one = foldBasis(SPEC, NO_BASIS, millis(0), 1e-4);
  expect(foldBasis(SPEC, one, millis(HOUR), 9)).toBe(one);
  expect(foldBasis(SPEC, one, millis(STEP), Number.NaN)).toBe(one);
  const gap = foldBasis(SPEC, one, millis(10 * DAY), 2e-4);
  expect([gap.weight, gap.day.length]).toEqual([0, 1]);
  expect(basisShortfall(gap)).toBeUndefined();
  const daily = [0, 1, 2, 3].reduce<BasisState>(
    (state, i) => foldBasis(SPEC, state, millis(i * STEP), i),
    NO_BASIS,
  );
  expect([daily.weight, daily.squares]).toEqual([1, 9]);
});
