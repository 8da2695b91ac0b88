import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { toAtoms } from '../../units/rounding.ts';
import { HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { createExchange } from '../create-exchange.ts';
import type { Exchange, Ticket } from '../exchange.ts';
import { createMarket } from '../market/create-market.ts';
import { type Protocol, standardListings } from '../market/listings.ts';
import { MAKER, TAKER } from '../market/market.ts';
import type { ExchangeEvent } from '../told.ts';
import { createAccounts, type ExchangeAccounts } from './create-accounts.ts';

const START = millis(Date.parse('2025-11-20T20:00:00Z'));
const MEMBERS = ['ann', 'bob', 'cid'];

interface Setting {
  readonly protocol: Protocol;
  readonly stepMs: number;
  readonly deposit: Readonly<Record<string, number>>;
  readonly only?: (id: string) => boolean;
}

/** An exchange with a market of its own, and the accounts behind it. */
function open({ protocol, stepMs, deposit, only }: Setting) {
  let accounts: ExchangeAccounts | undefined;
  const amounts = Object.entries(deposit).map(([currency, amount]) => [currency, toAtoms(amount, 'nearest')]);
  const exchange: Exchange = createExchange({
    ...{ name: protocol, seed: 7, start: START },
    listings: standardListings(protocol, START).filter(({ instrument }) => only?.(instrument.id) ?? true),
    accounts: MEMBERS.map((id) => ({
      ...{ id, key: id, secret: id, canTrade: true, canWithdraw: false },
      deposits: Object.fromEntries(amounts),
    })),
    market: createMarket({ stepMs }),
    money(host) {
      accounts = createAccounts(host);
      return accounts;
    },
  });
  if (accounts === undefined) throw new Error('no accounts');
  return { exchange, accounts };
}

function market(symbol: string, side: 'buy' | 'sell', count: number): Ticket {
  return {
    ...{ symbol, side, lots: lots(count), ticks: null, timeInForce: 'ioc', reduceOnly: false },
    ...{ postOnly: 'no', label: '' },
  };
}

/** Cash of all accounts and pots, less the cost of open contracts: what was deposited. */
function total(exchange: Exchange, accounts: ExchangeAccounts, currency: string): bigint {
  const { fees, insurance } = accounts.pots(currency);
  let sum: bigint = fees + insurance;
  for (const id of [...MEMBERS, MAKER, TAKER]) {
    sum += accounts.balances(id).find((each) => each.currency === currency)?.cash ?? 0n;
    for (const { symbol } of accounts.positions(id)) {
      const instrument = exchange.listings.get(symbol)?.instrument;
      if (instrument?.kind !== 'option' && instrument?.settle === currency)
        sum -= accounts.costOf(id, symbol);
    }
  }
  return sum;
}

describe('accounts on a living market', () => {
  it.each([
    { protocol: 'binance', stepMs: 4 * MINUTE, deposit: { USDT: 2_000 } },
    {
      ...{ protocol: 'deribit', stepMs: 4 * MINUTE, deposit: { BTC: 0.05, ETH: 1 } },
      only: (id: string) => /PERPETUAL|21NOV25|^BTC-28NOV25-1\d+-C/.test(id),
    },
  ] satisfies readonly Setting[])(
    'neither make nor lose money on $protocol, through jumps and expiries',
    (setting) => {
      const { exchange, accounts } = open(setting);
      const random = createRandom(setting.protocol);
      const currencies = Object.keys(setting.deposit);
      const deposited = currencies.map((currency) => total(exchange, accounts, currency));
      const kinds = new Set<string>();
      exchange.listen((event) =>
        kinds.add(event.kind === 'fill' ? `fill ${event.execution.kind}` : event.kind),
      );
      const listings = [...exchange.listings.values()];
      for (let i = 1; i <= 200; i++) {
        const listing = listings[random.int(listings.length)];
        const account = MEMBERS[random.int(MEMBERS.length)];
        if (listing === undefined || account === undefined) continue;
        const { id, base, lot, multiplier, kind, inverse } = listing.instrument;
        const perLot = lot * multiplier * (inverse ? (kind === 'option' ? 30_000 : 1) : exchange.index(base));
        const count = Math.max(1, Math.round((random.next() * 20_000) / perLot));
        exchange.place(account, market(id, random.next() < 0.5 ? 'buy' : 'sell', count));
        if (i % 10 === 0) exchange.control.jump(base, Math.exp(0.05 * random.normal()));
        // Past an expiry at 08:00 of the next day, and funding on the way.
        exchange.advance(millis(START + i * 4 * MINUTE));
        for (const [j, currency] of currencies.entries())
          expect(total(exchange, accounts, currency)).toBe(deposited[j]);
      }
      expect(kinds).toContain('fill trade');
      expect(kinds).toContain('fill liquidation');
      expect(kinds).toContain('funding');
      for (const account of MEMBERS)
        for (const { cash, equity } of exchange.balances(account)) {
          expect(cash >= 0n || exchange.positions(account).length > 0).toBe(true);
          expect(Number.isFinite(equity)).toBe(true);
        }
    },
  );

  it('are liquidated through the book, each step told', () => {
    const { exchange } = open({ protocol: 'binance', stepMs: SECOND, deposit: { USDT: 10_000 } });
    exchange.setLeverage('ann', 'BTCUSDT', 50);
    exchange.place('ann', market('BTCUSDT', 'buy', 2_000));
    exchange.place('ann', { ...market('BTCUSDT', 'buy', 100), ticks: 950_500, timeInForce: 'gtc' });
    const [before] = exchange.positions('ann');
    const price = before?.liquidationPrice ?? 0;
    const events: ExchangeEvent[] = [];
    exchange.listen((event) => events.push(event));
    const own = () => events.filter((event) => 'account' in event && event.account === 'ann');
    exchange.control.jump('BTC', (price / (before?.mark ?? 1)) * 1.001);
    expect(own()).toEqual([]);
    exchange.control.jump('BTC', 0.998);
    const [first, ...rest] = own();
    expect(first).toMatchObject({ kind: 'order', order: { status: 'cancelled', endedBy: 'liquidation' } });
    const fills = rest.flatMap((event) => (event.kind === 'fill' ? [event.execution] : []));
    expect(fills.length).toBeGreaterThan(0);
    for (const { kind, side, account } of fills)
      expect([kind, side, account]).toEqual(['liquidation', 'sell', 'ann']);
    const left = exchange.positions('ann')[0]?.lots ?? 0;
    expect(left).toBeLessThan(2_000);
    expect(left).toBeGreaterThan(0);
    const [balance] = exchange.balances('ann');
    expect(balance?.equity).toBeGreaterThan(balance?.maintenanceMargin ?? 0);
  });

  it('have a winning leg taken away when the loser is bankrupt and nobody quotes', () => {
    const { exchange } = open({ protocol: 'binance', stepMs: SECOND, deposit: { USDT: 10_000 } });
    exchange.control.maker('BTCUSDT', false);
    exchange.setLeverage('bob', 'BTCUSDT', 20);
    exchange.place('ann', { ...market('BTCUSDT', 'sell', 1_500), ticks: 1_000_000, timeInForce: 'gtc' });
    exchange.place('bob', market('BTCUSDT', 'buy', 1_500));
    expect(exchange.positions('ann')[0]?.lots).toBe(-1_500);
    const events: ExchangeEvent[] = [];
    exchange.listen((event) => events.push(event));
    exchange.control.jump('BTC', 0.92);
    expect(exchange.positions('ann')).toEqual([]);
    expect(exchange.positions('bob')).toEqual([]);
    const ours = events.flatMap((event) =>
      event.kind === 'fill' && event.account === 'ann' ? [event.execution] : [],
    );
    expect(ours).toMatchObject([{ kind: 'adl', side: 'buy', lots: 1_500 }]);
    // At the price that leaves bob with nothing, which is better for him than the mark.
    expect((ours[0]?.ticks ?? 0) * 0.1).toBeGreaterThan(exchange.ticker('BTCUSDT').mark);
    expect(Number(exchange.balances('bob')[0]?.cash) / 1e8).toBeLessThan(150);
    expect(exchange.balances('bob')[0]?.cash ?? -1n).toBeGreaterThanOrEqual(0n);
  });

  it('pay funding to each other over hours', () => {
    const { exchange } = open({ protocol: 'hyperliquid', stepMs: MINUTE, deposit: { USDC: 10_000 } });
    exchange.place('ann', market('BTC', 'buy', 10_000));
    exchange.place('bob', market('BTC', 'sell', 10_000));
    exchange.advance(millis(START + 3 * HOUR));
    const [ann, bob] = [exchange.funding('ann'), exchange.funding('bob')];
    expect(ann.map(({ at }) => (at - START) / HOUR)).toEqual([1, 2, 3]);
    for (const [i, payment] of ann.entries()) expect(payment.amount + (bob[i]?.amount ?? 0n)).toBe(0n);
  });
});
