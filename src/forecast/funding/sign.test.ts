import { expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { foldSign, type SignState, signOf } from './sign.ts';

const BASE = 1e-4;

/** Funding as Binance makes it of premiums that persist, seen with noise; `sign` is how it is told. */
function drawn(count: number, sign: number, seed: string): SignState {
  const random = createRandom(seed);
  let [state, premium]: [SignState, number] = [[], 0];
  for (let i = 0; i < count; i += 1) {
    premium = 0.8 * premium + 4e-4 * random.normal();
    const rate = premium + Math.max(-5e-4, Math.min(5e-4, BASE - premium));
    state = foldSign(state, { premium: premium + 4e-4 * random.normal(), rate: sign * rate });
  }
  return state;
}

it('tells a sign that was planted wrong, and one that is right, within a month or two', () => {
  for (let run = 0; run < 50; run += 1) {
    expect(signOf(drawn(180, 1, `${run}`)).sign).toBe('right');
    expect(signOf(drawn(180, -1, `${run}`))).toMatchObject({ sign: 'wrong' });
  }
});

it('says nothing of noise, of too little, and of rates that never move', () => {
  const random = createRandom('unrelated');
  let state: SignState = [];
  let alarms = 0;
  for (let i = 0; i < 3000; i += 1) {
    state = foldSign(state, { premium: random.normal(), rate: random.normal() });
    if (signOf(state).sign !== 'unclear') alarms += 1;
  }
  expect(alarms).toBe(0);
  expect(state.length).toBe(270);
  expect(signOf(drawn(20, -1, 'short')).sign).toBe('unclear');
  const still = Array.from({ length: 60 }, (_, i) => ({ premium: i, rate: BASE }));
  expect(signOf(still)).toEqual({ sign: 'unclear', together: 0, of: 0, p: 1 });
});

it('counts quadrants, and how likely so few are', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => ({ premium: i, rate: -i }));
  const { together, of, p } = signOf(pairs);
  expect([together, of]).toEqual([0, 40]);
  expect(p).toBeCloseTo(0.5 ** 40, 20);
  expect(foldSign(pairs, { premium: Number.NaN, rate: 1 })).toBe(pairs);
});
