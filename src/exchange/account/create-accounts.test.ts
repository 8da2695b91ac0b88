import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atoms, lots } from '../../units/units.ts';
import {
  BINANCE_BTC,
  BINANCE_ETH,
  BTC_CALL,
  BTC_FUTURE,
  BTC_PERP,
  BTC_PUT,
  createTestExchange,
  termsOf,
  USDT,
} from './account-fixture.ts';

const RICH = { USDT: 1e7, BTC: 1_000 };

function twoAccounts() {
  return createTestExchange([termsOf('a', RICH), termsOf('b', RICH), termsOf('house', {}, true)]);
}

describe('accounts', () => {
  it('book a trade with its fee and the gain on what it closes', () => {
    const { trade, accounts, cash } = twoAccounts();
    trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
    expect(cash('a', 'USDT')).toBeCloseTo(1e7 - 50, 8);
    expect(cash('b', 'USDT')).toBeCloseTo(1e7 - 20, 8);
    const fill = { account: 'a', symbol: 'BTCUSDT', side: 'sell', lots: lots(400), kind: 'trade' } as const;
    const booked = accounts.applyExecution({ ...fill, ticks: 1_010_000, isMaker: true });
    expect(booked).toEqual({ fee: USDT(8.08), feeCurrency: 'USDT', realised: USDT(400) });
    expect(accounts.positions('a')[0]).toMatchObject({ lots: 600, realised: 400, averageEntry: 100_000 });
    expect(accounts.openInterest('BTCUSDT')).toBe(600);
    expect(accounts.pots('USDT').fees).toBe(USDT(78.08));
  });

  it('show a position with its margin and where it is liquidated', () => {
    const { trade, accounts, marks } = createTestExchange([
      termsOf('a', { USDT: 10_050 }),
      termsOf('b', RICH),
    ]);
    trade(BINANCE_BTC, 'a', 'b', 1_000, 100_000);
    marks.set('BTCUSDT', 99_000);
    const [view] = accounts.positions('a');
    expect(view).toMatchObject({ symbol: 'BTCUSDT', lots: 1_000, mark: 99_000, leverage: 20 });
    expect(view?.unrealised).toBeCloseTo(-1_000, 8);
    expect(view?.initialMargin).toBeCloseTo(4_950, 8);
    expect(view?.maintenanceMargin).toBeCloseTo(396, 8);
    expect(view?.liquidationPrice).toBeCloseTo(90_000 / 0.996, 6);
    const [balance] = accounts.balances('a');
    expect(balance).toMatchObject({ currency: 'USDT', cash: USDT(10_000) });
    expect(balance?.equity).toBeCloseTo(9_000, 8);
    expect(balance?.available).toBeCloseTo(9_000 - 4_950, 8);
    accounts.setLeverage('a', 'BTCUSDT', 50);
    expect(accounts.balances('a')[0]?.available).toBeCloseTo(9_000 - 1_980, 8);
    accounts.setLeverage('a', 'BTCUSDT', 1e6);
    expect(accounts.positions('a')[0]?.leverage).toBe(125);
  });

  it.each([
    ['USDT', [BINANCE_BTC, BINANCE_ETH], { USDT: 30_000 }],
    ['BTC', [BTC_PERP, BTC_FUTURE, BTC_PUT], { BTC: 0.5 }],
  ] as const)(
    'are at their maintenance margin where they are said to be liquidated, in %s',
    (currency, all, deposit) => {
      const entry = fc.double({ min: 0.97, max: 1.03, noNaN: true });
      const share = fc.integer({ min: -1_000, max: 1_000 });
      let met = 0;
      fc.assert(
        fc.property(share, share, entry, fc.integer({ min: 1, max: 5 }), (first, second, at, options) => {
          const { trade, accounts, marks } = createTestExchange([termsOf('a', deposit), termsOf('b', RICH)]);
          const scale = currency === 'BTC' ? 10 : 1;
          const either = (listing: (typeof all)[number], n: number, price: number) =>
            n !== 0 && trade(listing, n > 0 ? 'a' : 'b', n > 0 ? 'b' : 'a', Math.abs(n), price);
          either(all[0], first * scale, 100_000 * at);
          either(all[1], second * scale, 100_000);
          if (all[2] !== undefined) either(all[2], -options, 0.05);
          const views = accounts.positions('a');
          const view = views.find(({ symbol }) => symbol === all[0].instrument.id);
          const price = view?.liquidationPrice ?? null;
          if (view === undefined || price === null) return;
          met += 1;
          // Both contracts on the coin move together; another coin and options stay.
          marks.set(view.symbol, price);
          if (currency === 'BTC') marks.set(all[1].instrument.id, (100_000 * price) / view.mark);
          const balance = accounts.balances('a').find((each) => each.currency === currency);
          const worth = accounts.positions('a').find(({ symbol }) => symbol === all[2]?.instrument.id);
          const owed = worth === undefined ? 0 : worth.lots * 0.1 * worth.mark;
          const margin = (balance?.equity ?? 0) - owed;
          expect(Math.abs(margin / (balance?.maintenanceMargin ?? 0) - 1)).toBeLessThan(1e-9);
        }),
        { numRuns: 300 },
      );
      expect(met).toBeGreaterThan(100);
    },
  );

  it('pay options in full, and hold margin against short ones', () => {
    const { trade, accounts } = createTestExchange([termsOf('a', { BTC: 1 }), termsOf('b', { BTC: 1 })]);
    trade(BTC_CALL, 'a', 'b', 10, 0.05);
    const [buyer] = accounts.balances('a');
    const [seller] = accounts.balances('b');
    // 1 coin at 0.05, with fees of 0.0003; margin balances leave the options out.
    expect(buyer).toMatchObject({ cash: USDT(1 - 0.05 - 0.0003), initialMargin: 0 });
    expect(buyer?.equity).toBeCloseTo(1 - 0.0003, 12);
    expect(buyer?.available).toBeCloseTo(0.9497, 12);
    expect(seller?.equity).toBeCloseTo(1 - 0.0003, 12);
    expect(seller?.initialMargin).toBeCloseTo(0.2, 12);
    expect(seller?.available).toBeCloseTo(1.0497 - 0.2, 12);
  });

  it('count as gain of an option what its sale brings above its price', () => {
    const { trade, accounts } = twoAccounts();
    trade(BTC_CALL, 'a', 'b', 10, 0.05);
    const fill = { account: 'a', symbol: BTC_CALL.instrument.id, kind: 'trade', isMaker: true } as const;
    const sold = accounts.applyExecution({ ...fill, side: 'sell', lots: lots(4), ticks: 700 });
    expect(sold.realised).toBe(USDT(0.4 * 0.02));
    const more = accounts.applyExecution({ ...fill, side: 'buy', lots: lots(4), ticks: 700 });
    expect(more.realised).toBe(0n);
    expect(accounts.positions('a')[0]).toMatchObject({ realised: 0.008, lots: 10 });
    expect(accounts.positions('a')[0]?.averageEntry).toBeCloseTo(0.6 * 0.05 + 0.4 * 0.07, 10);
  });

  it('pay funding from long to short, of the mark', () => {
    const { trade, accounts, events, marks, total } = twoAccounts();
    trade(BINANCE_BTC, 'a', 'b', 1_000, 90_000);
    trade(BTC_PERP, 'b', 'a', 10_000, 90_000);
    const before = total('USDT');
    marks.set('BTCUSDT', 100_000).set('BTC-PERPETUAL', 50_000);
    accounts.payFunding('BTCUSDT', 0.0001);
    accounts.payFunding('BTC-PERPETUAL', 0.0001);
    expect(accounts.funding('a').map(({ amount }) => amount)).toEqual([USDT(-10), USDT(0.0002)]);
    expect(accounts.funding('b').map(({ amount }) => amount)).toEqual([USDT(10), USDT(-0.0002)]);
    expect(events.filter(({ kind }) => kind === 'funding')).toHaveLength(4);
    expect(total('USDT')).toBe(before);
  });

  it('settle options at their payoff in coin, and futures at the delivery price', () => {
    const { trade, accounts, events, cash } = twoAccounts();
    trade(BTC_CALL, 'a', 'b', 10, 0.05);
    trade(BTC_PUT, 'a', 'b', 10, 0.04);
    trade(BTC_FUTURE, 'a', 'b', 10_000, 100_000);
    const start = cash('a', 'BTC');
    for (const { instrument } of [BTC_CALL, BTC_PUT, BTC_FUTURE]) accounts.settle(instrument.id, 125_000);
    // The call pays 25,000 / 125,000 coins, the put nothing, the future 100,000 · (1/100,000 − 1/125,000).
    expect(cash('a', 'BTC')).toBeCloseTo(start + 0.2 + 0.2, 8);
    expect(accounts.positions('a')).toEqual([]);
    const settled = events.filter((event) => event.kind === 'settled' && event.account === 'b');
    expect(settled).toMatchObject([
      { symbol: BTC_CALL.instrument.id, lots: -10, price: 0.2, delivery: 125_000 },
      { symbol: BTC_PUT.instrument.id, lots: -10, price: 0 },
      { symbol: BTC_FUTURE.instrument.id, lots: -10_000, price: 125_000 },
    ]);
  });

  it('take a position away at the mark, from the other side by its queue, the house last', () => {
    const { trade, accounts, events, marks } = createTestExchange([
      ...[termsOf('a', RICH), termsOf('winner', { USDT: 20_000 }), termsOf('mild', RICH)],
      termsOf('house', {}, true),
    ]);
    trade(BINANCE_BTC, 'a', 'house', 1_000, 99_500);
    trade(BINANCE_BTC, 'a', 'mild', 1_000, 99_500);
    trade(BINANCE_BTC, 'a', 'winner', 1_000, 104_000);
    marks.set('BTCUSDT', 98_000);
    accounts.deleverage('a', 'BTCUSDT', lots(1_500));
    expect(accounts.positionLots('winner', 'BTCUSDT')).toBe(0);
    expect(accounts.positionLots('mild', 'BTCUSDT')).toBe(-500);
    expect(accounts.positionLots('house', 'BTCUSDT')).toBe(-1_000);
    const fills = events.flatMap((event) => (event.kind === 'fill' ? [event.execution] : []));
    expect(fills.map(({ ticks, kind }) => [ticks, kind])).toEqual(Array(4).fill([980_000, 'adl']));
    expect(fills.every(({ fee }) => fee === 0n)).toBe(true);
    accounts.deleverage('a', 'BTCUSDT', lots(9_999));
    expect(accounts.positionLots('house', 'BTCUSDT')).toBe(0);
    expect(accounts.positions('a')).toEqual([]);
  });

  it('tell of deposits', () => {
    const { accounts, events, cash } = twoAccounts();
    accounts.deposit('a', 'USDC', atoms(500_000_000n));
    expect(cash('a', 'USDC')).toBe(5);
    expect(events).toMatchObject([
      { kind: 'transfer', account: 'a', currency: 'USDC', amount: 500_000_000n },
    ]);
  });

  const listing = fc.constantFrom(BINANCE_BTC, BINANCE_ETH, BTC_PERP, BTC_FUTURE, BTC_CALL, BTC_PUT);
  const who = fc.constantFrom('a', 'b', 'c', 'house');
  const price = fc.double({ min: 0.5, max: 2, noNaN: true });
  const action = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('trade' as const), listing, who, other: who, price }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('fund' as const), listing, price }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('settle' as const), listing, price }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('watch' as const), listing, price }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('adl' as const), listing, who }) },
  );

  it('neither make money nor lose it, whatever happens', () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 60 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 999 })),
        (all, counts) => {
          const deposits = { USDT: 5_000, BTC: 0.1 };
          const accounts = ['a', 'b', 'c'].map((id) => termsOf(id, deposits));
          const exchange = createTestExchange([...accounts, termsOf('house', {}, true)]);
          const count = () => counts.next().value as number;
          for (const each of all) {
            const { instrument } = each.listing;
            const usual = instrument.kind === 'option' ? 0.05 : 100_000;
            if (each.do === 'trade') {
              if (each.who !== each.other)
                exchange.trade(each.listing, each.who, each.other, count(), usual * each.price);
            } else if (each.do === 'fund')
              exchange.accounts.payFunding(instrument.id, 0.001 * (each.price - 1));
            else if (each.do === 'settle') exchange.accounts.settle(instrument.id, 100_000 * each.price);
            else if (each.do === 'adl') exchange.accounts.deleverage(each.who, instrument.id, lots(count()));
            else {
              exchange.marks.set(instrument.id, usual * each.price);
              exchange.appetites.set(instrument.id, [
                { ticks: 1 + Math.floor(usual / instrument.tick), left: count() },
              ]);
              exchange.accounts.watch();
            }
            expect(exchange.total('USDT')).toBe(USDT(15_000));
            expect(exchange.total('BTC')).toBe(USDT(0.3));
          }
          for (const id of ['a', 'b', 'c', 'house'])
            for (const view of exchange.accounts.positions(id))
              for (const [field, value] of Object.entries(view))
                if (typeof value === 'number') expect(Number.isFinite(value), field).toBe(true);
        },
      ),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 2_000 : 150 },
    );
  });
});
