import { describe, expect, it } from 'vitest';
import type { HedgeDecision } from '../decide/decide.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { EntryBody } from '../domain/entry.ts';
import type { AccountEvent } from '../domain/order.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState, Outcome } from '../engine/state.ts';
import { HOUR } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import { PERP, PROFILE, START } from './lab-fixture.ts';
import { createTally } from './tally.ts';

const SNAPSHOT = { at: START, quotes: {}, depth: {}, funding: {}, vols: {}, rates: {} };
const BAR: EntryBody = { kind: 'bar', intervalMs: HOUR, bars: [], snapshot: SNAPSHOT };
const DUE: EntryBody = { kind: 'decisionDue', why: 'band', snapshot: SNAPSHOT };

function appended(body: EntryBody, outcome: Outcome = {}): Appended {
  return { seq: 0, at: START, body, outcome };
}

function account(event: AccountEvent): Appended {
  return appended({ kind: 'account', event });
}

/** A state as far as a tally looks at it: where the delta is. */
function stateAt(delta: number): EngineState {
  const watched = { BTC: { anchor: { price: 20_000, delta, gamma: 0 } } };
  const known = { profiles: { BTC: PROFILE }, instruments: { [PERP.id]: PERP } };
  return { ...known, decisions: { watched } } as unknown as EngineState;
}

/** A decision whose band is ± 0.05. */
function held(): HedgeDecision {
  const because = { reason: 'inside band', lower: -0.05, upper: 0.05 };
  return { kind: 'hold', underlying: 'BTC', because } as unknown as HedgeDecision;
}

function fill(order: string, id: string): Appended {
  const trade = { lots: lots(1), price: 1, fee: atoms(0n), feeCurrency: 'USDT' };
  return account({ kind: 'fill', order, instrument: PERP.id, fill: id, ...trade });
}

function alarmOf(text: string): Alarm {
  return { key: 'test', severity: 'warning', text };
}

describe('createTally', () => {
  it('counts entries by kind', () => {
    const tally = createTally();
    for (const body of [BAR, BAR, DUE]) tally.take(appended(body), stateAt(0));
    expect(tally.events).toEqual({ bar: 2, decisionDue: 1 });
  });

  it('counts orders sent, their fills, how they ended, and hedges once each', () => {
    const tally = createTally();
    const commands = [{}, {}] as unknown as NonNullable<Outcome['commands']>;
    tally.take(appended(DUE, { commands }), stateAt(0));
    tally.take(fill('a', '1'), stateAt(0));
    tally.take(fill('a', '2'), stateAt(0));
    tally.take(account({ kind: 'closed', order: 'a', reason: 'filled', filled: lots(2) }), stateAt(0));
    tally.take(account({ kind: 'closed', order: 'b', reason: 'expired', filled: lots(0) }), stateAt(0));
    expect(tally.orders).toEqual({ sent: 2, fills: 2, ended: { filled: 1, expired: 1 } });
    expect(tally.hedges()).toBe(1);
  });

  it('counts queries by timers as no orders', () => {
    const tally = createTally();
    const commands = [{}] as unknown as NonNullable<Outcome['commands']>;
    tally.take(appended({ kind: 'timer' }, { commands }), stateAt(0));
    expect(tally.orders.sent).toBe(0);
  });

  it('measures the bars that close outside the band of the last decision, but for one lot', () => {
    const tally = createTally();
    tally.take(appended(BAR), stateAt(9));
    expect(tally.outsideBand()).toBeNull();
    tally.take(appended(DUE, { decisions: [held()] }), stateAt(0));
    for (const delta of [0, 0.05, 0.0505, 0.06]) tally.take(appended(BAR), stateAt(delta));
    expect(tally.outsideBand()).toBe(0.25);
    for (const delta of [-0.0505, -0.052, -1, 0]) tally.take(appended(BAR), stateAt(delta));
    expect(tally.outsideBand()).toBe(3 / 8);
  });

  it('counts decisions that limits or doubts stood in the way of', () => {
    const tally = createTally();
    const refused = { kind: 'refused' } as unknown as NonNullable<Outcome['refused']>;
    tally.take(appended(DUE, { refused }), stateAt(0));
    const because = { kind: 'stale', what: 'old' } as const;
    tally.take(appended(DUE, { decisions: [{ kind: 'hold', underlying: 'BTC', because }] }), stateAt(0));
    expect([tally.refused, tally.held]).toEqual([1, { stale: 1 }]);
  });

  it('names the first alarms and counts all', () => {
    const tally = createTally();
    for (let i = 0; i < 8; i += 1)
      tally.take(appended(DUE, { alarms: [`a${i}`, `b${i}`].map(alarmOf) }), stateAt(0));
    expect([tally.alarms.count, tally.alarms.first.length]).toEqual([16, 10]);
    expect(tally.alarms.first[1]).toEqual({ at: START, text: 'b0' });
  });
});
