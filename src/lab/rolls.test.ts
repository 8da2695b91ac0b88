import { describe, expect, it } from 'vitest';
import type { EntryBody } from '../domain/entry.ts';
import type { Option } from '../domain/instrument.ts';
import type { EngineState } from '../engine/state.ts';
import { NO_ATTRIBUTION } from '../record/attribution.ts';
import { DAY, later } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import { PERP, START } from './lab-fixture.ts';
import { createRollBook, type RollBook } from './rolls.ts';

const { kind: _perp, ...contract } = PERP;
const CALL: Option = {
  ...contract,
  ...{ kind: 'option', id: 'C', type: 'call', strike: 20_000, expiry: later(START, DAY), inverse: false },
};
const PUT: Option = { ...CALL, id: 'P', type: 'put' };
const SNAPSHOT = { at: START, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };

interface Ledger {
  readonly index?: number;
  readonly fees?: number;
  readonly slippage?: number;
}

/** A state as far as a roll book looks at it; without an index, one that has not been valued yet. */
function stateOf({ index, fees = 0, slippage = 0 }: Ledger): EngineState {
  const marks = index === undefined ? null : { index: { BTC: index }, rates: { USDT: 1 } };
  return { ledger: { marks, attribution: { ...NO_ATTRIBUTION, fees, slippage } } } as unknown as EngineState;
}

/** Plays entries at whole days after the start. */
function player(book: RollBook) {
  const take = (day: number, body: EntryBody, ledger: Ledger, equity?: number, delta = 0): void => {
    const explained = { ...NO_ATTRIBUTION, delta };
    const outcome = equity === undefined ? {} : { equity, explained };
    book.take({ seq: 0, at: later(START, day * DAY), body, outcome }, stateOf(ledger));
  };
  return {
    bar: (day: number, equity: number, delta: number, ledger: Ledger = { index: 20_000 }) =>
      take(day, { kind: 'bar', intervalMs: DAY, bars: [], snapshot: SNAPSHOT }, ledger, equity, delta),
    decide: (day: number, equity: number, delta: number, ledger: Ledger = { index: 20_000 }) =>
      take(day, { kind: 'decisionDue', why: 'band', snapshot: SNAPSHOT }, ledger, equity, delta),
    deal: (
      day: number,
      option: Option,
      price: number,
      ledger: Ledger = { index: 20_000 },
      id = `programme-1:${option.id}`,
    ) => {
      const trade = { lots: lots(-500), price, fee: atoms(0n), feeCurrency: 'USDT' };
      take(day, { kind: 'account', event: { kind: 'deal', id, instrument: option, ...trade } }, ledger);
    },
    settle: (day: number, option: Option, price: number, ledger: Ledger = { index: 20_000 }) =>
      take(
        day,
        { kind: 'account', event: { kind: 'settled', id: 's', instrument: option.id, price } },
        ledger,
      ),
  };
}

describe('createRollBook', () => {
  it('follows a straddle from its deal to its settlement', () => {
    const book = createRollBook();
    const play = player(book);
    play.bar(0, 1_000, 0);
    play.deal(0, CALL, 300);
    play.deal(0, PUT, 320);
    expect([book.open, book.finished.length]).toEqual([1, 0]);
    play.bar(0.5, 1_040, 3, { index: 20_100, fees: -2 });
    play.bar(1, 1_050, -4, { index: 20_500, fees: -5, slippage: -1 });
    play.settle(1, CALL, 500, { index: 20_500, fees: -5, slippage: -1 });
    play.settle(1, PUT, 0, { index: 20_500, fees: -5, slippage: -1 });
    expect(book.finished).toEqual([
      {
        programme: 'programme-1',
        from: START,
        to: later(START, DAY),
        notional: 10_000,
        hedged: 50,
        // Half a straddle short: 310 received for what paid 250.
        unhedged: 60,
        hedgingError: 5,
        cost: 6,
      },
    ]);
    expect(book.open).toBe(0);
  });

  it('adds up what delta earned within a bar before squaring it', () => {
    const book = createRollBook();
    const play = player(book);
    play.bar(0, 1_000, 0);
    play.deal(0, CALL, 300);
    play.decide(0.5, 1_000, 2);
    play.bar(1, 1_000, 1);
    play.settle(1, CALL, 0);
    expect(book.finished[0]?.hedgingError).toBe(3);
  });

  it('values a deal that came before the first price as soon as there is one', () => {
    const book = createRollBook();
    const play = player(book);
    play.deal(0, CALL, 300, {});
    play.deal(0, PUT, 320, {});
    expect(book.open).toBe(0);
    play.decide(0, 1_000, 0);
    expect(book.open).toBe(1);
    play.bar(1, 1_010, 0);
    play.settle(1, CALL, 0);
    play.settle(1, PUT, 500);
    expect(book.finished[0]).toMatchObject({ from: START, notional: 10_000, hedged: 10, unhedged: 60 });
  });

  it('keeps programmes apart, and counts no other deals', () => {
    const book = createRollBook();
    const play = player(book);
    play.bar(0, 1_000, 0);
    play.deal(0, CALL, 300);
    play.deal(0, PUT, 320, { index: 20_000 }, 'programme-2:P');
    play.deal(0, { ...CALL, id: 'X' }, 1, { index: 20_000 }, 'by hand');
    expect(book.open).toBe(2);
    play.settle(1, PUT, 0);
    expect(book.finished.map(({ programme }) => programme)).toEqual(['programme-2']);
  });

  it('passes over settlements of what no programme dealt', () => {
    const book = createRollBook();
    player(book).settle(1, CALL, 0);
    expect(book.finished).toEqual([]);
  });
});
