import { describe, expect, it } from 'vitest';
import type { Option } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { DAY, HOUR, yearsBetween } from '../../units/time.ts';
import { atoms, type Lots, lots, type Millis } from '../../units/units.ts';
import { CALL, drive, PERP, PROGRAMME, plus, quote, SPOT, START } from './paper-fixture.ts';

const WEEK = 7 * DAY;

function dealt(deals: readonly Extract<AccountEvent, { readonly kind: 'deal' }>[]) {
  return deals.map(({ instrument }) => instrument.id);
}

function priceOf(
  type: Option['type'],
  spot: number,
  strike: number,
  from: Millis,
  to: Millis,
  vol = 0.5,
): number {
  const value = blackScholes({
    type,
    spot,
    strike,
    years: yearsBetween(from, to),
    vol,
    rate: 0,
    carryYield: 0,
  });
  return 'price' in value ? value.price : expect.fail(value.remedy);
}

describe('a straddle programme', () => {
  it('deals a call and a put at the money at the first price of its index', () => {
    const driven = drive({ programmes: [PROGRAMME] });
    driven.market(quote(PERP.id, START, 16_000));
    expect(driven.told).toEqual([]);
    driven.market(quote(SPOT.id, START, 16_540, 16_542));
    const [call, put] = driven.all('deal');
    expect(call).toEqual({
      ...{ kind: 'deal', id: 'programme-1:BTC-20230108-16550-C', lots: 5, fee: 0n, feeCurrency: 'USDT' },
      price: priceOf('call', 16_541, 16_550, START, plus(WEEK)),
      instrument: {
        ...PROGRAMME.template,
        ...{ kind: 'option', id: 'BTC-20230108-16550-C', type: 'call', strike: 16_550, expiry: plus(WEEK) },
      },
    });
    expect(put).toMatchObject({
      id: 'programme-1:BTC-20230108-16550-P',
      price: priceOf('put', 16_541, 16_550, START, plus(WEEK)),
    });
    expect(driven.venue.truth().positions).toEqual({ 'BTC-20230108-16550-C': 5, 'BTC-20230108-16550-P': 5 });
  });

  it('is paid for, and a short one is paid to us', () => {
    const premium = priceOf('call', 16_000, 16_000, START, plus(WEEK)) * 2 * 0.5;
    for (const count of [5, -5]) {
      const driven = drive({ programmes: [{ ...PROGRAMME, lots: count }] });
      driven.market(quote(SPOT.id, START, 16_000));
      const cash = Number(driven.venue.truth().cash.USDT) / 1e8;
      expect(cash).toBeCloseTo(1_000_000 - Math.sign(count) * premium, 6);
    }
  });

  it('rolls right after it has settled, from expiry to expiry', () => {
    const driven = drive({ programmes: [PROGRAMME] });
    driven.market(quote(SPOT.id, START, 16_000), quote(SPOT.id, plus(WEEK), 17_010));
    expect(driven.told.map(({ event }) => event.kind)).toEqual([
      ...['deal', 'deal'],
      ...['settled', 'settled', 'deal', 'deal'],
    ]);
    driven.market(quote(SPOT.id, plus(2 * WEEK + HOUR), 18_000));
    expect(dealt(driven.all('deal'))).toEqual([
      ...['BTC-20230108-16000-C', 'BTC-20230108-16000-P'],
      ...['BTC-20230115-17000-C', 'BTC-20230115-17000-P'],
      ...['BTC-20230122-18000-C', 'BTC-20230122-18000-P'],
    ]);
    const late = priceOf('call', 18_000, 18_000, plus(2 * WEEK + HOUR), plus(3 * WEEK));
    expect(driven.all('deal')[4]?.price).toBe(late);
  });

  it('waits through a gap, then goes on with the tenor that is running', () => {
    const driven = drive({ programmes: [PROGRAMME] });
    driven.market(quote(SPOT.id, START, 16_000), quote(PERP.id, plus(WEEK), 17_000));
    driven.to(2 * WEEK);
    expect(driven.all('settled')).toEqual([]);
    driven.market(quote(SPOT.id, plus(3 * WEEK + DAY), 17_000));
    expect(driven.all('settled')).toMatchObject([{ price: 1_000 }, { price: 0 }]);
    expect(dealt(driven.all('deal')).slice(2)).toEqual(['BTC-20230129-17000-C', 'BTC-20230129-17000-P']);
  });

  it('deals at the vol of the market once that is known', () => {
    const driven = drive({ programmes: [{ ...PROGRAMME, vol: { kind: 'market' } }] });
    driven.market(quote(SPOT.id, START, 16_000));
    driven.market({ kind: 'vol', underlying: 'ETH', at: START, vol: 0.9 }, quote(SPOT.id, START, 16_000));
    expect(driven.told).toEqual([]);
    driven.market({ kind: 'vol', underlying: 'BTC', at: START, vol: 0.8 }, quote(SPOT.id, START, 16_000));
    expect(driven.all('deal')[0]?.price).toBe(priceOf('call', 16_000, 16_000, START, plus(WEEK), 0.8));
  });

  it('deals inverse options in coin', () => {
    const template = { ...PROGRAMME.template, quote: 'USD', settle: 'BTC', inverse: true };
    const driven = drive({ programmes: [{ ...PROGRAMME, template }] });
    driven.market(quote(SPOT.id, START, 16_000), quote(SPOT.id, plus(WEEK), 20_000));
    expect(driven.all('deal')[0]).toMatchObject({
      price: priceOf('call', 16_000, 16_000, START, plus(WEEK)) / 16_000,
      feeCurrency: 'BTC',
    });
    expect(driven.all('settled')).toMatchObject([{ price: 0.2 }, { price: 0 }]);
  });

  it('shares options with another programme, each deal with its own id', () => {
    const driven = drive({ programmes: [PROGRAMME, { ...PROGRAMME, lots: 2 }] });
    driven.market(quote(SPOT.id, START, 16_000), quote(SPOT.id, plus(WEEK), 16_000));
    const ids = driven.all('deal').map(({ id }) => id);
    expect(new Set(ids).size).toBe(8);
    expect(driven.all('settled')).toHaveLength(2);
    expect(Object.values(driven.venue.truth().positions)).toEqual([7, 7]);
  });

  it('cannot go on when it cannot price', () => {
    const driven = drive({ programmes: [{ ...PROGRAMME, vol: { kind: 'stated', vol: -1 } }] });
    expect(() => driven.market(quote(SPOT.id, START, 16_000))).toThrow(/programme-1 cannot price .* vol/);
  });
});

describe('a programme that is resumed', () => {
  const held = (option: Option, count: Lots) => ({
    programmes: [{ ...PROGRAMME, index: PERP.id }],
    instruments: [SPOT, PERP, option],
    opening: {
      cash: { USDT: atoms(0n) },
      positions: [{ instrument: option.id, lots: count, averageEntry: 100 }],
    },
  });

  it('does not deal again until what we hold has settled, at its own index', () => {
    const driven = drive(held(CALL, lots(5)));
    driven.market(quote(SPOT.id, START, 15_000), quote(PERP.id, START, 16_000));
    driven.market(quote(SPOT.id, plus(DAY), 15_000));
    expect(driven.told).toEqual([]);
    driven.market(quote(PERP.id, plus(DAY), 17_000));
    expect(driven.all('settled')).toMatchObject([{ instrument: CALL.id, price: 1_000 }]);
    expect(dealt(driven.all('deal'))).toEqual(['BTC-20230109-17000-C', 'BTC-20230109-17000-P']);
  });

  it('settles what expired while nobody was there', () => {
    const driven = drive(held({ ...CALL, id: 'BTC-20221231-16000-C', expiry: plus(-DAY) }, lots(5)));
    driven.market(quote(PERP.id, START, 17_000));
    expect(driven.told.map(({ event }) => event.kind)).toEqual(['settled', 'deal', 'deal']);
    expect(dealt(driven.all('deal'))).toEqual(['BTC-20230107-17000-C', 'BTC-20230107-17000-P']);
  });

  it('takes no notice of options that it has not dealt', () => {
    const foreign = drive(held({ ...CALL, base: 'ETH' }, lots(5)));
    foreign.market(quote(PERP.id, START, 16_000));
    expect(foreign.all('deal')).toHaveLength(2);
    const bought = drive(held({ ...CALL, id: 'BTC-CALL' }, lots(5)));
    bought.market(quote(PERP.id, START, 16_000));
    expect(bought.all('deal')).toHaveLength(2);
    const larger = drive(held(CALL, lots(6)));
    larger.market(quote(PERP.id, START, 16_000));
    expect(larger.all('deal')).toHaveLength(2);
    const flat = drive(held(CALL, lots(0)));
    flat.market(quote(PERP.id, START, 16_000));
    expect(flat.all('deal')).toHaveLength(2);
  });
});
