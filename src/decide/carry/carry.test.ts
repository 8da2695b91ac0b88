import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { HOUR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { type CarryMemory, type CarrySituation, decideCarry, NO_CARRY } from './carry.ts';
import { AT, dated, PERP_PERP, RULE, SPOT_PERP, situation, steady } from './carry-fixture.ts';

const FULL = 120_000 / 1.2;

/** Decides again and again, holding what was decided; `at` goes on by eight hours. */
function followed(
  situations: readonly Partial<CarrySituation>[],
  rule = RULE,
  start = 0,
  memory: CarryMemory = start === 0 ? NO_CARRY : { wanted: 1, since: AT, aim: start },
) {
  let [held, known] = [start, memory];
  return situations.map((change, i) => {
    const step = decideCarry(rule, situation({ at: millis(AT + i * 8 * HOUR), ...change, held }), known);
    known = step.memory;
    held = step.decision.target;
    return step.decision;
  });
}

const funded = (perYear: number, sd = 0): Partial<CarrySituation> => ({
  income: { kind: 'funding', received: steady(perYear, sd), paid: null },
});
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('decideCarry', () => {
  it('enters by slices what pays, and says why in numbers', () => {
    const found = followed(times(6, funded(0.2)));
    expect(found.map(({ kind }) => kind)).toEqual(['enter', 'size', 'size', 'size', 'hold', 'hold']);
    expect(found.map(({ target }) => Math.round(target / FULL / 0.25))).toEqual([1, 2, 3, 4, 4, 4]);
    const { because } = found[0] as (typeof found)[0];
    expect(because).toMatchObject({
      reason: 'pays',
      side: 1,
      held: 0,
      room: { bound: 'margin', notional: FULL },
    });
    expect(because.costs).toBeCloseTo(2 * 1.7e-3, 12);
    expect(because.outlook?.days).toBe(128);
    expect(because.sure).toBeCloseTo(because.outlook?.expected ?? 0, 12);
  });

  it('enters on what it is sure of, not on what it expects', () => {
    expect(followed([funded(0.2, 0.1)])[0]?.kind).toBe('enter');
    expect(followed([funded(0.2, 0.15)])[0]).toMatchObject({
      kind: 'hold',
      because: { reason: 'does not pay' },
    });
    expect(followed([funded(0.2, 0.15)], { ...RULE, enter: 0 })[0]?.kind).toBe('enter');
  });

  it('does not enter what does not pay for the way in and out within the time that it can see', () => {
    // Over 128 days, 1.7e-3 each way is about 1 % a year.
    const needed = 0.048 + (2 * 1.7e-3 * 365) / 128;
    expect(followed([funded(needed + 1e-4)])[0]?.kind).toBe('enter');
    expect(followed([funded(needed - 1e-4)])[0]?.kind).toBe('hold');
  });

  it('stays where staying costs less than coming back, leaves by slices where it costs more', () => {
    const needed = 0.048 - (2 * 1.7e-3 * 365) / 128;
    const stays = followed(times(3, funded(needed + 1e-4)), RULE, FULL);
    expect(stays.map(({ kind }) => kind)).toEqual(['hold', 'hold', 'hold']);
    expect(stays[0]?.because.reason).toBe('not worth leaving');
    const leaves = followed(times(5, funded(needed - 1e-4)), RULE, FULL);
    expect(leaves.map(({ kind }) => kind)).toEqual(['size', 'size', 'size', 'exit', 'hold']);
    // What is being left goes on being left until it pays to enter again.
    const wavers = followed([funded(needed - 1e-4), funded(needed + 1e-3), funded(0.2)], RULE, FULL);
    expect(wavers.map(({ target }) => target / FULL)).toEqual([0.75, 0.5, 0.75]);
  });

  it('never flaps: between entering and leaving lies what both ways cost, twice', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.03, max: 0.07, noNaN: true }), (seed, centre) => {
        const random = createRandom(seed);
        const rates = times(200, 0).map(() => funded(centre + 0.009 * (2 * random.next() - 1)));
        const kinds = followed(rates, { ...RULE, slices: 1 }).map(({ kind }) => kind);
        const turns = kinds.filter((kind) => kind === 'enter' || kind === 'exit').length;
        expect(turns).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it('sizes by margin and by risk budgets, whatever it yields', () => {
    const budget = { deviation: 0.01, shortfall: 1e-4 };
    const tight = { ...RULE, slices: 1, budget };
    const earned = (0.2 - 0.048) / 365;
    const [by] = followed([{ ...funded(0.2), shortfall: 2e-3 }], tight);
    expect(by?.because.room.bound).toBe('shortfall');
    expect(by?.target).toBeCloseTo((1e-4 * 120_000) / (2e-3 - earned), 6);
    // What a day is sure to earn is more than it may lose: then only the margin bounds it.
    expect(followed([{ ...funded(0.4), shortfall: 5e-4 }], tight)[0]?.target).toBeCloseTo(FULL, 6);
    const [doubted] = followed([funded(0.9, 0.5)], { ...tight, enter: 0.1 });
    expect(doubted?.because.room.bound).toBe('deviation');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), (rate) => {
        expect(followed([funded(rate)], tight)[0]?.target).toBeLessThanOrEqual(FULL + 1e-6);
      }),
    );
  });

  it('follows the room only where it has moved far', () => {
    const rule = { ...RULE, slices: 1, budget: { deviation: 1, shortfall: 1e-4 } };
    const at = (shortfall: number) => ({ ...funded(0.1), shortfall });
    const kinds = followed([at(2e-3), at(1.8e-3), at(2.3e-3), at(4e-3), at(1.5e-3)], rule).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['enter', 'hold', 'hold', 'size', 'size']);
  });

  it('is the same the other way round, where the pair can be turned', () => {
    const rate = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    const held = fc.constantFrom(0, 50_000, -50_000);
    fc.assert(
      fc.property(rate, rate, held, (received, paid, has) => {
        const pair = { ...PERP_PERP, bought: { ...PERP_PERP.bought, fee: 5e-4 } };
        const given = (one: number, other: number, holding: number) =>
          situation({
            pair,
            held: holding,
            income: { kind: 'funding', received: steady(one, 0.01), paid: steady(other, 0.01) },
          });
        const memory = (side: number): CarryMemory => ({
          wanted: Math.sign(side) as 0,
          since: AT,
          aim: Math.abs(side),
        });
        const straight = decideCarry(RULE, given(received, paid, has), memory(has + 0)).decision;
        const turned = decideCarry(RULE, given(paid, received, -has + 0), memory(-has + 0)).decision;
        expect(turned.target).toBe(-straight.target + 0);
        expect(turned.kind).toBe(straight.kind);
      }),
    );
    expect(decideCarry(RULE, situation({ ...funded(-0.5), pair: SPOT_PERP }), NO_CARRY).decision.target).toBe(
      0,
    );
  });

  it('gets out before it turns round', () => {
    const pair = { pair: PERP_PERP, collateral: 40_000 };
    const found = followed(times(4, { ...funded(-0.3), ...pair }), { ...RULE, slices: 2 }, 100_000);
    expect(found.map(({ target }) => Math.round(target))).toEqual([50_000, 0, -50_000, -100_000]);
  });

  it('leaves at once what is not to be relied on', () => {
    const unsound = 'funding seems to be told with the wrong sign';
    const [left] = followed([{ ...funded(0.5), unsound }], RULE, FULL);
    expect(left).toMatchObject({ kind: 'exit', target: 0, because: { reason: 'unsound', unsound } });
    expect(followed([{ ...funded(0.5), unsound }])[0]).toMatchObject({ kind: 'hold', target: 0 });
  });

  it('holds a dated pair to expiry, leaves it then, and rolls it where the next pays', () => {
    const near = (days: number) => ({ ...dated(days, 0.001), held: FULL });
    const memory: CarryMemory = { wanted: 1, since: AT, aim: FULL };
    const decided = (change: Partial<CarrySituation>) =>
      decideCarry(RULE, situation({ ...near(2), ...change }), memory).decision;
    expect(decided({}).kind).toBe('hold');
    expect(decided(near(-1))).toMatchObject({ kind: 'exit', because: { reason: 'expired' } });
    const rolled = decided({ next: dated(93, 0.03, 'BTC-27SEP24') });
    expect(rolled).toMatchObject({ kind: 'roll', pair: 'BTC-27SEP24', target: FULL });
    expect(rolled.because).toMatchObject({ reason: 'next pays', roll: { to: 'BTC-27SEP24' } });
    expect(decided({ next: dated(93, 0.01, 'BTC-27SEP24') }).kind).toBe('hold');
    const [entered] = followed([dated(90, 0.03)]);
    expect(entered).toMatchObject({ kind: 'enter', because: { outlook: { days: 90, basis: 0.03 } } });
    expect(followed([dated(90, 0.012)])[0]?.kind).toBe('hold');
  });

  it('remembers and says plain data', () => {
    const step = decideCarry(RULE, situation(), NO_CARRY);
    expect(JSON.parse(JSON.stringify(step))).toEqual(step);
    expect(step.memory).toEqual({ wanted: 1, since: AT, aim: FULL });
  });
});
