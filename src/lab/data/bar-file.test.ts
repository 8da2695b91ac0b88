import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { MINUTE } from '../../units/time.ts';
import { closesAt, readBars } from './bar-file.ts';
import { BAR_HEADER, makeFolder, minutes, tableOf } from './data-fixture.ts';

const folder = makeFolder();
afterAll(folder.remove);

function read(lines: readonly string[], intervalMs: number | null = MINUTE) {
  return readBars(folder.write('bars.csv', tableOf(BAR_HEADER, lines)), intervalMs);
}

describe('readBars', () => {
  it('reads columns', async () => {
    const series = await read(minutes(3));
    expect(series.length).toBe(3);
    expect([...series.starts]).toEqual([0, 60_000, 120_000]);
    const { open, high, low, close, volume } = series;
    expect([open[1], high[1], low[1], close[1], volume[1]]).toEqual([101, 103, 100, 102, 5]);
    expect(closesAt(series, 1)).toBe(120_000);
    expect([series.refused.count, series.gaps.count]).toEqual([0, 0]);
  });

  it('reads more bars than it first has room for', async () => {
    const series = await read(minutes(10_000));
    expect([series.length, series.close[9_999]]).toEqual([10_000, 10_100]);
  });

  it('takes the length of a bar from the commonest step where it is not told', async () => {
    const lines = minutes(10).filter((_, i) => i !== 3 && i !== 6);
    const series = await read(lines, null);
    expect([series.intervalMs, series.gaps.bars]).toEqual([60_000, 2]);
    await expect(read(minutes(1), null)).rejects.toThrow('too few bars');
  });

  it.each([
    ['not a number', '60000,,102,99,101,5'],
    ['not a number', '60000,NaN,102,99,101,5'],
    ['not a number', '60000,100,102,99,101,x'],
    ['not a number', 'soon,100,102,99,101,5'],
    ['time is not whole milliseconds', '60000.5,100,102,99,101,5'],
    ['price not above 0', '60000,100,102,0,101,5'],
    ['price not above 0', '60000,-100,102,99,101,5'],
    ['negative volume', '60000,100,102,99,101,-5'],
    ['high below low', '60000,100,99,102,101,5'],
    ['open or close outside low to high', '60000,103,102,99,101,5'],
    ['open or close outside low to high', '60000,100,102,99,98,5'],
    ['time repeated', '0,100,102,99,101,5'],
    ['time went back', '-60000,100,102,99,101,5'],
    ['5 fields instead of 6', '60000,100,102,99,101'],
  ])('leaves out a row and tells its line: %s', async (reason, line) => {
    const [first = '', , ...rest] = minutes(4);
    const series = await read([first, line, ...rest]);
    expect(series.refused).toEqual({ count: 1, byReason: { [reason]: 1 }, first: [{ line: 3, reason }] });
    expect([...series.starts]).toEqual([0, 120_000, 180_000]);
    expect(series.gaps.longest).toEqual([{ from: 60_000, to: 120_000, bars: 1 }]);
  });

  it('blames the one stamp that jumped ahead, not all the rows after it', async () => {
    const lines = minutes(8);
    lines[4] = '60000000000,104,106,103,105,5';
    const series = await read(lines);
    expect(series.refused.first).toEqual([{ line: 6, reason: 'time jumped ahead' }]);
    expect(series.length).toBe(7);
  });

  it('blames a row that went back after a gap, when it goes back before it', async () => {
    const lines = [...minutes(3), ...minutes(20).slice(10)];
    const series = await read([...lines.slice(0, 4), lines[1] ?? '', ...lines.slice(4)]);
    expect(series.refused.first).toEqual([{ line: 6, reason: 'time went back' }]);
  });

  it('refuses a file without one good row', async () => {
    await expect(read(['0,1,2,3,4,5', 'a,b,c,d,e,f'])).rejects.toThrow('no usable bar: 2 rows were refused');
    await expect(read([])).rejects.toThrow('no usable bar');
  });
});

describeWithShared('readBars on recorded files', () => {
  it('reads the file of the worked example whole', async () => {
    const path = sharedPath('data', 'ohlcv', 'BTCUSDT_perp_5m_2023_202405.csv.gz');
    const series = await readBars(path, 5 * MINUTE);
    expect([series.length, series.refused.count, series.gaps.count]).toEqual([143_900, 0, 0]);
    expect([series.open[0], series.starts[0]]).toEqual([16_537.5, 1_672_531_200_000]);
  });

  it('finds the outage of 284 minutes on 25 April 2021', async () => {
    const path = sharedPath('data', 'ohlcv', 'BTCUSDT_spot_1m_2021_0420_0520.csv.gz');
    const { gaps } = await readBars(path, MINUTE);
    expect(gaps.longestMs).toBe(284 * MINUTE);
  });
});
