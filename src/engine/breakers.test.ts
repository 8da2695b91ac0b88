import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../domain/order.ts';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { levelOf } from './breakers.ts';
import {
  CONFIG,
  closed,
  configOf,
  filled,
  fillOf,
  hedged,
  lastDecision,
  PERP,
  type Rig,
  recovered,
  restarted,
  trading,
} from './engine-fixture.ts';

const GUARDED = configOf({}, { breakers: true });

function orders(rig: Rig): readonly OrderRequest[] {
  return rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
}

/** Prices of all, now. */
function quoteAll(rig: Rig, price: number): void {
  for (const id of ['SPOT', 'PERP', 'INVERSE']) rig.quote(id, price);
}

/** A minute at `price`, with its bar. */
function minute(rig: Rig, price: number): void {
  rig.pass(MINUTE);
  quoteAll(rig, price);
  rig.bar(price);
  rig.pass(0);
}

/** A rig that is hedged and has seen a few calm minutes. */
function calm(): Rig {
  const rig = hedged(GUARDED);
  for (let i = 0; i < 5; i += 1) minute(rig, 60_000);
  rig.take();
  return rig;
}

function alarms(rig: Rig): readonly string[] {
  return rig.appended.flatMap(({ outcome }) =>
    (outcome.alarms ?? []).map(({ key, text }) => `${key}: ${text}`),
  );
}

describe('circuit breakers in the engine', () => {
  it('are not there unless the config has them', () => {
    expect(trading().state()).not.toHaveProperty('watch');
    expect(levelOf(trading().state())).toBe('normal');
    expect(levelOf(calm().state())).toBe('normal');
  });

  it('let through only what reduces after a fall of ten percent, and say why, once', () => {
    const rig = calm();
    minute(rig, 53_900);
    expect(levelOf(rig.state())).toBe('reduceOnly');
    expect(alarms(rig).filter((text) => text.includes('priceCascade'))).toEqual([
      expect.stringMatching(/^breaker: reduceOnly: priceCascade of BTC: /),
    ]);
    // Coins that were sold: the hedge has to be bought back, which opens nothing.
    rig.tell({ ...deal('d1', -2_000) });
    rig.pass(SECOND);
    const [back] = orders(rig);
    expect(back).toMatchObject({ instrument: 'PERP', reduceOnly: true });
    // All that there was to reduce.
    expect(back?.lots).toBe(900);
  });

  it('let nothing be opened then, whatever is decided', () => {
    const rig = calm();
    minute(rig, 53_900);
    rig.tell({ ...deal('d1', 2_000) });
    rig.pass(SECOND);
    expect(orders(rig)).toEqual([]);
    expect(lastDecision(rig)).toMatchObject({ kind: 'halt', because: { reason: 'halted' } });
  });

  it('are as they were after a restart', () => {
    const rig = calm();
    minute(rig, 53_900);
    const { watch } = rig.state();
    expect(recovered(rig).state().watch).toEqual(watch);
    const again = restarted(rig, GUARDED);
    expect(levelOf(again.state())).toBe('reduceOnly');
  });

  it('go back a step at a time once it is calm, and a decision follows', () => {
    const rig = calm();
    minute(rig, 53_900);
    rig.tell({ ...deal('d1', 2_000) });
    rig.pass(SECOND);
    orders(rig);
    const levels: string[] = [];
    // The fall is seen for an hour, and an alarm of the price stands for another.
    for (let i = 0; i < 150; i += 1) {
      minute(rig, 53_900);
      levels.push(levelOf(rig.state()));
    }
    expect([...new Set(levels)]).toEqual(['reduceOnly', 'cautious', 'normal']);
    expect(orders(rig).some(({ lots: count }) => count < 0)).toBe(true);
  });

  it('stop after rejects in a row, and need an operator after twelve', () => {
    const rig = trading(GUARDED);
    for (let i = 0; i < 12; i += 1) {
      const [order] = orders(rig);
      if (order !== undefined) rig.tell(closed(order, 'rejected', 0));
      else rig.tell({ ...closed(anOrder(rig), 'rejected', 0) });
      quoteAll(rig, 60_000);
      rig.pass(MINUTE);
    }
    // A halt is confirmed over fifteen seconds.
    minute(rig, 60_000);
    expect(levelOf(rig.state())).toBe('halt');
    for (let i = 0; i < 100; i += 1) minute(rig, 60_000);
    expect(levelOf(rig.state())).toBe('halt');
    rig.operate('rearm');
    expect(levelOf(rig.state())).toBe('reduceOnly');
    expect(alarms(rig).at(-1)).toContain('reduceOnly: cooled down or re-armed');
  });

  it('learn what our own trades do to the price', () => {
    const rig = calm();
    expect(rig.state().watch?.trades).toEqual({});
    rig.tell({ ...deal('d1', 500) });
    rig.pass(SECOND);
    const [order] = orders(rig);
    if (order === undefined) throw new Error('nothing was ordered');
    expect(rig.state().watch?.trades).toEqual({ BTC: { price: 60_000, traded: 0 } });
    rig.tell(filled(order, Math.abs(order.lots)));
    expect(rig.state().watch?.trades).toEqual({
      BTC: { price: 60_000, traded: expect.closeTo(order.lots * PERP.lot, 12) },
    });
    minute(rig, 59_990);
    const gain = rig.state().watch?.breakers.watched.loopGain?.BTC;
    // The first hedge moved nothing, this one moved it by 10 against 0.5 coins: 5 over two intervals.
    expect(gain?.weight).toBeCloseTo(2, 1);
    expect(gain?.product).toBeCloseTo(2.5, 2);
    expect(rig.state().watch?.trades).toEqual({});
  });
});

/** Coins dealt elsewhere. */
function deal(id: string, count: number) {
  const { lots: _, fill: __, ...rest } = fillOf({ id, lots: lots(1) } as OrderRequest, 1);
  return { ...rest, kind: 'deal', id, lots: lots(count), instrument: spot() } as const;
}

function spot() {
  const found = CONFIG.instruments.find(({ id }) => id === 'SPOT');
  if (found === undefined) throw new Error('no spot');
  return found;
}

/** The last order, live or not. */
function anOrder(rig: Rig): OrderRequest {
  const last = Object.values(rig.state().orders).at(-1);
  if (last === undefined) throw new Error('no order');
  return last.request;
}
