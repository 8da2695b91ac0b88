import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { HOUR } from '../../units/time.ts';
import { FUNDING_HEADER, makeFolder, tableOf } from './data-fixture.ts';
import { readFunding } from './funding-file.ts';

const folder = makeFolder();
afterAll(folder.remove);

function read(...lines: readonly string[]) {
  return readFunding(folder.write('funding.csv', tableOf(FUNDING_HEADER, lines)));
}

describe('readFunding', () => {
  it('reads one series per asset', async () => {
    const { series } = await read(
      '0,binance,BTC,0.0001,8',
      '0,binance,ETH,-0.0002,4',
      '9,binance,BTC,0.0003,8',
    );
    expect(series).toEqual([
      {
        asset: 'BTC',
        venue: 'binance',
        at: [0, 9],
        rates: [0.0001, 0.0003],
        intervalsMs: [8 * HOUR, 8 * HOUR],
      },
      { asset: 'ETH', venue: 'binance', at: [0], rates: [-0.0002], intervalsMs: [4 * HOUR] },
    ]);
  });

  it('takes binance where it is there, however short', async () => {
    const { series } = await read('0,gate,BTC,1e-4,8', '1,gate,BTC,1e-4,8', '1,binance,BTC,2e-4,8');
    expect(series.map(({ venue }) => venue)).toEqual(['binance']);
  });

  it('takes the venue with most rows elsewhere', async () => {
    const { series } = await read('0,gate,BTC,1e-4,8', '0,dydx_v3,BTC,1e-4,1', '1,dydx_v3,BTC,1e-4,1');
    expect(series.map(({ venue }) => venue)).toEqual(['dydx_v3']);
  });

  it.each([
    ['not a number', '1,binance,BTC,,8'],
    ['not a number', '1,binance,BTC,high,8'],
    ['time is not whole milliseconds', '1.5,binance,BTC,0.0001,8'],
    ['rate is not a fraction', '1,binance,BTC,1.5,8'],
    ['interval not above 0', '1,binance,BTC,0.0001,0'],
    ['no venue or asset', '1,,BTC,0.0001,8'],
    ['time repeated', '0,binance,BTC,0.0001,8'],
    ['time went back', '-1,binance,BTC,0.0001,8'],
    ['4 fields instead of 5', '1,binance,BTC,0.0001'],
  ])('leaves out a row and tells its line: %s', async (reason, line) => {
    const { series, refused } = await read('0,binance,BTC,0.0001,8', line, '2,binance,BTC,0.0002,8');
    expect(refused.first).toEqual([{ line: 3, reason }]);
    expect(series[0]?.at).toEqual([0, 2]);
  });

  it('keeps the times of venues and assets apart', async () => {
    const { refused } = await read('5,binance,BTC,1e-4,8', '3,binance,ETH,1e-4,8', '2,gate,BTC,1e-4,8');
    expect(refused.count).toBe(0);
  });

  it('refuses a file without one good row', async () => {
    await expect(read('x,y,z,0,0')).rejects.toThrow('no usable row: 1 were refused');
  });
});

describeWithShared('readFunding on recorded files', () => {
  it('finds binance among seven venues', async () => {
    const { series, refused } = await readFunding(
      sharedPath('data', 'funding', 'funding_7venues_2020_2023.csv.gz'),
    );
    expect(refused.count).toBe(0);
    expect(series.map(({ asset, venue, at }) => [asset, venue, at.length])).toEqual([
      ['BTC', 'binance', 4_383],
      ['ETH', 'binance', 4_383],
    ]);
  });
});
