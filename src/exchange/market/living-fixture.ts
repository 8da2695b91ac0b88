import { toAtoms } from '../../units/rounding.ts';
import { lots, type Millis } from '../../units/units.ts';
import { createExchange } from '../create-exchange.ts';
import type { Exchange, Ticket } from '../exchange.ts';
import type { ExchangeEvent } from '../told.ts';
import { createMarket, type MarketOptions } from './create-market.ts';
import { type Protocol, standardListings } from './listings.ts';
import { START } from './market-fixture.ts';

interface Setting extends MarketOptions {
  readonly protocol?: Protocol;
  readonly start?: Millis;
  /** When its listings were made; its start if left out. */
  readonly listedAt?: Millis;
  readonly seed?: number;
  readonly only?: (id: string) => boolean;
}

export function exchangeWith({
  protocol = 'binance',
  start = START,
  seed = 1,
  only,
  listedAt,
  ...market
}: Setting): Exchange {
  const listings = standardListings(protocol, listedAt ?? start).filter(
    ({ instrument }) => only?.(instrument.id) ?? true,
  );
  const deposits = { USDT: toAtoms(1e6, 'nearest'), BTC: toAtoms(100, 'nearest') };
  const trader = { id: 'ann', key: 'k', secret: 's', canTrade: true, canWithdraw: false, deposits };
  return createExchange({
    ...{ name: protocol, listings, accounts: [trader], seed, start, market: createMarket(market) },
  });
}

export function heard(exchange: Exchange): ExchangeEvent[] {
  const events: ExchangeEvent[] = [];
  exchange.listen((event) => events.push(event));
  return events;
}

export const buy: (symbol: string, count: number) => Ticket = (symbol, count) => ({
  ...{ symbol, side: 'buy', lots: lots(count), ticks: null, timeInForce: 'ioc', reduceOnly: false },
  ...{ postOnly: 'no', label: '' },
});
