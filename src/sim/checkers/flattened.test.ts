import { describe, expect, it } from 'vitest';
import type { EntryBody, JournalEntry } from '../../domain/entry.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { HOUR, later, SECOND } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import { filled, fillOf, orderOf, plainScenario } from '../sim-fixture.ts';
import { createTruth } from '../truth.ts';
import { createFlattened } from './flattened.ts';
import type { Witness } from './witness.ts';

const scenario = plainScenario();
const { start, engine } = scenario;
const order = orderOf(start);
const FLAT: Outcome = { closing: { open: [], left: [], mode: 'flat' } };

/** A checker, and a journal that is written a second at a time. */
function flattened() {
  const truth = createTruth(scenario);
  const entries: JournalEntry[] = [];
  const now = { at: start as Millis };
  const witness = {
    ...{ scenario, truth, entries, config: engine },
    get now() {
      return now.at;
    },
    get clock() {
      return now.at;
    },
    get state() {
      const standing = { mode: 'flattening' };
      return { seq: entries.length - 1, standing, decisions: { stopped: false } };
    },
  } as unknown as Witness;
  const checker = createFlattened(witness);
  const write = (body: EntryBody, outcome: Outcome = {}) => {
    now.at = later(now.at, SECOND);
    const written = { seq: entries.length, at: now.at, cause: null, body, outcome, previous: '', hash: '' };
    entries.push(written);
    return checker.flushed?.([written]) ?? null;
  };
  const report = (held: number, ms = SECOND): AccountEvent => {
    const positions = held === 0 ? {} : { 'BTC-PERP': lots(held) };
    return { kind: 'report', venue: 'alpha', at: later(now.at, ms), orders: [], positions, cash: {} };
  };
  write({ kind: 'operator', action: 'flatten' });
  return { truth, now, write, report, ticked: () => checker.ticked?.() ?? null };
}

describe('a flat that is claimed', () => {
  const claim = ({ write }: ReturnType<typeof flattened>) => write({ kind: 'timer' }, FLAT);

  it('is well when the venue has said so since the last trade', () => {
    const world = flattened();
    world.write({ kind: 'account', event: filled(order, fillOf(order, 4, 60_000)) });
    world.write({ kind: 'account', event: world.report(0) });
    expect(claim(world)).toBeNull();
  });

  it('is wrong without a report, with one from before the last trade, or with one that holds something', () => {
    expect(claim(flattened())).toMatch(/has not said so/);
    const early = flattened();
    early.write({ kind: 'account', event: early.report(0) });
    early.write({ kind: 'account', event: filled(order, fillOf(order, 4, 60_000)) });
    expect(claim(early)).toMatch(/has not said so/);
    const held = flattened();
    held.write({ kind: 'account', event: held.report(3) });
    expect(claim(held)).toMatch(/says that it holds BTC-PERP/);
  });

  it('stays one whatever is told, and begins anew where it is taken back', () => {
    const world = flattened();
    world.write({ kind: 'account', event: world.report(0) });
    expect(claim(world)).toBeNull();
    world.write({ kind: 'account', event: filled(order, fillOf(order, 4, 60_000)) });
    expect(claim(world)).toBeNull();
    world.write({ kind: 'timer' }, { closing: { open: [], left: [], mode: 'flattening' } });
    expect(claim(world)).toMatch(/has not said so/);
  });

  it('is wrong while an order may still fill, whatever was reported', () => {
    const world = flattened();
    world.write({ kind: 'account', event: world.report(0) });
    world.truth.send(order);
    expect(claim(world)).toMatch(/and order ek-1-1-0 is sent$/);
  });
});

describe('a flatten that does not succeed', () => {
  it('is well when somebody was told, and wrong when nobody was', () => {
    const silent = flattened();
    expect(silent.ticked()).toBeNull();
    silent.now.at = later(start, HOUR);
    expect(silent.ticked()).toMatch(/nobody was told$/);
    const told = flattened();
    told.write(
      { kind: 'timer' },
      { alarms: [{ key: 'flatten', severity: 'critical', text: 'no', state: 'x' }] },
    );
    told.now.at = later(start, HOUR);
    expect(told.ticked()).toBeNull();
  });
});
