import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { positionLots } from '../domain/book.ts';
import { ChainBroken } from '../record/chain.ts';
import { HOUR } from '../units/time.ts';
import { resumeMarket, resumeVenue } from './resume.ts';
import { demoConfig, hedgeDemo } from './shell-fixture.ts';
import { ForeignJournal, start } from './start.ts';

const nothing = (): undefined => undefined;

describe('start', () => {
  it('begins a new journal with the config, the code and the kernel', () => {
    const { config, market } = demoConfig();
    const journal = createMemoryJournal();
    const { conductor, resumedFrom } = start(config, market, journal, '1.2.3', KERNEL, nothing);
    expect(resumedFrom).toBe(0);
    expect(conductor.state.kernel).toBe(KERNEL.id);
    const [line = ''] = journal.read();
    expect(JSON.parse(line)).toMatchObject({
      seq: 0,
      body: { kind: 'configured', code: '1.2.3', kernel: KERNEL.id, starting: true },
    });
  });

  it('refuses the journal of another book', async () => {
    const journal = createMemoryJournal();
    await hedgeDemo(journal, HOUR);
    const { config, market } = demoConfig();
    const other = { ...config, engine: { ...config.engine, name: 'other' } };
    expect(() => start(other, market, journal, 'test', KERNEL, nothing)).toThrow(ForeignJournal);
  });

  it('refuses a journal of which a byte was changed since its last checkpoint', async () => {
    const journal = createMemoryJournal();
    await hedgeDemo(journal, HOUR);
    const lines = [...journal.read()];
    const last = lines.length - 1;
    const altered = createMemoryJournal();
    for (const [i, line] of lines.entries()) {
      altered.append(i === last ? line.replace('"at":1', '"at":2') : line);
    }
    const { config, market } = demoConfig();
    expect(() => start(config, market, altered, 'test', KERNEL, nothing)).toThrow(ChainBroken);
  });
});

describe('resuming a paper world', () => {
  it('opens the venue with the book, dealt options and all, and the market at its last prices', async () => {
    const { started } = await hedgeDemo(createMemoryJournal(), 2 * HOUR);
    const { state } = started.conductor;
    const { config, market } = demoConfig();
    const [venue] = config.paper;
    if (venue === undefined) throw new Error('the demo has no venue');
    const { opening, instruments } = resumeVenue(venue, state);
    expect(opening.cash).toEqual(state.book.cash[venue.venue]);
    expect(opening.positions).toHaveLength(Object.keys(state.book.positions).length);
    for (const { instrument, lots } of opening.positions)
      expect(lots).toBe(positionLots(state.book, instrument));
    expect(instruments.some(({ id }) => venue.instruments.every((listed) => listed.id !== id))).toBe(true);
    const resumed = resumeMarket(market, state);
    expect(resumed.start).toBe(state.at);
    for (const { underlying, price } of resumed.assets) {
      expect(price).toBe(state.ledger.marks?.index[underlying]);
    }
  });
});
