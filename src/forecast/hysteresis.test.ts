import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { type HeldRegime, type HysteresisRule, holdRegime, type RegimeProbabilities } from './hysteresis.ts';

const RULE: HysteresisRule = { enter: 0.75, leave: 0.4, holdMs: 6 * HOUR };

function odds(calm: number, stress: number): RegimeProbabilities {
  return { calm, normal: 1 - calm - stress, stress };
}

/** The regimes held, one each `stepMs`, and how often they changed. */
function held(path: readonly RegimeProbabilities[], rule = RULE, stepMs = HOUR) {
  const all: HeldRegime[] = [];
  path.forEach((probabilities, i) => {
    all.push(holdRegime(rule, all.at(-1), probabilities, millis(i * stepMs)));
  });
  const regimes = all.map(({ regime }) => regime);
  return { all, regimes, switches: regimes.filter((regime, i) => i > 0 && regime !== regimes[i - 1]).length };
}

const QUIET = odds(0.9, 0.02);
const ALARM = odds(0.02, 0.9);
const BETWEEN = odds(0.2, 0.5);

describe('holdRegime', () => {
  it('turns to stress at once, and relaxes one step at a time, each after the hold', () => {
    const { all, regimes } = held([BETWEEN, ALARM, ...Array<RegimeProbabilities>(20).fill(QUIET)]);
    expect(regimes.slice(0, 2)).toEqual(['normal', 'stress']);
    expect(regimes.slice(2, 8)).toEqual(Array(6).fill('stress'));
    expect(regimes.slice(8, 15)).toEqual(Array(7).fill('normal'));
    expect(regimes.slice(15)).toEqual(Array(7).fill('calm'));
    expect(all[8]).toEqual({ regime: 'normal', since: 8 * HOUR, easySince: null });
  });

  it('leaves calm at once, for normal or for stress', () => {
    const calm: HeldRegime = { regime: 'calm', since: millis(0), easySince: null };
    const turned = (probabilities: RegimeProbabilities) =>
      holdRegime(RULE, calm, probabilities, millis(HOUR)).regime;
    expect([turned(QUIET), turned(odds(0.5, 0.3)), turned(odds(0.4, 0.3)), turned(ALARM)]).toEqual([
      'calm',
      'calm',
      'normal',
      'stress',
    ]);
  });

  it('begins the wait again when something speaks against relaxing', () => {
    const quiet = Array<RegimeProbabilities>(6).fill(QUIET);
    const { regimes } = held([ALARM, ...quiet, BETWEEN, ...quiet, BETWEEN, ...quiet, QUIET]);
    expect(regimes.slice(0, -1).every((regime) => regime === 'stress')).toBe(true);
    expect(regimes.at(-1)).toBe('normal');
  });

  it('changes at most twice a hold, whatever the probabilities do', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(share, share), { maxLength: 300 }),
        fc.integer({ min: 0, max: 20 }),
        (pairs, hours) => {
          const path = pairs.map(([a, b]) => odds(a * (1 - b), b));
          const { switches } = held(path, { ...RULE, holdMs: hours * HOUR });
          const holds = hours === 0 ? path.length : Math.floor(path.length / hours);
          expect(switches).toBeLessThanOrEqual(2 * holds + 1);
        },
      ),
    );
  });

  it('never changes for noise around a threshold that stays between the two', () => {
    const share = fc.double({ min: 0.41, max: 0.74, noNaN: true });
    for (const start of [ALARM, BETWEEN])
      fc.assert(
        fc.property(fc.array(share, { maxLength: 200 }), (stresses) => {
          expect(held([start, ...stresses.map((stress) => odds(0, stress))]).switches).toBe(0);
        }),
      );
  });

  it('is careful before it is relaxed: worse odds never hold a less careful regime at the next step', () => {
    const rank = { calm: 0, normal: 1, stress: 2 };
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(share, share), { maxLength: 40 }),
        share,
        share,
        share,
        (past, a, b, c) => {
          const before = held(past.map(([x, y]) => odds(x * (1 - y), y))).all.at(-1);
          const at = millis(past.length * HOUR);
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const mild = holdRegime(RULE, before, odds(c * (1 - low), low), at);
          const harsh = holdRegime(RULE, before, odds(c * (1 - high), high), at);
          expect(rank[harsh.regime]).toBeGreaterThanOrEqual(rank[mild.regime]);
        },
      ),
    );
  });

  it('is moved by nothing that is not finite', () => {
    const stress: HeldRegime = { regime: 'stress', since: millis(0), easySince: millis(5) };
    expect(holdRegime(RULE, stress, odds(Number.NaN, 0), millis(1e9))).toBe(stress);
    expect(holdRegime(RULE, undefined, odds(0, Number.NaN), millis(7)).regime).toBe('normal');
  });
});
