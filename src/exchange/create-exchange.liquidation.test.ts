import { describe, expect, it } from 'vitest';
import { toAtoms } from '../units/rounding.ts';
import { HOUR } from '../units/time.ts';
import { millis } from '../units/units.ts';
import type { Exchange } from './exchange.ts';
import { customer, heard, placed, quietExchange, START, ticket } from './exchange-fixture.ts';
import type { Market, MarketHost } from './market/market.ts';
import { quietMarket } from './quiet-market.ts';

describe('an account that can no longer pay', () => {
  const NEVER = millis(Number.MAX_SAFE_INTEGER);
  const quiet = quietMarket({ indices: { BTC: 50_000 }, levels: 20, lotsPerLevel: 100 });
  const poor = { ...customer('ann'), deposits: { USDT: toAtoms(1_000, 'nearest') } };

  /** With 300 lots at a leverage of 15, and a bid. */
  function long(market: (host: MarketHost) => Market): Exchange {
    const exchange = quietExchange({ accounts: [poor, customer('bob')], market });
    exchange.setLeverage('ann', 'BTCUSDT', 20);
    placed(exchange.place('ann', ticket('buy', 300, null)));
    placed(exchange.place('ann', ticket('buy', 50, 44_000)));
    return exchange;
  }

  it('loses its orders and then of its position what it cannot carry, through the book', () => {
    const exchange = long(quiet);
    expect(exchange.place('ann', ticket('buy', 300, null))).toMatchObject({ code: 'insufficient-margin' });
    exchange.control.jump('BTC', 0.98);
    expect(exchange.orders('ann', 'open').length).toBe(1);
    const events = heard(exchange);
    exchange.control.jump('BTC', 0.957);
    expect(exchange.orders('ann', 'all').at(1)).toMatchObject({
      status: 'cancelled',
      endedBy: 'liquidation',
    });
    const { lots = 0, maintenanceMargin = 0 } = exchange.positions('ann')[0] ?? {};
    expect(lots).toBeLessThan(300);
    expect(exchange.balances('ann')[0]?.equity).toBeGreaterThanOrEqual(maintenanceMargin);
    const fills = events.filter((event) => event.kind === 'fill');
    expect(fills.length).toBeGreaterThan(0);
    for (const { execution } of fills)
      expect(execution).toMatchObject({ account: 'ann', kind: 'liquidation', side: 'sell' });
    expect(exchange.trades('BTCUSDT').at(-1)?.kind).toBe('liquidation');
  });

  it('is found out when time brings it about', () => {
    let nextAt = START;
    const exchange = long((host) => {
      const still = quiet(host);
      return {
        ...still,
        get nextAt() {
          return nextAt;
        },
        advance(now) {
          nextAt = now === START ? millis(START + HOUR) : NEVER;
          if (now === START) still.advance(now);
          else still.jump('BTC', 0.937);
        },
      };
    });
    exchange.advance(millis(START + HOUR - 1));
    expect(exchange.positions('ann')).toMatchObject([{ lots: 300 }]);
    exchange.advance(millis(START + 2 * HOUR));
    expect(exchange.now).toBe(START + 2 * HOUR);
    expect(exchange.positions('ann')[0]?.lots).toBeLessThan(300);
    expect(exchange.executions('ann').at(-1)).toMatchObject({ kind: 'liquidation', at: START + HOUR });
  });

  it('is closed even while trading is halted, against what rests', () => {
    const exchange = long(quiet);
    placed(exchange.place('bob', ticket('buy', 300, 46_800)));
    exchange.control.halt('BTCUSDT');
    exchange.control.jump('BTC', 0.937);
    const fills = exchange.executions('bob');
    expect(fills.length).toBeGreaterThan(0);
    for (const fill of fills) expect(fill).toMatchObject({ ticks: 46_800, isMaker: true, kind: 'trade' });
  });
});
