import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { placed, quietExchange, START, ticket } from '../exchange-fixture.ts';
import { positionsOnly } from './positions-fixture.ts';

describe('the tape', () => {
  it('counts the last 24 hours', () => {
    const real = quietExchange({ money: positionsOnly });
    const trade = (lots: number, ticks: number): void => {
      placed(real.place('ann', ticket('sell', lots, ticks)));
      placed(real.place('bob', ticket('buy', lots, ticks)));
    };
    expect(real.ticker('BTCUSDT')).toMatchObject({ last: null, high: 50_000, low: 50_000, volumeLots: 0 });
    trade(5, 50_900);
    real.advance(millis(START + 10 * HOUR));
    trade(3, 49_500);
    real.advance(millis(START + 20 * HOUR));
    trade(1, 50_100);
    expect(real.ticker('BTCUSDT')).toMatchObject({ last: 50_100, high: 50_900, low: 49_500, volumeLots: 9 });
    real.advance(millis(START + 25 * HOUR));
    expect(real.ticker('BTCUSDT')).toMatchObject({ high: 50_100, low: 49_500, volumeLots: 4 });
    real.advance(millis(START + 3 * DAY));
    expect(real.ticker('BTCUSDT')).toMatchObject({
      last: 50_100,
      high: 50_000,
      volumeLots: 0,
      volumeNotional: 0,
    });
  });

  it('forgets trades and orders after a week', () => {
    const real = quietExchange({ money: positionsOnly });
    const first = placed(real.place('ann', ticket('sell', 1, 50_000))).order.id;
    placed(real.place('bob', ticket('buy', 1, 50_000)));
    const resting = placed(real.place('ann', ticket('sell', 1, 51_000))).order.id;
    real.advance(millis(START + 8 * DAY));
    placed(real.place('ann', ticket('sell', 1, 50_000)));
    placed(real.place('bob', ticket('buy', 1, 50_000)));
    expect(real.order(first)).toBeUndefined();
    expect(real.orders('ann', 'all').map(({ id }) => id)).toEqual([resting, 'E-4']);
    expect(real.executions('bob').map(({ seq }) => seq)).toEqual([2]);
    expect(real.trades('BTCUSDT').map(({ seq }) => seq)).toEqual([2]);
  });
});
