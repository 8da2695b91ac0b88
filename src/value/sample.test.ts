import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookOf, books, CALL, INSTRUMENTS, NOW, PERP, PUT } from '../../test/support/books.ts';
import { holding, listOf, optionBooks } from '../../test/support/option-books.ts';
import type { Profile } from '../domain/config.ts';
import type { Instruments } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { type MarkRules, marksOf } from './marks.ts';
import { sampleOf } from './sample.ts';

const BTC: Profile = {
  ...{ underlying: 'BTC', index: 'SPOT', hedge: 'PERP', targetDelta: 0, rate: 0.03, hedgeVol: 'mark' },
  ...{ policy: { kind: 'fixed-band', halfWidth: 1 }, markVol: { kind: 'market' } },
};
const ETH: Profile = { ...BTC, underlying: 'ETH', index: 'ETH-PERP' };

const fresh = { at: NOW, quality: 'fresh' } as const;
const quote = { bid: 59_999, ask: 60_001, bidSize: 0, askSize: 0, ...fresh };

/** A market of which some things are not told, and rules under which some underlyings have no profile. */
const told = fc.record({
  ...{
    quotes: fc.subarray(['SPOT', 'PERP', 'COIN', 'DATED', 'ETH-PERP']),
    vols: fc.subarray(['BTC', 'ETH']),
  },
  ...{
    rates: fc.subarray(['USDT']),
    profiles: fc.subarray([BTC, ETH]),
    unlisted: fc.subarray(['CALL', 'PERP']),
  },
});
type Told = typeof told extends fc.Arbitrary<infer T> ? T : never;

function snapshotOf({ quotes, vols, rates }: Told): MarketSnapshot {
  return {
    ...{ at: NOW, depth: {}, funding: {} },
    quotes: Object.fromEntries(quotes.map((id) => [id, quote])),
    vols: Object.fromEntries(vols.map((base) => [base, { vol: 0.6, ...fresh }])),
    rates: Object.fromEntries(rates.map((currency) => [currency, { rate: 0.99, ...fresh }])),
  };
}

function rulesOf({ profiles, unlisted }: Told, list: Instruments): MarkRules {
  const instruments = Object.fromEntries(Object.entries(list).filter(([id]) => !unlisted.includes(id)));
  return { profiles, instruments: { ...instruments }, reporting: 'USD' };
}

describe('sampleOf', () => {
  it('has the marks of the book, or lacks what the book lacks first', () => {
    fc.assert(
      fc.property(books, told, (book, market) => {
        const rules = rulesOf(market, INSTRUMENTS);
        const snapshot = snapshotOf(market);
        const sample = sampleOf(book, rules.instruments);
        expect(marksOf(sample, snapshot, rules)).toEqual(marksOf(book, snapshot, rules));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps one option of each quote, and all that is quoted', () => {
    fc.assert(
      fc.property(optionBooks, (held) => {
        const list = listOf(held);
        const book = holding(held);
        const kept = Object.keys(sampleOf(book, list).positions).map(
          (id) => `${list[id]?.kind} ${list[id]?.quote}`,
        );
        const all = Object.keys(book.positions).map((id) => `${list[id]?.kind} ${list[id]?.quote}`);
        expect(kept).toEqual([...new Set(all)]);
      }),
    );
    const book = bookOf([
      [CALL, 1, 3_000],
      [PUT, 1, 0.05],
      [PERP, 1, 60_000],
    ]);
    expect(sampleOf(book, INSTRUMENTS)).toEqual(book);
  });
});
