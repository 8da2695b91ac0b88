import { afterAll, describe, expect, it } from 'vitest';
import { HOUR } from '../../units/time.ts';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import { walk } from '../frontier/frontier-fixture.ts';
import { adaptive, adaptiveGoals, type Comparison } from './adaptive.ts';
import frozen from './frozen.json' with { type: 'json' };
import { AVERSIONS, RESPONSES } from './hedges.ts';

const folder = makeFolder();
afterAll(folder.remove);

const FOUND: Comparison = {
  ...{ kind: 'comparison', coin: 'BTC', tenorDays: 7, mode: 'on', cost: 20 },
  ...{ top: 0.93, interval: null, all: 1, crash: null, stressOverCalm: 0.8 },
};

describe('adaptiveGoals', () => {
  it('are means over what was on', () => {
    const other = { ...FOUND, top: 0.95, stressOverCalm: 1.4 };
    const [stress, band] = adaptiveGoals([FOUND, other, { ...FOUND, mode: 'regimes', top: 5 }]);
    expect(stress?.reached).toBeCloseTo(0.06, 12);
    expect(stress?.met).toBe(true);
    expect(band?.reached).toBeCloseTo(1.1, 12);
    expect(band?.met).toBe(false);
  });

  it('are not met where something is missing', () => {
    for (const goal of [
      ...adaptiveGoals([]),
      ...adaptiveGoals([{ ...FOUND, top: null, stressOverCalm: null }]),
    ])
      expect(goal).toMatchObject({ reached: null, met: false });
  });
});

describe('frozen.json', () => {
  it('has a past for every response and aversion', () => {
    for (const key of ['BTC 7', 'BTC 28', 'ETH 7', 'ETH 28'] as const) {
      expect(frozen[key].length).toBe(RESPONSES.length);
      for (const row of frozen[key]) expect(row.length).toBe(AVERSIONS.length);
    }
  });
});

describe('adaptive', () => {
  it('answers its goals on any coin, with what is frozen, the same each time', async () => {
    const { at, close, high, low } = walk('SOL', 75, 3, 2 * HOUR, 0.9);
    const lines = Array.from(at, (time, i) => {
      const open = close[i - 1] ?? (close[i] as number);
      const [top, bottom] = [Math.max(open, high[i] as number), Math.min(open, low[i] as number)];
      return [time - 2 * HOUR, open, top, bottom, close[i], 1].join(',');
    });
    const data = [folder.write('SOLUSDT_perp_2h.csv', tableOf(BAR_HEADER, lines))];
    const shares: number[] = [];
    const onProgress = (share: number): number => shares.push(share);
    const found = await adaptive({ data, funding: [], chains: [], isDefault: false, onProgress });
    expect(found.goals.map(({ id }) => id)).toEqual(['adaptive.stress', 'adaptive.stress.band']);
    expect(found.rows.filter((row) => 'mode' in row).length).toBeGreaterThan(100);
    expect(JSON.stringify(found).includes('NaN')).toBe(false);
    expect(shares.at(-1)).toBe(1);
    const again = await adaptive({ data, funding: [], chains: [], isDefault: false, onProgress });
    expect(again.goals).toEqual(found.goals);
  });
});
