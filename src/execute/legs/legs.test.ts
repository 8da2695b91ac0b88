import { describe, expect, it } from 'vitest';
import { answerLegs, type LegAnswer, type LegPolicy } from './legs.ts';
import { Plan, type Planned } from './legs-fixture.ts';

const POLICIES: readonly LegPolicy[] = ['complete', 'unwind', 'hold'];

function answer(planned: readonly (readonly Planned[])[], policy: LegPolicy): LegAnswer {
  const { parts, orders } = new Plan(planned);
  return answerLegs(parts, orders, policy);
}

function leg(name: Planned['name'], asked: number, filled: number, more: Partial<Planned> = {}): Planned {
  return { name, asked, filled, ...more };
}

const SPLIT = [[leg('a:perp', 10, 10), leg('b:perp', 20, 5)]];
const PAIR = [[leg('a:call', 10, 10)], [leg('b:perp', -50, -20)]];

describe('a need split over venues, one of which fell short', () => {
  it('is completed at others', () => {
    const missing = [{ part: 0, units: 15, without: ['b'] }];
    expect(answer(SPLIT, 'complete')).toEqual({ kind: 'complete', missing });
  });

  it('is completed in the units that its legs share', () => {
    const mixed = [[leg('a:perp', -10, -4, { perLot: 0.001 }), leg('b:future', -3, -3, { perLot: 0.01 })]];
    const found = answer(mixed, 'complete');
    expect(found).toMatchObject({ missing: [{ part: 0, without: ['a'] }] });
    expect(found.kind === 'complete' && found.missing[0]?.units).toBeCloseTo(-0.006, 12);
  });

  it('keeps what it has under unwind, and is held with an alarm under hold', () => {
    expect(answer(SPLIT, 'unwind')).toEqual({ kind: 'settled' });
    const alarm = 'a plan is held half done: a:perp and b:perp 15 of 30. Complete it or undo it by hand';
    expect(answer(SPLIT, 'hold')).toEqual({ kind: 'hold', alarm });
  });

  it('is completed where nothing of it was had at all', () => {
    const none = [[leg('a:perp', 10, 0, { state: 'rejected' })]];
    expect(answer(none, 'complete')).toEqual({
      kind: 'complete',
      missing: [{ part: 0, units: 10, without: ['a'] }],
    });
  });
});

describe('legs that belong together', () => {
  it('are completed each for itself', () => {
    const missing = [{ part: 1, units: -30, without: ['b'] }];
    expect(answer(PAIR, 'complete')).toEqual({ kind: 'complete', missing });
  });

  it('give back what has nothing to stand with', () => {
    expect(answer(PAIR, 'unwind')).toEqual({
      kind: 'unwind',
      reverse: [{ part: 0, instrument: 'a:call', lots: -6 }],
    });
    const alone = [[leg('a:call', 10, 7)], [leg('b:perp', -50, 0, { state: 'rejected' })]];
    const reverse = [{ part: 0, instrument: 'a:call', lots: -7 }];
    expect(answer(alone, 'unwind')).toEqual({ kind: 'unwind', reverse });
  });

  it('leave none where one of them would round to nothing', () => {
    const coarse = [[leg('a:call', 1, 1)], [leg('b:perp', -100, -30)]];
    const reverse = [
      { part: 0, instrument: 'a:call', lots: -1 },
      { part: 1, instrument: 'b:perp', lots: 30 },
    ];
    expect(answer(coarse, 'unwind')).toEqual({ kind: 'unwind', reverse });
  });

  it('keep half a lot that is one too many, before others are given back and after', () => {
    const tie = (calls: number): readonly (readonly Planned[])[] => [
      [leg('a:call', 18, calls, { perLot: 0.01 })],
      [leg('b:perp', 2, 1, { perLot: 0.001 })],
    ];
    expect(answer(tie(18), 'unwind')).toMatchObject({ reverse: [{ instrument: 'a:call', lots: -4 }] });
    expect(answer(tie(14), 'unwind')).toEqual({ kind: 'settled' });
  });

  it('are left as they are where they stand in proportion, as near as lots come to it', () => {
    for (const [calls, perps] of [
      [5, 25],
      [5, 27],
      [1, 6],
    ] as const) {
      const half = [[leg('a:call', 10, calls)], [leg('b:perp', -50, -perps)]];
      expect(answer(half, 'unwind')).toEqual({ kind: 'settled' });
    }
  });

  it('are held as they are, with an alarm', () => {
    const alarm =
      'a plan is held half done: a:call 10 of 10, b:perp 20 of 50. Complete it or undo it by hand';
    expect(answer(PAIR, 'hold')).toEqual({ kind: 'hold', alarm });
  });

  it('are settled where all was filled, and where nothing was', () => {
    for (const policy of POLICIES) {
      expect(answer([[leg('a:call', 10, 10)], [leg('b:perp', -5, -5)]], policy)).toEqual({ kind: 'settled' });
      expect(answer([[leg('a:call', 10, 0)], [leg('b:perp', -5, 0)]], policy)).toEqual({ kind: 'settled' });
    }
  });

  it('give back what was filled beyond what was asked', () => {
    const over = [[leg('a:call', 10, 12)], [leg('b:perp', -50, -50)]];
    expect(answer(over, 'complete')).toMatchObject({ missing: [{ part: 0, units: -2 }] });
    expect(answer(over, 'unwind')).toMatchObject({ reverse: [{ instrument: 'a:call', lots: -2 }] });
  });

  it('count a part that could not be ordered at all as one of which nothing was had', () => {
    const plan = new Plan([[leg('a:call', 10, 10)], []]);
    const { parts, orders } = plan;
    const missing = [...parts.slice(0, 1), { wanted: -50, legs: [] }];
    expect(answerLegs(missing, orders, 'unwind')).toMatchObject({
      reverse: [{ instrument: 'a:call', lots: -10 }],
    });
    const elsewhere = { kind: 'complete', missing: [{ part: 1, units: -50, without: [] }] };
    expect(answerLegs(missing, orders, 'complete')).toEqual(elsewhere);
  });
});

describe('a plan of which something is not known', () => {
  it.each(['pending', 'open', 'unknown'] as const)(
    'waits while an order is %s, whatever else failed',
    (state) => {
      for (const policy of POLICIES) {
        const failing = [[leg('a:call', 10, 0, { state: 'rejected' })], [leg('b:perp', -50, -20, { state })]];
        expect(answer(failing, policy)).toEqual({ kind: 'wait', orders: ['o1'] });
      }
    },
  );

  it('is held where an order is forgotten: what it filled might be done twice', () => {
    const { parts } = new Plan(PAIR);
    for (const policy of POLICIES)
      expect(answerLegs(parts, {}, policy)).toEqual({
        kind: 'hold',
        alarm: 'nothing is known any more of orders o0, o1',
      });
  });
});
