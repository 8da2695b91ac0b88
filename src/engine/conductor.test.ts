import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots, millis } from '../units/units.ts';
import { createConductor } from './conductor.ts';
import {
  CONFIG,
  closed,
  configured,
  filled,
  hash,
  hedged,
  lastDecision,
  onlyOrder,
  restarted,
  started,
  T0,
  trading,
} from './engine-fixture.ts';

function kindsOf(rig: ReturnType<typeof started>): readonly string[] {
  return rig.appended.map(({ body }) => body.kind);
}

describe('a conductor', () => {
  it('has no state before it is configured', () => {
    const none = {
      state: null,
      head: '',
      hash,
      engine: ENGINE,
      append: () => undefined,
      checkpointEvery: 10,
    };
    expect(() => createConductor(none).state).toThrow('has not been configured');
  });

  it('appends each line before it answers, chained to the one before', () => {
    const rig = trading();
    const lines = rig.lines.map(
      (line) => JSON.parse(line) as { seq: number; previous: string; hash: string },
    );
    expect(lines.map(({ seq }) => seq)).toEqual([0, 1, 2]);
    expect(lines.map(({ previous }) => previous)).toEqual([
      '',
      ...lines.slice(0, 2).map((line) => line.hash),
    ]);
    expect(rig.conductor.head).toBe(lines.at(-1)?.hash);
    expect(rig.appended.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('names the entry that an order’s event goes back to as its cause', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    const decision = rig.appended.find(({ body }) => body.kind === 'decisionDue');
    rig.tell(filled(order, 900));
    const { cause } = JSON.parse(rig.lines.at(-1) ?? '') as { cause: number };
    expect(cause).toBe(decision?.seq);
  });

  it('costs a tick nothing while nothing is due', () => {
    const rig = hedged();
    const before = rig.lines.length;
    for (let i = 0; i < 100; i += 1) {
      rig.quote('SPOT', 60_000 + (i % 7));
      rig.pass(1);
    }
    expect(rig.lines).toHaveLength(before);
  });

  it('raises a decision when a tick takes the estimate out of the band', () => {
    // A short call makes the delta fall as the price rises.
    const positions = [{ instrument: 'CALL', lots: lots(-100), averageEntry: 1_700 }];
    const rig = trading({ ...CONFIG, opening: { ...CONFIG.opening, positions } });
    const order = onlyOrder(rig);
    rig.tell(filled(order, order.lots));
    rig.tell(closed(order, 'filled', order.lots));
    rig.quote('SPOT', 59_990);
    rig.pass(SECOND);
    expect(rig.outcomes('decisionDue')).toHaveLength(1);
    rig.quote('SPOT', 63_000);
    rig.pass(SECOND);
    expect(rig.appended.at(-1)?.body).toMatchObject({ kind: 'decisionDue', why: 'band' });
    expect(onlyOrder(rig).lots).toBeGreaterThan(100);
  });

  it('keeps time from going back, whatever the clock does', () => {
    const rig = hedged();
    const { at } = rig.state();
    rig.now = millis(T0 - 5 * MINUTE);
    rig.operate('resume');
    rig.pass(0);
    expect(rig.state().at).toBe(at);
    expect(lastDecision(rig)?.because).toMatchObject({ at });
  });

  it('writes a checkpoint every so many entries, and goes on counting from there', () => {
    const rig = trading(CONFIG, 3);
    expect(kindsOf(rig)).toEqual(['configured', 'account', 'decisionDue', 'checkpoint']);
    for (let i = 0; i < 3; i += 1) rig.operate('resume');
    rig.pass(0);
    expect(kindsOf(rig).slice(4)).toEqual([
      ...['operator', 'operator', 'operator', 'decisionDue', 'checkpoint'],
    ]);
  });

  it('turns bars that are believed into an entry, and no others', () => {
    const rig = hedged();
    const before = rig.lines.length;
    rig.bar(60_000);
    expect(rig.lines).toHaveLength(before + 1);
    rig.bar(60_000);
    rig.bar(Number.NaN);
    rig.quote('SPOT', -1);
    expect(rig.lines).toHaveLength(before + 1);
  });

  it('throws when timers never come to rest', () => {
    const restless = { ...CONFIG, execution: { ...CONFIG.execution, ackWithinMs: 0 } };
    expect(() => started(restless).pass(0)).toThrow(`timers at ${T0} never come to rest`);
  });

  it('leaves the state as it was when an entry cannot be written', () => {
    let isFull = false;
    const conductor = createConductor({
      ...{ state: null, head: '', hash, engine: ENGINE, checkpointEvery: 10 },
      append: () => {
        if (isFull) throw new Error('disk full');
      },
    });
    conductor.configure(configured(), T0);
    isFull = true;
    const { state, head } = conductor;
    expect(() => conductor.operate('kill', T0)).toThrow('disk full');
    expect([conductor.state, conductor.head]).toEqual([state, head]);
  });

  it('believes no price after a restart that the last marks speak against', () => {
    const before = hedged();
    before.pass(SECOND);
    const rig = restarted(before);
    expect(rig.conductor.market.quotes.get('SPOT')?.doubted).not.toBeNull();
    rig.now = millis(rig.now + SECOND);
    rig.quote('SPOT', 90_000);
    expect(rig.conductor.market.quotes.get('SPOT')?.bid).toBe(60_000);
    rig.now = millis(rig.now + SECOND);
    rig.quote('SPOT', 60_100);
    expect(rig.conductor.market.quotes.get('SPOT')).toMatchObject({ bid: 60_093.99, doubted: null });
  });
});
