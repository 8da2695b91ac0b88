import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { MINUTE } from '../../units/time.ts';
import { asLadder } from './option-book.ts';
import {
  CALL,
  drive,
  holding,
  INVERSE_CALL,
  PERP,
  PLAIN,
  plus,
  quote,
  SPOT,
  START,
} from './paper-fixture.ts';

const listed = new Map([CALL, INVERSE_CALL, PERP].map((one) => [one.id, one]));

function shown(id: string, ms: number, bid: number, ask: number, bidSize = 1, askSize = 1): MarketEvent {
  return { kind: 'quote', instrument: id, at: plus(ms), bid, ask, bidSize, askSize };
}

describe('asLadder', () => {
  it('makes levels of the sides of an option’s quote that can be traded', () => {
    expect(asLadder(shown(CALL.id, 0, 100, 110, 2, 3), listed)).toEqual({
      ...{ kind: 'depth', instrument: CALL.id, at: START },
      depth: { bids: [{ price: 100, size: 2 }], asks: [{ price: 110, size: 3 }] },
    });
    expect(asLadder(shown(CALL.id, 0, 0, 110), listed)).toMatchObject({ depth: { bids: [] } });
  });

  it('leaves alone what is no option, tells no size or cannot be', () => {
    for (const event of [
      shown(PERP.id, 0, 100, 110),
      shown('unlisted', 0, 100, 110),
      shown(CALL.id, 0, 100, 110, 0, 0),
      shown(CALL.id, 0, 120, 110),
      shown(CALL.id, 0, Number.NaN, 110),
      shown(CALL.id, 0, 100, Infinity),
    ])
      expect(asLadder(event, listed)).toBe(event);
  });
});

describe('an option on paper', () => {
  const models = { ...PLAIN, fee: { taker: 0.0003, maker: 0.0003 } };
  const all = { instruments: [SPOT, PERP, CALL, INVERSE_CALL], models };

  it('is taken as far as its quote goes, and rests with the rest until it is quoted anew', () => {
    const driven = drive(all);
    driven.market(quote(SPOT.id, START, 16_000), shown(INVERSE_CALL.id, 1, 0.04, 0.05, 1, 0.75));
    // A lot is a tenth of a coin.
    driven.place({ instrument: INVERSE_CALL.id, lots: 10, limit: 0.05, deadline: plus(MINUTE) });
    expect(driven.all('fill').map(({ lots, price }) => [lots, price])).toEqual([[7, 0.05]]);
    driven.market(shown(INVERSE_CALL.id, 2, 0.04, 0.0495, 1, 0.1));
    driven.market(shown(INVERSE_CALL.id, 3, 0.04, 0.0495, 1, 9));
    expect(driven.all('fill').map(({ lots }) => lots)).toEqual([7, 1, 2]);
    expect(driven.all('closed')).toMatchObject([{ reason: 'filled', filled: 10 }]);
  });

  it('costs a share of its underlying in its own currency, or an eighth of its price', () => {
    const driven = drive(all);
    driven.market(
      quote(SPOT.id, START, 20_000),
      shown(INVERSE_CALL.id, 1, 0.04, 0.05, 9, 9),
      shown(CALL.id, 1, 640, 800, 9, 9),
    );
    driven.place({ id: 'coin', instrument: INVERSE_CALL.id, lots: 10, limit: 0.05 });
    driven.place({ id: 'dollars', instrument: CALL.id, lots: -10, limit: 640 });
    driven.market(shown(INVERSE_CALL.id, 2, 0.0005, 0.001, 9, 9));
    driven.place({ id: 'cheap', instrument: INVERSE_CALL.id, lots: -10, limit: 0.0005 });
    expect(driven.all('fill').map(({ fee, feeCurrency }) => [fee, feeCurrency])).toEqual([
      [30_000n, 'BTC'],
      [6_00000000n, 'USDT'],
      [6_250n, 'BTC'],
    ]);
  });

  it('costs a share of its strike while its underlying has no price', () => {
    const driven = drive(all);
    driven.market(shown(CALL.id, 1, 640, 800, 9, 9));
    driven.place({ instrument: CALL.id, lots: 10, limit: 800 });
    expect(driven.all('fill')).toMatchObject([{ fee: 4_80000000n }]);
  });

  it('is not sold where nobody bids', () => {
    const driven = drive({ ...holding(INVERSE_CALL, 10, 0.01), models });
    driven.market(shown(INVERSE_CALL.id, 0, 0.0005, 0.001, 1, 1), shown(INVERSE_CALL.id, 1, 0, 0.0005, 0, 1));
    driven.place({ instrument: INVERSE_CALL.id, lots: -10, limit: 0.0005 });
    expect(driven.all('fill')).toEqual([]);
    expect(driven.venue.truth().positions).toEqual({ [INVERSE_CALL.id]: 10 });
  });
});
