import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { anyLive } from '../engine/exposure.ts';
import { replay } from '../engine/replay.ts';
import type { Journal } from '../ports/journal.ts';
import { totalOf } from '../record/attribution.ts';
import { encode } from '../record/canonical.ts';
import { HOUR } from '../units/time.ts';
import { sha256 } from './hash.ts';
import { hedgeDemo } from './shell-fixture.ts';

describe('a session', () => {
  it('hedges, ends with nothing resting, and leaves a journal that replays', async () => {
    const journal = createMemoryJournal();
    const { started, tally } = await hedgeDemo(journal, 3 * HOUR);
    const { state, head } = started.conductor;
    expect(tally.hedges).toBeGreaterThan(0);
    expect(anyLive(state)).toBe(false);
    const replayed = replay(journal.read(), sha256, ENGINE);
    expect(replayed.difference).toBeNull();
    expect(replayed.head).toBe(head);
    expect(encode(replayed.state)).toBe(encode(state));
  });

  it('explains all of its P&L', async () => {
    const { started } = await hedgeDemo(createMemoryJournal(), 2 * HOUR);
    const { equity, openingEquity, attribution, turnover } = started.conductor.state.ledger;
    const pnl = (equity ?? Number.NaN) - (openingEquity ?? Number.NaN);
    expect(Math.abs(totalOf(attribution) - pnl)).toBeLessThanOrEqual(1e-9 * turnover);
  });

  it('agrees with its venue to the atom', async () => {
    const { started } = await hedgeDemo(createMemoryJournal(), 2 * HOUR);
    const { book } = started.conductor.state;
    for (const venue of started.venues) {
      const truth = venue.truth();
      expect(book.cash[venue.id]).toEqual(truth.cash);
      for (const [id, { lots }] of Object.entries(book.positions)) expect(truth.positions[id]).toBe(lots);
    }
  });

  it('sends nothing whose entry is not on disk', async () => {
    const inner = createMemoryJournal();
    let flushed = 0;
    const journal: Journal = {
      get length() {
        return inner.length;
      },
      recovered: [],
      append: (line) => inner.append(line),
      flushed: async () => {
        await inner.flushed();
        flushed = inner.length;
      },
      read: (from) => inner.read(from),
      close: () => inner.close(),
    };
    const { started, tally } = await hedgeDemo(journal, HOUR);
    // Every order was released by an entry that had been flushed before the session ended; that it was flushed
    // before the order was sent is what the simulation's crashes check.
    expect(tally.hedges).toBeGreaterThan(0);
    for (const order of Object.values(started.conductor.state.orders)) {
      expect(order.decision).toBeLessThan(flushed);
    }
  });

  it('goes on from its own end: same book, same journal id, later time', async () => {
    const journal = createMemoryJournal();
    const first = await hedgeDemo(journal, HOUR);
    const before = first.started.conductor.state;
    const second = await hedgeDemo(journal, HOUR);
    expect(second.started.resumedFrom).toBe(before.seq + 1);
    expect(second.started.conductor.state.journal).toBe(before.journal);
    expect(second.started.conductor.state.at).toBeGreaterThan(before.at);
    const alarms = second.tally.alarms.filter(({ text }) => text.startsWith('adopted'));
    expect(alarms).toEqual([]);
    expect(replay(journal.read(), sha256, ENGINE).difference).toBeNull();
  });
});
