import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundInteger } from '../../units/rounding.ts';
import { answerLegs, type LegAnswer, type LegPolicy } from './legs.ts';
import { Plan, type Planned } from './legs-fixture.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;

const legs = fc.record({
  asked: fc.integer({ min: 1, max: 40 }),
  share: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  perLot: fc.constantFrom(0.001, 0.01, 1, 2.5),
  isKnown: fc.boolean(),
});
const plans = fc
  .array(fc.record({ sign: fc.constantFrom(1, -1), legs: fc.array(legs, { minLength: 1, maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) =>
    parts.map((part, p) =>
      part.legs.map(({ asked, share, perLot, isKnown }, i): Planned => {
        const state = isKnown ? 'expired' : 'unknown';
        const filled = part.sign * Math.trunc(asked * share);
        return { name: `v${i}:${p}`, asked: part.sign * asked, filled, perLot, state };
      }),
    ),
  );
/** How much of each order after the first ones fills, and whether what became of it is known at once. */
const answers = fc.array(
  fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), isKnown: fc.boolean() }),
  { maxLength: 20 },
);

/** Does what is answered, as a venue would that fills a `share` of it. */
function obey(plan: Plan, found: LegAnswer, share: number, isKnown: boolean): void {
  const state = isKnown ? 'expired' : 'unknown';
  const filled = (asked: number): number => Math.trunc(asked * share) + 0;
  if (found.kind === 'wait')
    for (const id of found.orders) {
      const order = plan.orders[id];
      expect(order?.state).toBe('unknown');
      if (order !== undefined) plan.orders[id] = { ...order, state: 'expired' };
    }
  if (found.kind === 'unwind')
    for (const { part, instrument, lots } of found.reverse) {
      const at = plan.parts[part]?.legs.findIndex((each) => each.instrument === instrument) ?? -1;
      // The other way than what is held, and no more than that.
      const held = plan.held(part)[at] ?? 0;
      expect(Math.sign(lots)).toBe(-Math.sign(held));
      expect(Math.abs(lots)).toBeLessThanOrEqual(Math.abs(held));
      plan.send(part, instrument, lots, filled(lots), state);
    }
  if (found.kind === 'complete')
    for (const { part, units, without } of found.missing) {
      expect(without).not.toContain('elsewhere');
      const name = `elsewhere${Object.keys(plan.orders).length}:${part}` as const;
      const perLot = Math.min(...(plan.parts[part]?.legs ?? []).map((each) => each.perLot));
      plan.add(part, name, perLot);
      const asked = roundInteger(units / perLot, 'toward-zero');
      plan.send(part, name, asked, filled(asked), state);
    }
}

/** Follows the answers until there is nothing to do. */
function follow(
  plan: Plan,
  policy: LegPolicy,
  told: readonly { share: number; isKnown: boolean }[],
): LegAnswer {
  for (let i = 0; i < 1_000; i += 1) {
    const found = answerLegs(plan.parts, plan.orders, policy);
    const isDoubtful = Object.values(plan.orders).some(({ state }) => state === 'unknown');
    expect(found.kind === 'wait').toBe(isDoubtful);
    if (found.kind === 'settled' || found.kind === 'hold') return found;
    const { share, isKnown } = told[i] ?? { share: 1, isKnown: true };
    obey(plan, found, share, isKnown);
  }
  throw new Error('the answers came to no end');
}

function leastOf(plan: Plan, p: number, pick: (...lots: number[]) => number): number {
  return pick(...(plan.parts[p]?.legs ?? []).map(({ perLot }) => perLot));
}

describe('answers that are followed, however they fill', () => {
  it('complete every part to within a lot, or leave none of several', () => {
    fc.assert(
      fc.property(plans, answers, (planned, told) => {
        const plan = new Plan(planned);
        expect(follow(plan, 'complete', told)).toEqual({ kind: 'settled' });
        const had = plan.parts.map((_, p) => plan.had(p));
        if (planned.length > 1 && had.every((units) => units === 0)) return;
        for (const [p, { wanted }] of plan.parts.entries())
          expect(Math.abs(wanted - (had[p] ?? 0))).toBeLessThan(leastOf(plan, p, Math.min));
      }),
      { numRuns: 150 * TIMES },
    );
  });

  it('leave parts in proportion as near as lots come to it, and none of them alone', () => {
    fc.assert(
      fc.property(plans, answers, (planned, told) => {
        const plan = new Plan(planned);
        const before = plan.parts.map((_, p) => Math.abs(plan.had(p)));
        expect(follow(plan, 'unwind', told)).toEqual({ kind: 'settled' });
        const had = plan.parts.map((_, p) => Math.abs(plan.had(p)));
        const isHeld = plan.parts.map((_, p) => plan.held(p).some((count) => count !== 0));
        for (const [p, units] of had.entries()) expect(units).toBeLessThanOrEqual((before[p] ?? 0) + 1e-12);
        if (planned.length === 1) expect(had).toEqual(before);
        if (planned.length === 1 || isHeld.every((each) => !each)) return;
        expect(isHeld).not.toContain(false);
        const ends = plan.parts.map(({ wanted }, p) => {
          const half = leastOf(plan, p, Math.max) / 2;
          return [
            ((had[p] ?? 0) - half) / Math.abs(wanted),
            ((had[p] ?? 0) + half) / Math.abs(wanted),
          ] as const;
        });
        // A share of which every part is within half a lot.
        const [most, least] = [
          Math.max(...ends.map(([low]) => low)),
          Math.min(...ends.map(([, high]) => high)),
        ];
        expect(most).toBeLessThanOrEqual(least + 1e-9);
      }),
      { numRuns: 250 * TIMES },
    );
  });

  it('of several parts in lots of their own give back no more than was asked at first', () => {
    const single = plans.filter((parts) => parts.length > 1 && parts.every((part) => part.length === 1));
    fc.assert(
      fc.property(single, answers, (planned, told) => {
        const known = planned.map((part) => part.map((each): Planned => ({ ...each, state: 'expired' })));
        const plan = new Plan(known);
        const first = answerLegs(plan.parts, plan.orders, 'unwind');
        const held = plan.parts.map((_, p) => plan.held(p)[0] ?? 0);
        if (first.kind === 'unwind')
          for (const { part, lots } of first.reverse) held[part] = (held[part] ?? 0) + lots;
        follow(plan, 'unwind', told);
        expect(plan.parts.map((_, p) => (plan.held(p)[0] ?? 0) + 0)).toEqual(held.map((count) => count + 0));
      }),
      { numRuns: 250 * TIMES },
    );
  });

  it('are none where they are held', () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const plan = new Plan(planned);
        const before = plan.parts.map((_, p) => plan.had(p));
        follow(plan, 'hold', []);
        expect(plan.parts.map((_, p) => plan.had(p))).toEqual(before);
      }),
    );
  });
});
