import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { VenueMargin } from '../domain/margin.ts';
import { encode } from '../record/canonical.ts';
import { later, MINUTE, SECOND } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { CONFIG, hash, recovered, restarted, T0, trading } from './engine-fixture.ts';
import { replay } from './replay.ts';
import { venueMargin } from './venue-margin.ts';

const USD: VenueMargin = { equity: 1_000, initial: 200, maintenance: 100 };
const TIERS = { PERP: [{ fromNotional: 0, initial: 0.1, maintenance: 0.05 }] };

describe('what a venue says of margin', () => {
  it('is not there where no venue has said anything', () => {
    const rig = trading();
    expect(rig.state()).not.toHaveProperty('venueMargin');
    expect(venueMargin(rig.state(), 'v', 'USD', rig.now, MINUTE)).toEqual({ kind: 'absent' });
  });

  it('is kept as the last report told it', () => {
    const rig = trading();
    rig.report({ margin: { USD }, adl: { PERP: 3 } });
    expect(rig.state().venueMargin).toEqual({ v: { at: T0, margin: { USD }, adl: { PERP: 3 } } });
    rig.pass(SECOND);
    const BTC = { equity: 1, initial: 0, maintenance: 0 };
    rig.report({ margin: { BTC } });
    // What is not told any more is not known any more.
    expect(rig.state().venueMargin).toEqual({ v: { at: later(T0, SECOND), margin: { BTC } } });
    rig.report({ venue: 'w', margin: { USD } });
    expect(Object.keys(rig.state().venueMargin ?? {})).toEqual(['v', 'w']);
  });

  it('stays, with its time, when a report says nothing of it or is older', () => {
    const rig = trading();
    rig.pass(SECOND);
    rig.report({ margin: { USD } });
    const kept = rig.state().venueMargin;
    const other = { USD: { ...USD, equity: 5 } };
    rig.report({ margin: other, at: T0 });
    rig.report({ margin: other });
    rig.pass(MINUTE);
    rig.report();
    rig.report({ adl: { PERP: 4 } });
    expect(rig.state().venueMargin).toBe(kept);
    expect(kept).toEqual({ v: { at: later(T0, SECOND), margin: { USD } } });
  });

  it('is taken from a report that is older than the book, as it says when it was', () => {
    const rig = trading();
    rig.pass(SECOND);
    rig.tell({ kind: 'gas', id: 'g', venue: 'v', amount: 0n as never, currency: 'USD' });
    rig.report({ margin: { USD }, at: millis(T0 + 1) });
    expect(rig.state().venueMargin?.v?.at).toBe(T0 + 1);
  });

  it('has the brackets that were told with the first report, in all that follow', () => {
    const rig = trading();
    rig.report({ margin: { USD }, tiers: TIERS });
    rig.pass(SECOND);
    rig.report({ margin: { USD } });
    expect(rig.state().venueMargin?.v).toEqual({ at: later(T0, SECOND), margin: { USD }, tiers: TIERS });
  });

  it('is known again after a crash and a restart, and replays to the same', () => {
    const rig = trading(CONFIG, 3);
    for (let i = 0; i < 5; i += 1) {
      rig.pass(SECOND);
      rig.report({ margin: { USD: { ...USD, equity: 1_000 - i / 3 } }, adl: { PERP: i % 5 }, tiers: TIERS });
    }
    const { venueMargin: told } = rig.state();
    expect(told?.v?.margin.USD?.equity).toBe(1_000 - 4 / 3);
    expect(recovered(rig).state().venueMargin).toEqual(told);
    expect(restarted(rig).state().venueMargin).toEqual(told);
    const replayed = replay(rig.lines, hash, ENGINE);
    expect(replayed.difference).toBeNull();
    expect(encode(replayed.state)).toBe(encode(rig.state()));
  });
});

describe('venueMargin', () => {
  const state = { venueMargin: { v: { at: T0, margin: { USD } } } };

  it('is fresh until it is older than allowed, and then stale', () => {
    const fresh = { kind: 'fresh', at: T0, margin: USD };
    expect(venueMargin(state, 'v', 'USD', T0, MINUTE)).toEqual(fresh);
    expect(venueMargin(state, 'v', 'USD', later(T0, MINUTE), MINUTE)).toEqual(fresh);
    expect(venueMargin(state, 'v', 'USD', later(T0, MINUTE + 1), MINUTE)).toEqual({
      ...fresh,
      kind: 'stale',
    });
  });

  it('is absent for what was not told', () => {
    expect(venueMargin(state, 'v', 'BTC', T0, MINUTE)).toEqual({ kind: 'absent' });
    expect(venueMargin(state, 'w', 'USD', T0, MINUTE)).toEqual({ kind: 'absent' });
  });
});
