import { describe, expect, it } from 'vitest';
import { corrupted, walk } from '../frontier/frontier-fixture.ts';
import { type Swept, sweep } from '../frontier/sweep.ts';
import { PARAMETERS } from '../regimes/regimes.ts';
import { choose, MODES, type Past, pastOf } from './choose.ts';
import { AVERSIONS, multiplier, RESPONSES, type Trial, trialOf } from './hedges.ts';
import { costLevels, outcomeOf, outcomesAt, weeklyOf } from './outcomes.ts';
import { markedOf, signalsOf } from './signals.ts';

const HOURS = 4 * 3_600_000;
const PATH = walk('BTC', 120, 7, HOURS);
const SIGNALS = signalsOf(PATH, PARAMETERS.model);
const MARKED = markedOf(PATH);
const TRIAL = trialOf(PATH, SIGNALS, MARKED, 7, () => undefined);

describe('multiplier', () => {
  it('narrows before what is volatile, widens before what is calm, both within bounds', () => {
    const signals = {
      surge: Float64Array.of(0, Math.log(2), -9, 9),
      stress: Float64Array.of(0, 0.5, 0, 1),
      regime: new Uint8Array(4),
    };
    const at = (i: number): number => multiplier({ power: 0.5, tightening: 0.4 }, signals, i);
    expect([at(0), at(2)]).toEqual([1, 2]);
    expect(at(1)).toBeCloseTo(0.8 / Math.SQRT2, 14);
    expect(at(3)).toBeCloseTo(0.5 * 0.6, 14);
  });
});

describe('trialOf', () => {
  it('hedges with the plain band as the frontier does', () => {
    const swept: Swept = sweep(PATH, 7, () => undefined);
    const columns = swept.columns['whalley-wilmott'] ?? [];
    const [plain] = TRIAL.hedged;
    expect(TRIAL.from).toEqual(swept.from);
    const total = (values: Float64Array = new Float64Array()): number =>
      values.reduce((sum, one) => sum + one, 0);
    // The grids differ; between neighbours of one, the other's cost and error must lie.
    for (const place of [3, 6, 9]) {
      const [cost, squares] = [total(plain?.[place]?.cost), total(plain?.[place]?.squares)];
      const dearer = columns.filter((column) => total(column.cost) >= cost);
      const cheaper = columns.filter((column) => total(column.cost) < cost);
      expect(dearer.length * cheaper.length).toBeGreaterThan(0);
      expect(Math.max(...dearer.map((column) => total(column.squares)))).toBeLessThanOrEqual(squares * 1.001);
      expect(Math.min(...cheaper.map((column) => total(column.squares)))).toBeGreaterThanOrEqual(
        squares * 0.999,
      );
    }
  });

  it('counts no more in volatile hours than in all', () => {
    for (const byAversion of TRIAL.hedged)
      for (const { squares, top, known } of byAversion)
        for (const [roll, all] of squares.entries()) {
          expect(top[roll]).toBeLessThanOrEqual(all);
          expect(known[roll]).toBeLessThanOrEqual(all);
        }
  });

  it('reads the signals of the close at which it decides, and of none after', () => {
    const place = PATH.at.indexOf(TRIAL.to[40] as number);
    const changed = (from: number): Trial => {
      const surge = SIGNALS.surge.map((value, i) => (i >= from ? value + 3 : value));
      return trialOf(PATH, { ...SIGNALS, surge }, MARKED, 7, () => undefined);
    };
    const strong = RESPONSES.length - 1;
    const costs = (trial: Trial): readonly (number | undefined)[] =>
      (trial.hedged[strong] ?? []).map(({ cost }) => cost[40]);
    expect(costs(changed(place))).toEqual(costs(TRIAL));
    expect(costs(changed(place - 1))).not.toEqual(costs(TRIAL));
  });

  it('decides and chooses nothing on what comes later', () => {
    const after = TRIAL.to[70] as number;
    const wrong = corrupted(PATH, after);
    const other = trialOf(wrong, signalsOf(wrong, PARAMETERS.model), markedOf(wrong), 7, () => undefined);
    for (const [r, byAversion] of TRIAL.hedged.entries())
      for (const [g, { cost, squares, known }] of byAversion.entries()) {
        const changed = other.hedged[r]?.[g];
        expect(changed?.cost.subarray(0, 71)).toEqual(cost.subarray(0, 71));
        expect(changed?.squares.subarray(0, 71)).toEqual(squares.subarray(0, 71));
        expect(changed?.known.subarray(0, 71)).toEqual(known.subarray(0, 71));
      }
    const costs = costLevels(7);
    const dealt = TRIAL.from.filter((from) => from <= after).length;
    for (const mode of MODES) {
      const [told, changed] = [TRIAL, other].map((trial) =>
        choose(trial, mode, costs).map(({ response, aversion }) => [
          response.subarray(0, dealt),
          aversion.subarray(0, dealt),
        ]),
      );
      expect(changed).toEqual(told);
    }
  });
});

/** A past where the response at `best` has the least error, and costs that fall by a tenth with each aversion. */
function pasts(best: number): readonly (readonly Past[])[] {
  return RESPONSES.map((_, r) =>
    AVERSIONS.map((_, g) => {
      const cost = 0.01 * Math.exp(-0.1 * g);
      return { cost, known: ((r === best ? 0.9 : 1) * 1e-5) / cost };
    }),
  );
}

describe('choose', () => {
  it('takes the response that the past liked best of those that the mode allows', () => {
    const forecast = RESPONSES.findIndex(({ power, tightening }) => power === 0.4 && tightening === 0);
    const cost = 0.01 * Math.exp(-0.5);
    const chosen = (mode: (typeof MODES)[number], best: number): readonly (number | undefined)[] => {
      const [choice] = choose(TRIAL, mode, [cost], pasts(best));
      return [choice?.response[0], choice?.aversion[0]];
    };
    expect(chosen('on', forecast)).toEqual([forecast, 5]);
    expect(chosen('forecast', forecast)).toEqual([forecast, 5]);
    expect(chosen('regimes', forecast)[0]).not.toBe(forecast);
    expect(chosen('off', forecast)).toEqual([0, 5]);
  });

  it('waits until thirty rolls are over', () => {
    expect(pastOf(TRIAL, TRIAL.to[28] as number)).toBeUndefined();
    expect(pastOf(TRIAL, TRIAL.to[29] as number)?.length).toBe(RESPONSES.length);
  });
});

describe('outcomes', () => {
  it('are the same in one sum as week by week', () => {
    const [choice] = choose(TRIAL, 'on', [0.004], pasts(4));
    if (choice === undefined) throw new Error('nothing chosen');
    const [whole, weekly] = [outcomeOf(TRIAL, choice), weeklyOf(TRIAL, choice)];
    const [again] = outcomesAt([weekly], Array.from(weekly.rolls.keys()));
    expect(whole.rolls).toBe(TRIAL.from.length);
    for (const key of ['cost', 'all', 'top', 'rolls'] as const)
      expect(again?.[key]).toBeCloseTo(whole[key], 9);
    const trial: Trial = { ...TRIAL, bars: TRIAL.bars.map((bars) => bars.map(() => 0)) };
    expect(outcomeOf(trial, choice).stressOverCalm).toBeNull();
  });
});
