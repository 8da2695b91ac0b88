import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import { later, MINUTE } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { readExchangeData } from './exchange-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-played-'));
afterAll(() => rmSync(folder, { recursive: true }));

const START = millis(1_800_000_000_000);

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

describe('readExchangeData', () => {
  it('plays bars at a pace, and counts the rows that it leaves out', async () => {
    const file = fileOf('SOLUSD_perp_1m.csv', [
      'ts_ms,open,high,low,close,volume',
      ...['0,150,150,150,150,1', '60000,160,160,160,160,1', '120000,-1,1,1,1,1', '180000,170,170,170,170,1'],
    ]);
    const { recorded, refused } = await readExchangeData(file, 60);
    expect(refused).toMatchObject({ count: 1, first: [{ line: 4, reason: 'price not above 0' }] });
    expect(recorded.book).toBeUndefined();
    const prices = recorded.prices(createRandom(1), START);
    expect([prices.price('SOL'), prices.price('BTC')]).toEqual([150, 100_000]);
    prices.advance(later(START, MINUTE / 60));
    expect(prices.price('SOL')).toBe(160);
    prices.advance(later(START, MINUTE));
    expect(prices.price('SOL')).toBe(170);
  });

  it('plays depth as the book of the symbol that it is of', async () => {
    const file = fileOf('binance_usdm_btcusdt_x.txt', [
      '1000000000000000000 {"lastUpdateId":5,"bids":[["60000.0","2"]],"asks":[["60001.0","3"]]}',
      '1000000001000000000 {"data":{"e":"depthUpdate","U":6,"u":7,"b":[["60000.0","0"],["59999.0","1"]],"a":[]}}',
    ]);
    const { recorded, refused } = await readExchangeData(file, 1);
    expect(refused).toBeUndefined();
    expect(recorded.book).toMatchObject({ protocol: 'binance', symbol: 'BTCUSDT' });
    const prices = recorded.prices(createRandom(1), START);
    expect([prices.price('BTC'), prices.price('ETH')]).toEqual([60_000.5, 4_000]);
    prices.advance(later(START, 1_000));
    expect(prices.price('BTC')).toBe(60_000);
  });

  it.each([
    ['is not there', () => 'nowhere_5m.csv', 'no such file'],
    ['does not say of what it is', () => fileOf('prices.csv', []), 'does not say'],
    ['is of a coin that is not listed', () => fileOf('DOGEUSDT_5m.csv', []), 'DOGE'],
    ['has no bars', () => fileOf('BTCUSDT_5m.csv', ['ts_ms,open,high,low,close,volume']), 'no usable bar'],
    ['has depth that is cut', () => fileOf('binance_usdm_btcusdt_1.txt', ['1 {"data":']), 'no message'],
    ['has depth of nothing', () => fileOf('binance_usdm_btcusdt_2.txt', ['1 null']), 'no message'],
    ['has depth without a snapshot', () => fileOf('binance_usdm_btcusdt_3.txt', []), 'no snapshot'],
  ])('refuses a file that %s, with a remedy', async (_name, file, why) => {
    const refused = (async () => readExchangeData(file(), 1))();
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining(why),
      remedy: expect.stringMatching(/./),
    });
  });
});
