import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
import { readBars } from '../data/bar-file.ts';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import type { Findings } from '../experiment.ts';
import { breakers } from './breakers.ts';
import { type CrashRow, steepest } from './crashes.ts';
import { type DelayRow, delayPeers, delayRows } from './delays.ts';
import { type Change, driveSeries, mostPerMinute } from './drive.ts';
import type { MonthRow } from './months.ts';

const folder = makeFolder();
afterAll(folder.remove);

const FROM = Date.UTC(2021, 3, 20);
const CRASH = Date.UTC(2021, 4, 19, 13);

/** Bars of five minutes at a vol of 60 %, and from each of `crashes` on 3 % down in each of eight. */
function lines(crashes: readonly number[], corruptedFrom: number = Infinity): string[] {
  const random = createRandom(5);
  const deviation = 0.6 * Math.sqrt((5 * MINUTE) / YEAR);
  let price = 50_000;
  return Array.from({ length: 31 * 288 }, (_, i) => {
    const at = FROM + 5 * i * MINUTE;
    const open = price;
    price *= Math.exp(deviation * random.normal());
    if (crashes.some((crash) => at >= crash && at < crash + 40 * MINUTE)) price *= 0.97;
    if (at >= corruptedFrom) price = 50_000 * (1.5 + Math.sin(i));
    return [at, open, Math.max(open, price), Math.min(open, price), price, 1].join(',');
  });
}

function run(name: string, rows: readonly string[]): Promise<Findings & { warnings: readonly string[] }> {
  const data = [folder.write(name, tableOf(BAR_HEADER, rows))];
  return breakers({ data, funding: [], chains: [], isDefault: false, onProgress: () => undefined });
}

function rowsOf<Row>(found: Findings, study: string): readonly Row[] {
  return found.rows.filter((row) => 'study' in row && row.study === study) as unknown as readonly Row[];
}

describe('breakers', () => {
  it('tells how soon a crash was seen, and its goals can be computed from its rows', async () => {
    const found = await run('BTCUSDT_spot_5m_a.csv', lines([CRASH]));
    const [crash, ...others] = rowsOf<CrashRow>(found, 'crash');
    expect(others).toEqual([]);
    expect(crash).toMatchObject({ day: '2021-05-19', asset: 'BTC', isDeveloped: false, intervalMinutes: 5 });
    expect(crash!.hour.fall).toBeGreaterThan(0.2);
    // Three bars are beyond what 5 % in one minute are in fifteen, four beyond what 10 % in ten are in twenty.
    expect(crash!.hour).toMatchObject({ cautiousMinutes: 15, reduceMinutes: 20 });
    expect(crash!.hour.passed).toBeCloseTo(3 / 8, 1);
    expect(rowsOf<DelayRow>(found, 'delay')).toMatchObject([
      { day: '2021-05-19', recordings: 1, told: 1, fromHour: { cautiousMinutes: 15, reduceMinutes: 20 } },
    ]);
    const [month] = rowsOf<MonthRow>(found, 'month');
    expect(month).toMatchObject({ isUneventful: false, isCalm: false, halts: 0, mostChangesPerMinute: 1 });
    expect(month!.vol).toBeGreaterThan(0.6);
    expect(found.goals.map(({ id, reached, met }) => [id, reached, met])).toEqual([
      ['breaker.calm', null, false],
      ['breaker.crash', 1, true],
    ]);
    expect(rowsOf<{ because: string }>(found, 'trip')[0]!.because).toMatch(/^\w+: priceCascade of BTC: /);
    expect(found.charts).toHaveLength(1);
  });

  it.each([
    ['nothing happens', [], 0, true],
    ['it trips once', [10], 1, true],
    ['it trips twice', [10, 20], 2, false],
  ])('counts trips of a calm month in which %s', async (_what, days, trips, met) => {
    const rows = lines(days.map((day) => FROM + day * DAY)).map((line) => {
      const [at, ...rest] = line.split(',');
      return [Number(at) + 100 * DAY, ...rest].join(',');
    });
    const found = await run(`BTCUSDT_spot_5m_${trips}.csv`, rows);
    expect(found.goals[0]).toMatchObject({ id: 'breaker.calm', target: 1, reached: trips, met });
    expect(rowsOf<MonthRow>(found, 'month')).toMatchObject([{ isCalm: true, trips, isDeveloped: false }]);
    expect(rowsOf(found, 'trip')).toHaveLength(trips);
  });

  it('refuses to tell anything of bars that are too long, and says so', async () => {
    const daily = Array.from({ length: 40 }, (_, i) => [i * DAY, 100, 102, 99, 101, 5].join(','));
    const found = await run('BTCUSDT_spot_1d.csv', daily);
    expect(found.warnings).toEqual([expect.stringContaining('is left out')]);
    expect(found.goals.map(({ reached }) => reached)).toEqual([null, null]);
  });
});

describe('delays', () => {
  const fall = (cautiousMinutes: number | null, reduceMinutes: number | null) => ({
    ...{ from: '', to: '', fall: 0.1, cautiousMinutes, reduceMinutes, passed: null },
  });
  const crash = (day: string, asset: string, minutes: number | null): CrashRow => ({
    ...{ study: 'crash', day, asset, file: asset, intervalMinutes: 1, isDeveloped: false },
    hour: fall(minutes, null),
    tenMinutes: fall(minutes === null ? null : minutes / 2, null),
  });

  it('are the median over recordings, of which one that never told is the slowest', () => {
    const rows = delayRows([
      ...[crash('b', 'BTC', 20), crash('b', 'ETH', null), crash('b', 'SOL', 10)],
      ...[crash('a', 'BTC', null), crash('a', 'ETH', null), crash('a', 'SOL', 5)],
    ]);
    expect(rows).toMatchObject([
      { day: 'a', recordings: 3, told: 1, fromHour: { cautiousMinutes: null } },
      {
        ...{ day: 'b', recordings: 3, told: 2, fromHour: { cautiousMinutes: 20, reduceMinutes: null } },
        fromTenMinutes: { cautiousMinutes: 10, reduceMinutes: null },
      },
    ]);
  });

  it('of a day on which nothing tripped are not told, but that nothing did', () => {
    expect(delayPeers(delayRows([crash('a', 'BTC', null), crash('a', 'ETH', null)]))).toEqual([
      { name: 'a: recordings that it tripped in, of 2', reached: 0 },
    ]);
  });
});

describe('driveSeries', () => {
  it('tells the same of a time, whatever comes after it', async () => {
    const corrupted = CRASH + 20 * MINUTE;
    const read = async (name: string, rows: readonly string[]) =>
      driveSeries(await readBars(folder.write(name, tableOf(BAR_HEADER, rows)), 5 * MINUTE), 'BTC');
    const whole = await read('whole.csv', lines([CRASH]));
    const other = await read('other.csv', lines([CRASH], corrupted));
    const known = whole.at.findIndex((at) => at > corrupted);
    expect(other.severity.slice(0, known)).toEqual(whole.severity.slice(0, known));
    expect(other.severity.slice(known)).not.toEqual(whole.severity.slice(known));
    expect(Math.max(...whole.severity.slice(0, known))).toBeGreaterThan(0);
  });
});

describe('mostPerMinute', () => {
  it.each([
    [[], 0],
    [[0, 60_000, 120_000], 1],
    [[0, 59_999, 120_000], 2],
    [[0, 30_000, 59_999, 60_001], 3],
  ])('of changes at %j is %d', (times, most) => {
    const changes = times.map((at): Change => ({ at, from: 'normal', to: 'cautious', because: '' }));
    expect(mostPerMinute(changes)).toBe(most);
  });
});

describe('steepest', () => {
  it('is found among all pairs within the span', () => {
    const close = new Float64Array([100, 104, 103, 99, 101, 90, 95]);
    const at = new Float64Array(close.map((_, i) => i * MINUTE));
    const drive = {
      file: '',
      asset: '',
      intervalMs: MINUTE,
      at,
      close,
      severity: new Uint8Array(7),
      changes: [],
    };
    expect(steepest(drive, 0, 7, 2 * MINUTE)).toMatchObject({ from: 4, to: 5 });
    expect(steepest(drive, 0, 7, 10 * MINUTE)).toMatchObject({ from: 1, to: 5 });
    expect(steepest(drive, 0, 5, 10 * MINUTE)).toMatchObject({ from: 1, to: 3 });
  });
});
