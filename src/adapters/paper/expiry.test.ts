import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../domain/instrument.ts';
import { DAY, HOUR, MINUTE } from '../../units/time.ts';
import { lots } from '../../units/units.ts';
import {
  bar,
  CALL,
  drive,
  FUTURE,
  holding,
  INVERSE_CALL,
  PERP,
  plus,
  quote,
  SPOT,
  START,
  settingsWith,
} from './paper-fixture.ts';

const PUT = { ...CALL, id: 'BTC-20230102-16000-P', type: 'put' as const };

/** What a position of `count` lots settles at and what it leaves in cash, with the spot at `price`. */
function settled(contract: Instrument, count: number, price: number) {
  const driven = drive(holding(contract, count, 100));
  driven.market(quote(SPOT.id, START, 16_000), quote(SPOT.id, plus(DAY), price));
  const { positions, cash } = driven.venue.truth();
  expect(positions).toEqual({});
  return { price: driven.all('settled')[0]?.price, cash };
}

describe('expiry', () => {
  it.each([
    [CALL, 17_000, 1_000],
    [CALL, 15_000, 0],
    [PUT, 17_000, 0],
    [PUT, 15_000, 1_000],
    [INVERSE_CALL, 20_000, 0.2],
    [INVERSE_CALL, 15_000, 0],
  ])('settles an option at its payoff', (option, price, payoff) => {
    expect(settled(option, 5, price).price).toBe(payoff);
  });

  it('pays the payoff in the settlement currency, to a short from his own', () => {
    // 5 lots are 0.5 options.
    expect(settled(CALL, 5, 17_000).cash.USDT).toBe(1_000_500_00000000n);
    expect(settled(CALL, -5, 17_000).cash.USDT).toBe(999_500_00000000n);
    expect(settled(INVERSE_CALL, 5, 20_000).cash.BTC).toBe(10_10000000n);
  });

  it('settles a future at its index, against its entry', () => {
    // 10 lots are 0.01 BTC, bought at 100.
    expect(settled(FUTURE, 10, 17_000)).toMatchObject({ price: 17_000, cash: { USDT: 1_000_169_00000000n } });
  });

  it('says which, once, and knows no more of it', () => {
    const driven = drive(holding(CALL, 5));
    driven.market(quote(SPOT.id, plus(DAY), 17_000), quote(SPOT.id, plus(DAY + 1), 18_000));
    expect(driven.all('settled')).toEqual([
      { kind: 'settled', id: `${CALL.id}:settled`, instrument: CALL.id, price: 1_000 },
    ]);
  });

  it('tells nothing of a contract that nobody holds', () => {
    const driven = drive({ instruments: [SPOT, CALL] });
    driven.market(quote(SPOT.id, plus(DAY), 17_000));
    expect(driven.told).toEqual([]);
  });

  it('ends the orders that rest on it', () => {
    const driven = drive(holding(CALL, 5));
    driven.place({ instrument: CALL.id, lots: -1, deadline: plus(2 * DAY) });
    driven.place({ id: 'other', limit: 1, deadline: plus(2 * DAY) });
    expect(driven.venue.nextAt()).toBe(CALL.expiry);
    driven.to(DAY);
    expect(driven.all('closed')).toMatchObject([{ order: 'a', reason: 'expired' }]);
    expect(driven.venue.truth().orders).toHaveLength(1);
  });
});

describe('the settlement price', () => {
  it('is never from before expiry, and the position waits through a gap', () => {
    const driven = drive(holding(CALL, 5));
    driven.market(quote(SPOT.id, plus(DAY - 1), 20_000));
    driven.to(3 * DAY);
    expect(driven.all('settled')).toEqual([]);
    expect(driven.venue.truth().positions).toEqual({ [CALL.id]: 5 });
    driven.market(quote(SPOT.id, plus(3 * DAY + HOUR), 17_000));
    expect(driven.all('settled')).toMatchObject([{ price: 1_000 }]);
    expect(driven.told.at(-1)).toMatchObject({ at: 3 * DAY + HOUR });
  });

  it('is not one that was made before expiry and told after', () => {
    const driven = drive(holding(CALL, 5));
    driven.to(DAY + MINUTE);
    driven.market(quote(SPOT.id, plus(DAY - 1), 20_000));
    driven.market({ ...bar(SPOT.id, plus(DAY - 1), { close: 20_000 }), at: plus(DAY + 2 * MINUTE) });
    expect(driven.all('settled')).toEqual([]);
    driven.market(bar(SPOT.id, plus(DAY + 3 * MINUTE), { close: 17_000 }));
    expect(driven.all('settled')).toMatchObject([{ price: 1_000 }]);
  });

  it('is that of the close of a bar that ends at expiry', () => {
    const driven = drive(holding(CALL, 5));
    driven.market(bar(SPOT.id, plus(DAY), { close: 17_000 }));
    expect(driven.all('settled')).toMatchObject([{ price: 1_000 }]);
  });

  it('is the spot of the same base, and the perp only where no spot is priced', () => {
    const both = drive(holding(CALL, 5));
    both.market(quote(SPOT.id, START, 16_000), quote(PERP.id, plus(DAY), 19_000));
    expect(both.all('settled')).toEqual([]);
    both.market(quote(SPOT.id, plus(DAY + 1), 17_000));
    expect(both.all('settled')).toMatchObject([{ price: 1_000 }]);
    const perpOnly = drive(holding(CALL, 5));
    perpOnly.market(quote(PERP.id, plus(DAY), 19_000));
    expect(perpOnly.all('settled')).toMatchObject([{ price: 3_000 }]);
  });

  it('is not that of another base', () => {
    const other = { ...SPOT, id: 'ETH-USDT', base: 'ETH' };
    const { opening } = settingsWith(holding(CALL, 5));
    const driven = drive({ opening, instruments: [other, CALL] });
    driven.market(quote(other.id, plus(DAY), 1_200));
    expect(driven.all('settled')).toEqual([]);
  });

  it('settles all that has expired at once, in the order in which it was listed', () => {
    const positions = [PUT, CALL].map(({ id }) => ({ instrument: id, lots: lots(1), averageEntry: 10 }));
    const driven = drive({ instruments: [SPOT, PUT, CALL], opening: { cash: {}, positions } });
    driven.market(quote(SPOT.id, plus(DAY), 16_000));
    expect(driven.all('settled').map(({ instrument }) => instrument)).toEqual([PUT.id, CALL.id]);
  });
});
