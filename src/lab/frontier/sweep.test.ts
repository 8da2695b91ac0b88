import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { corrupted, walk } from './frontier-fixture.ts';
import { policies } from './policies.ts';
import { type Column, type Swept, sweep } from './sweep.ts';
import { chooseForward } from './walk-forward.ts';

const PATH = walk('BTC', 110, 5, 4 * 3_600_000);

function columnsOf(swept: Swept): readonly (readonly [string, number, Column])[] {
  return policies.flatMap(({ name }) =>
    (swept.columns[name] ?? []).map((column, g) => [name, g, column] as const),
  );
}

describe('sweep', () => {
  const swept = sweep(PATH, 7, () => undefined);

  it('deals a straddle each day from the thirty-first on, as long as it ends within the data', () => {
    expect(swept.from.length).toBe(110 - 30 - 7 + 1 - 1);
    for (const [i, from] of swept.from.entries()) {
      expect(from % DAY).toBe(0);
      expect((swept.to[i] as number) - from).toBe(7 * DAY);
    }
    expect(swept.skipped).toBe(0);
  });

  it('tells days on which it could not deal, and tells how far it is', () => {
    const places = Array.from(PATH.at.keys()).filter(
      (i) => Math.floor((PATH.at[i] as number) / DAY) !== 19_400,
    );
    const pick = (values: Float64Array): Float64Array =>
      Float64Array.from(places, (i) => values[i] as number);
    const { at, close, vol, realised, funding } = PATH;
    const columns = { at: pick(at), close: pick(close), high: pick(close), low: pick(close), vol: pick(vol) };
    const shares: number[] = [];
    const gappy = sweep(
      { coin: 'BTC', ...columns, realised: pick(realised), funding: pick(funding) },
      7,
      (share) => shares.push(share),
    );
    expect(gappy.skipped).toBe(2);
    expect(gappy.from.length).toBe(swept.from.length - 2);
    expect(shares.at(-1)).toBe(1);
  });

  it('makes tight hedges dear and near, loose ones cheap and far off', () => {
    for (const { name } of policies.filter((policy) => policy.name !== 'zakamouline')) {
      const columns = swept.columns[name] as readonly Column[];
      const [tight, loose] = [columns[0] as Column, columns.at(-1) as Column];
      const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
      expect(sum(tight.cost)).toBeGreaterThan(sum(loose.cost));
      expect(sum(tight.squares)).toBeLessThan(sum(loose.squares));
    }
  });

  it('decides nothing on what comes later', () => {
    const after = swept.to[40] as number;
    const changed = sweep(corrupted(PATH, after), 7, () => undefined);
    for (const [name, g, column] of columnsOf(swept)) {
      for (const key of ['cost', 'squares', 'gain', 'funding'] as const) {
        const other = changed.columns[name]?.[g]?.[key].subarray(0, 41);
        expect(other, `${name} ${g} ${key}`).toEqual(column[key].subarray(0, 41));
      }
    }
    const isOver = swept.from.filter((from) => from <= after).length;
    for (const { name } of policies) {
      const [told, wrong] = [swept, changed].map((one) =>
        chooseForward(one, one.columns[name] as readonly Column[], [20, 60]).map(({ choice }) =>
          choice.subarray(0, isOver),
        ),
      );
      expect(wrong).toEqual(told);
    }
  });
});
