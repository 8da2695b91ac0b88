import { describe, expect, it } from 'vitest';
import { always, only, type Script, stage } from './stage.ts';

/** The venue trades and says nothing: not of the order, not of its fills. */
const MUTE: Script = { lostAck: always, lostFill: always, lostClosed: always };

/** Lots of the perp that bring a long coin of spot to the edge of its band. */
const HEDGED = -950;

describe('pain 1: the hedge runs away because its position is not seen', () => {
  it('is sent once, however long the venue tells nothing of it', () => {
    const { play, held, orders, rest } = stage({ script: { ...MUTE, lostReport: (n) => n > 1 && n < 12 } });
    play(60);
    expect([orders().length, held()]).toEqual([1, HEDGED]);
    rest();
    expect([orders().length, held()]).toEqual([1, HEDGED]);
  });

  it('is sent once where every message comes twice, both ways', () => {
    const { play, held, orders, rest } = stage({
      script: { repeatedRequest: always, repeatedEvent: always },
    });
    play(80);
    rest();
    expect([orders().length, held()]).toEqual([1, HEDGED]);
  });
});

describe('pain 3: a restart loses or repeats what was under way', () => {
  it.each(Array.from({ length: 14 }, (_, i) => i + 1))(
    'dies at its opportunity %i and is whole again',
    (time) => {
      const { play, held, rest, world } = stage({ script: { crash: only(time) } });
      play(50);
      rest();
      expect([world.crashes, held()]).toEqual([1, HEDGED]);
    },
  );

  it('dies again and again, with a mute venue and an older checkpoint', () => {
    const { play, held, rest, world } = stage({
      script: { ...MUTE, crash: (n) => n % 9 === 0, oldSnapshot: always, journalFailure: only(4, 9) },
    });
    play(200);
    rest();
    expect(world.crashes).toBeGreaterThan(5);
    expect(held()).toBe(HEDGED);
  });
});

describe('pain 5: a part that fills is booked as the whole', () => {
  it('is booked as far as it went, and the rest is sent after it', () => {
    const plain = stage();
    const quotes = plain.world.witness.scenario.assets[0]?.quotes ?? [];
    const thin = quotes.map((quote) => ({ ...quote, ladder: true, size: 0.05 }));
    const { play, held, orders, rest } = stage({ asset: { quotes: thin }, engine: {} });
    play(10);
    const [first] = orders();
    expect(Math.abs(first?.filled ?? 0)).toBeGreaterThan(0);
    expect(Math.abs(first?.filled ?? 0)).toBeLessThan(1_000);
    rest();
    expect(Math.abs(held() - HEDGED)).toBeLessThanOrEqual(51);
    expect(orders().reduce((sum, { filled }) => sum + filled, 0)).toBe(held());
  });

  it('is booked once where its fill is told twice, late, and again in a report', () => {
    const { play, held, rest } = stage({
      script: { repeatedEvent: always, lateEvent: always, lostClosed: always },
    });
    play(120);
    rest();
    expect(held()).toBe(HEDGED);
  });
});

describe('pain 7: the account is set up in a way that refuses our orders', () => {
  // Modes, leverage and keys are examined by `evenkeel check`, and by each adapter: see test/conformance.
  it('is told of, and tried again only now and then', () => {
    const { play, orders, alarms, rest, held } = stage({ script: { rateLimit: (n) => n < 200 } });
    play(150);
    expect(held()).toBe(0);
    expect(orders().length).toBeGreaterThan(2);
    expect(orders().length).toBeLessThanOrEqual(12);
    // Once, until one is taken.
    expect(alarms().filter((alarm) => alarm.includes('rejected')).length).toBe(1);
    rest();
    expect(held()).toBe(HEDGED);
  });
});
