import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../domain/entry.ts';
import type { AccountEvent } from '../../domain/order.ts';
import { createRandom } from '../../math/random.ts';
import { later } from '../../units/time.ts';
import { atoms, lots } from '../../units/units.ts';
import { createFeed } from '../feed.ts';
import { createMarket } from '../market.ts';
import { faultsOf, filled, fillOf, orderOf, plainScenario } from '../sim-fixture.ts';
import { createTally } from '../tally.ts';
import { createTruth } from '../truth.ts';
import { createBooked } from './booked.ts';
import type { Witness } from './witness.ts';

const scenario = plainScenario();
const { start, engine } = scenario;
const order = orderOf(start);
const ack = engine.execution.ackWithinMs;

/** A checker of what an engine books whose book is as told: cash and positions, by venue and instrument. */
function booked(isFaithful: boolean) {
  const truth = createTruth(scenario);
  truth.send(order);
  const entries: JournalEntry[] = [];
  const told = createTally(scenario);
  const book = { wrongBy: 0 };
  const witness = {
    ...{ scenario, truth, entries, now: start, config: engine },
    ...{
      market: createMarket(scenario, faultsOf(), createRandom(1)),
      feed: createFeed(faultsOf(), scenario.tickMs),
    },
    get state() {
      const positions = Object.fromEntries(
        [...told.instruments.keys()].map((id) => [
          id,
          { lots: told.position(id) + (id === 'BTC-PERP' ? book.wrongBy : 0) },
        ]),
      );
      const cash = { USDT: BigInt(Math.round(told.cash('alpha', 'USDT') * 1e8)) };
      return { seq: entries.length - 1, book: { positions, cash: { alpha: cash } } };
    },
  } as unknown as Witness;
  const checker = createBooked(witness, () => isFaithful);
  const write = (event: AccountEvent, ms: number, texts: readonly string[] = []) => {
    const body = { kind: 'account', event } as const;
    const entry = {
      seq: entries.length,
      at: later(start, ms),
      cause: null,
      body,
      outcome: { alarms: texts.map((text) => ({ key: 'adopted/alpha', severity: 'warning', text })) },
      previous: '',
      hash: '',
    };
    entries.push(entry);
    return checker.flushed?.([entry]) ?? null;
  };
  return { write, told, book, ticked: () => checker.ticked?.() ?? null };
}

function report(ms: number, more: bigint): AccountEvent {
  const tally = createTally(scenario);
  const ids = [...tally.instruments.keys()].filter((id) => tally.position(id) !== 0);
  const positions = Object.fromEntries(ids.map((id) => [id, lots(tally.position(id))]));
  const cash = { ...scenario.venues[0]?.opening.cash };
  return {
    ...{ kind: 'report', venue: 'alpha', at: later(start, ms), orders: [], positions },
    cash: { ...cash, USDT: atoms((cash.USDT ?? 0n) + more) },
  };
}

describe('what is booked', () => {
  it('is each fill once, told by itself or in a report', () => {
    const { write, told, book, ticked } = booked(true);
    const event = filled(order, fillOf(order, 4, 60_000));
    told.book('alpha', event);
    write(event, 1);
    write(event, 2);
    expect(ticked()).toBeNull();
    book.wrongBy = 4;
    expect(ticked()).toMatch(/lots of BTC-PERP, what was told sums to/);
  });

  it('is gas once, to the atom', () => {
    const { write, told, ticked } = booked(true);
    const gas = { kind: 'gas', id: 'g', venue: 'alpha', amount: atoms(3n), currency: 'USDT' } as const;
    write(gas, 1);
    expect(ticked()).toMatch(/USDT at alpha, what was told sums to/);
    told.book('alpha', gas);
    write(gas, 2);
    expect(ticked()).toBeNull();
  });

  it('is not adopted where nothing was lost', () => {
    const { write } = booked(true);
    write(report(0, 500_000_000n), 1);
    expect(write(report(ack, 500_000_000n), ack, ['adopted from alpha: 5'])).toMatch(
      /though nothing was lost$/,
    );
  });

  it('is adopted only when two reports have told the same, long enough apart', () => {
    const { write } = booked(false);
    expect(write(report(0, 500_000_000n), 1)).toBeNull();
    expect(write(report(ack, 500_000_000n), ack, ['adopted from alpha: 5'])).toBeNull();
    const hasty = booked(false);
    hasty.write(report(0, 500_000_000n), 1);
    expect(hasty.write(report(ack - 1, 500_000_000n), ack, ['adopted from alpha'])).toMatch(
      /at first sight$/,
    );
    const other = booked(false);
    other.write(report(0, 600_000_000n), 1);
    expect(other.write(report(ack, 500_000_000n), ack, ['adopted from alpha'])).toMatch(/at first sight$/);
  });

  it('is not adopted from a report that is older than the book', () => {
    const { write } = booked(false);
    write(report(0, 500_000_000n), 1);
    const paid = {
      kind: 'funding',
      id: 'f',
      instrument: 'BTC-PERP',
      amount: atoms(0n),
      currency: 'USDT',
    } as const;
    write(paid, 2 * ack);
    expect(write(report(ack, 500_000_000n), 3 * ack, ['adopted from alpha'])).toMatch(/older than the book$/);
  });
});
