import { afterAll, describe, expect, it } from 'vitest';
import { checkedPrior } from '../../forecast/change-point.ts';
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import type { Findings } from '../experiment.ts';
import type { CrashRow } from './crashes.ts';
import { PARAMETERS, regimesOf } from './regimes.ts';
import type { ShiftRow } from './shifts.ts';
import { nextHour, WALK_START } from './synthetic.ts';
import { DETECTORS } from './watch.ts';

const study = regimesOf({ years: 0.3, branches: 10, ratios: [2], alarmsPerYear: 12, seed: 1 });
const folder = makeFolder();
afterAll(folder.remove);

/** Half-hours from New Year 2021 to the end of May, wild from the evening of 18 May for two days. */
function lines(from: number, corruptedFrom: number): string[] {
  const random = createRandom(8);
  let walk = { ...WALK_START, at: from };
  return Array.from({ length: 150 * 48 }, (_, i) => {
    const at = from + 30 * i * MINUTE;
    const isWild = at >= Date.UTC(2021, 4, 18, 18) && at < Date.UTC(2021, 4, 20, 18);
    const { bar, walk: next } = nextHour(walk, isWild ? 4 : 1, random);
    walk = next;
    const spoiled = at < corruptedFrom ? 1 : 1.5 + Math.sin(i);
    return [at, bar.open, bar.high * spoiled, bar.low, bar.close, 1].join(',');
  });
}

const FROM = Date.UTC(2021, 0, 1);

async function run(name: string, corruptedFrom: number): Promise<Findings & { warnings: readonly string[] }> {
  const rows = lines(FROM, corruptedFrom).filter((line) => {
    const [, open = 0, high = 0, low = 0, close = 0] = line.split(',').map(Number);
    return high >= Math.max(open, close) && low <= Math.min(open, close);
  });
  const data = [folder.write(name, tableOf(BAR_HEADER, rows))];
  const shares: number[] = [];
  const found = await study({
    data,
    funding: [],
    chains: [],
    isDefault: false,
    onProgress: (share) => shares.push(share),
  });
  expect(shares.at(-1)).toBe(1);
  expect(found.files.map(({ file }) => file)).toEqual(data);
  return found;
}

describe('parameters.json', () => {
  it('has regimes in order, with a shared variance and rules that can hold', () => {
    const { model, thresholds, fitted } = PARAMETERS;
    const levels = model.hmm.means.map(([level]) => level!);
    expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    expect(new Set(model.hmm.variances.flat()).size).toBe(1);
    expect(model.hold.leave).toBeLessThan(model.hold.enter);
    for (const row of [...model.hmm.transition, model.hmm.start])
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(checkedPrior(model.change)).toBe(model.change);
    expect(Object.keys(thresholds)).toEqual([...DETECTORS]);
    // Before the first of the days that the goal counts.
    expect(fitted.to).toBeLessThan(Date.UTC(2020, 2, 12));
  });
});

describe('regimes', () => {
  it('finds a storm in a file, and its goals in its rows', async () => {
    const { goals, rows, warnings, charts } = await run('BTCUSDT_spot_30m.csv', Infinity);
    expect(warnings).toEqual([expect.stringContaining('put together to 60 minutes')]);
    const crashes = rows.filter((row): row is CrashRow => 'study' in row && row.study === 'crash');
    expect(crashes.map(({ asset, day }) => `${asset} ${day}`)).toEqual(Array(6).fill('BTC 60m 2021-05-19'));
    const early = crashes.filter(({ detector, leadHours }) => detector === 'held' && leadHours! >= 0);
    expect(goals[1]).toMatchObject({ id: 'regimes.crash', reached: early.length, target: 0.75 });
    const shifts = rows.filter((row): row is ShiftRow => 'study' in row && row.study === 'shift');
    const hours = (name: string) =>
      shifts.find(({ detector, ratio }) => detector === name && ratio === 2)!.medianHours!;
    expect(goals[0]).toMatchObject({ id: 'regimes.delay', target: 1.25 });
    expect(goals[0]!.reached).toBe(hours('mean') / hours('cusum'));
    for (const { reached, target, met, id } of goals)
      expect(met).toBe(id === 'regimes.delay' ? reached! <= target : reached! >= target);
    expect(charts!.length).toBe(2);
  });

  it('tells the same of a day, whatever comes after the next', async () => {
    const crashes = async (name: string, corruptedFrom: number) =>
      (await run(name, corruptedFrom)).rows.filter((row) => 'study' in row && row.study === 'crash');
    const corrupted = await crashes('BTCUSDT_spot_30m_b.csv', Date.UTC(2021, 4, 21));
    expect(corrupted).toHaveLength(6);
    expect(corrupted).toEqual(await crashes('BTCUSDT_spot_30m_c.csv', Infinity));
  });

  it('refuses bars that it knows nothing of, and says that a file is too short', async () => {
    const setting = { funding: [], chains: [], isDefault: false, onProgress: () => undefined };
    const daily = Array.from({ length: 40 }, (_, i) => [i * DAY, 100, 102, 99, 101, 5].join(','));
    const path = folder.write('BTCUSDT_spot_1d.csv', tableOf(BAR_HEADER, daily));
    await expect(study({ ...setting, data: [path] })).rejects.toThrow('bars of 1440 minutes');
    const hours = Array.from({ length: 300 }, (_, i) => [i * HOUR, 100, 102, 99, 101, 5].join(','));
    const short = folder.write('BTCUSDT_spot_1h.csv', tableOf(BAR_HEADER, hours));
    const { warnings, goals } = await study({ ...setting, data: [short] });
    expect(warnings).toEqual([expect.stringContaining('before the first month has passed')]);
    expect(goals[1]).toMatchObject({ id: 'regimes.crash', reached: null, met: false });
  });
});
