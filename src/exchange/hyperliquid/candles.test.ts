import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import { intervalMs } from './candles.ts';
import { bench, NOON } from './hyperliquid-fixture.ts';

describe('candles', () => {
  it('sum up the trades of their interval', () => {
    const desk = bench();
    const take = (side: 'buy' | 'sell', count: number) =>
      desk.exchange.control.takeFrom('BTC', side, lots(count));
    take('buy', 50_000);
    take('sell', 100_000);
    take('buy', 150_000);
    desk.advance(2 * MINUTE);
    take('sell', 1_000);
    const ask = (interval: string, startTime: number, endTime?: number) =>
      desk.info({ type: 'candleSnapshot', req: { coin: 'BTC', interval, startTime, endTime } });
    const first = {
      ...{ t: NOON, T: NOON + MINUTE - 1, s: 'BTC', i: '1m', n: 4 },
      ...{ o: '60001.0', h: '60002.0', l: '59999.0', c: '60002.0', v: '3.0' },
    };
    const last = {
      ...{ t: NOON + 2 * MINUTE, T: NOON + 3 * MINUTE - 1, s: 'BTC', i: '1m', n: 1 },
      ...{ o: '59998.0', h: '59998.0', l: '59998.0', c: '59998.0', v: '0.01' },
    };
    expect(ask('1m', NOON)).toEqual([first, last]);
    expect(ask('1m', NOON, NOON + MINUTE)).toEqual([first]);
    expect(ask('1m', NOON + 1)).toEqual([last]);
    expect(ask('1h', NOON)).toMatchObject([
      { o: '60001.0', c: '59998.0', v: '3.01', n: 5, T: NOON + HOUR - 1 },
    ]);
  });

  it('have the venue’s intervals', () => {
    expect(['1m', '15m', '12h', '3d', '1w', '1M'].map((each) => (intervalMs(each) ?? 0) / MINUTE)).toEqual([
      1, 15, 720, 4_320, 10_080, 43_200,
    ]);
    for (const none of ['2m', '', '1y', undefined, 60_000]) expect(intervalMs(none)).toBeUndefined();
  });
});
