import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../domain/instrument.ts';
import { DAY } from '../../units/time.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const listed = (text = FULL): Readonly<Record<string, Instrument>> =>
  Object.fromEntries(accepted(text).engine.instruments.map((one) => [one.id, one]));

describe('instruments', () => {
  it('are linear unless they say otherwise, one base unit a contract', () => {
    expect(listed()['BTC-PERP']).toEqual({
      kind: 'perp',
      id: 'BTC-PERP',
      venue: 'paper',
      base: 'BTC',
      quote: 'USDT',
      settle: 'USDT',
      tick: 0.1,
      lot: 0.001,
      multiplier: 1,
      inverse: false,
    });
    expect(listed()['BTC-SPOT']).toMatchObject({ kind: 'spot', venue: 'other', settle: 'USD' });
  });

  it('settle in the base when inverse, and a perp is then counted in the quote', () => {
    expect(listed()['BTC-COIN']).toMatchObject({ inverse: true, settle: 'BTC', multiplier: 100, lot: 1 });
  });

  it('may have contracts of several base units, or of a part of one', () => {
    const text = edited('tick: 0.1, lot: 0.001', 'tick: 0.1, lot: 1, contract: 0.01 BTC');
    expect(listed(text)['BTC-PERP']).toMatchObject({ lot: 1, multiplier: 0.01 });
  });

  it('expire at a date, or at a time from the start of the market', () => {
    expect(listed()['BTC-DEC']).toMatchObject({ kind: 'future', expiry: Date.UTC(2026, 11, 25, 8) });
    expect(listed()['BTC-CALL']).toMatchObject({
      kind: 'option',
      type: 'call',
      strike: 66000,
      expiry: Date.UTC(2026, 0, 5) + 30 * DAY,
    });
  });

  it('may be options paid in coin', () => {
    const text = edited('expiry: 30d,', 'expiry: 30d, inverse: true,');
    expect(listed(text)['BTC-CALL']).toMatchObject({ inverse: true, settle: 'BTC', multiplier: 1 });
  });
});

const POOL_TERMS = 'kind: lp, venue: paper, base: BTC, quote: USD, lot: 0.01, lower: 50000, upper: 70000';
/** `FULL` with a pool, whose terms stand on line 10, and perhaps a position in it. */
const pooled = (terms = POOL_TERMS, position?: string): string =>
  edited('  BTC-DEC: {', `  POOL: { ${terms} }\n  BTC-DEC: {`).replace(
    '  positions:\n',
    `  positions:\n${position === undefined ? '' : `    POOL: ${position}\n`}`,
  );

describe('liquidity', () => {
  it('is between two prices, and counted in units of itself', () => {
    expect(listed(pooled()).POOL).toEqual({
      ...{ kind: 'lp', id: 'POOL', venue: 'paper', base: 'BTC', quote: 'USD', settle: 'USD' },
      ...{ tick: 1, lot: 0.01, multiplier: 1, inverse: false, lower: 50_000, upper: 70_000 },
    });
    for (const size of ['12.5 L', '12.5']) {
      const { positions } = accepted(pooled(POOL_TERMS, `${size} @ 40`)).engine.opening;
      expect(positions).toContainEqual({ instrument: 'POOL', lots: 1_250, averageEntry: 40 });
    }
  });

  it('may be of the full range', () => {
    const text = pooled(POOL_TERMS.replace('lower: 50000, upper: 70000', 'lower: 0, upper: 1e30'));
    expect(listed(text).POOL).toMatchObject({ lower: 0, upper: 1e30 });
  });

  it.each([
    ['lower: 50000, ', '', 'has no lower — write lower: a price in USD, such as 2000, or 0 for none'],
    [', upper: 70000', '', 'has no upper — write upper: a higher price, such as 3000, or 1e30 for none'],
    ['upper: 70000', 'upper: 50000', 'upper is 50000, not above lower — write the higher price here'],
    ['lower: 50000', 'lower: -1', 'lower is -1 — it must be 0 or more'],
    ['lot: 0.01', 'lot: 0', 'lot is 0 — it must be more than 0'],
    ['quote: USD', 'quote: EUR', 'quote is EUR, and nothing tells what one EUR is worth in USD'],
    ['lot: 0.01', 'lot: 0.01, tick: 1', 'tick is not known — known here: kind, base, quote, lower, upper'],
    ['lot: 0.01', 'lot: 0.01, inverse: true', 'inverse is not known'],
    ['lot: 0.01', 'lot: 0.01, contract: 2 BTC', 'contract is not known'],
  ])('is refused for its terms: %s → %s', (from, to, error) => {
    const refused = refusals(pooled(POOL_TERMS.replace(from, to)));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^10:\d+: instruments\.POOL/);
    expect(refused[0]).toContain(error);
  });

  it('is not held in coins, and neither hedges nor tells a price', () => {
    expect(refusals(pooled(POOL_TERMS, '1 BTC @ 40'))).toEqual([
      expect.stringContaining('book.positions.POOL is in BTC, but is counted in L — write the size in L'),
    ]);
    expect(refusals(pooled().replace('index: BTC-SPOT', 'index: POOL'))).toEqual([
      expect.stringContaining('hedge.BTC.index is POOL, liquidity — take one of BTC-PERP, BTC-SPOT'),
    ]);
  });
});

describe('an instrument that is refused', () => {
  it.each([
    [
      'kind: spot',
      'kind: spto',
      '8:21: instruments.BTC-SPOT.kind is spto, which is no kind of instrument — ' +
        'did you mean spot? There are spot, perp, future, option, lp',
    ],
    [
      'kind: perp, venue: paper, base: BTC, quote: USDT',
      'kind: perp, venue: papr, base: BTC, quote: USDT',
      '7:34: instruments.BTC-PERP.venue is papr, which is not listed under venues — ' +
        'did you mean paper? If not, list it there or take one of paper, other',
    ],
    ['tick: 0.01', 'tick: 0', '8:70: instruments.BTC-SPOT.tick is 0 — it must be more than 0'],
    [
      'tick: 0.1, lot: 0.001',
      'tick: 0.1',
      '7:13: instruments.BTC-PERP has no lot — write lot: a step, such as 0.001',
    ],
    [
      'tick: 0.1, lot: 0.001',
      'tick: 0.1, lot: 0.001, tik: 2',
      '7:88: instruments.BTC-PERP.tik is not known — did you mean tick?',
    ],
    [
      'tick: 0.1, lot: 0.001',
      'tick: 0.1, lot: 0.001 BTC',
      '7:81: instruments.BTC-PERP.lot is 0.001 BTC, but takes no unit — write 0.001',
    ],
    [
      'quote: USDT, tick: 0.1',
      'quote: usdt, tick: 0.1',
      '7:59: instruments.BTC-PERP.quote is usdt, which is no ticker — write USDT',
    ],
    [
      ', contract: 100 USD',
      '',
      '9:13: instruments.BTC-COIN has no contract — ' +
        'write contract: 100 USD: an inverse perp is counted in USD',
    ],
    [
      'contract: 100 USD',
      'contract: 100',
      '9:108: instruments.BTC-COIN.contract is 100, but is counted in USD — write 100 USD',
    ],
    [
      'contract: 100 USD',
      'contract: big',
      '9:108: instruments.BTC-COIN.contract is big, which is no size — ' +
        'write the size of one contract, such as 1 USD',
    ],
    [
      'lot: 0.00001',
      'lot: 0.00001, inverse: true',
      '8:99: instruments.BTC-SPOT.inverse is true, but spot is never inverse — remove it',
    ],
    [
      ', expiry: 2026-12-25T08:00Z',
      '',
      '10:12: instruments.BTC-DEC has no expiry — ' +
        'write expiry: a date, such as 2026-12-25T08:00Z, or a time from the start, such as 7d',
    ],
    [
      'expiry: 2026-12-25T08:00Z',
      'expiry: 2025-12-25T08:00Z',
      '10:95: instruments.BTC-DEC.expiry is over before the market starts — write a later date',
    ],
    ['type: call, ', '', '11:13: instruments.BTC-CALL has no type — write type: one of call, put'],
    [
      'strike: 66000, ',
      '',
      '11:13: instruments.BTC-CALL has no strike — write strike: a price, such as 60000',
    ],
  ])('%s → %s', (from, to, error) => {
    expect(refusals(edited(from, to))).toEqual([error]);
  });

  it('is quoted in what the reporting currency is known in', () => {
    const text = edited('quote: USD, tick: 0.5, lot: 0.01', 'quote: EUR, tick: 0.5, lot: 0.01');
    expect(refusals(text)).toEqual([
      '10:60: instruments.BTC-DEC.quote is EUR, and nothing tells what one EUR is worth in USD — ' +
        'list instruments quoted in USD, or report in EUR',
    ]);
  });

  it('does not have the keys of another kind', () => {
    const text = edited('tick: 0.1, lot: 0.001', 'tick: 0.1, lot: 0.001, strike: 5');
    expect(refusals(text)).toEqual([
      '7:88: instruments.BTC-PERP.strike is not known — ' +
        'known here: kind, base, quote, inverse, contract, venue, tick, lot, symbol',
    ]);
  });

  it('tells everything that an option lacks', () => {
    expect(refusals(edited('type: call, strike: 66000, expiry: 30d, ', ''))).toHaveLength(3);
  });

  it('needs a hedge that says at which vol its options are valued', () => {
    const text = edited('expiry: 30d, venue: paper, base: BTC', 'expiry: 30d, venue: paper, base: SOL');
    expect(refusals(text)).toEqual([
      '11:13: instruments.BTC-CALL is an option on SOL, and no hedge says at which vol it is valued — ' +
        'write hedge: { SOL: { …, markVol: 55% } }',
    ]);
  });

  it('is listed once', () => {
    expect(refusals(edited('BTC-DEC: { kind', 'BTC-PERP: { kind'))).toEqual([
      '10:3: instruments.BTC-PERP is there twice, first on line 7 — remove or rename one of them',
    ]);
  });

  it('has a name that the command line can say', () => {
    expect(refusals(edited('BTC-DEC: { kind', 'BTC DEC=1: { kind'))).toEqual([
      '10:14: instruments.BTC DEC=1 is no name — ' +
        'name it with letters, digits and - _ . : / only, such as BTC-PERP',
    ]);
  });

  it('is one error, and using it is no second', () => {
    expect(
      refusals(
        edited(
          'kind: perp, venue: paper, base: BTC, quote: USDT',
          'kind: perp, venue: paper, base: BTC, quote: USDT, base: x',
        ),
      ),
    ).toHaveLength(2);
  });
});
