import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payoff } from '../../domain/instrument.ts';
import { collarWay, upsideKept } from './collar.ts';
import { facts, quoted } from './floor-fixture.ts';
import { putWay } from './put.ts';
import type { MaybeWay, Need, Quoted, Way } from './way.ts';

const outlook = facts();
const need: Need = { units: 10, perUnit: 90, years: 30 / 365, loss: 100 };
const strikes = Array.from({ length: 25 }, (_, i) => 70 + 3 * i);

function market(vol: number, spread: number, years: readonly number[] = [30 / 365]): readonly Quoted[] {
  const types = ['put', 'call'] as const;
  return years.flatMap((life) =>
    types.flatMap((type) => strikes.map((strike) => quoted(type, strike, { vol, spread, years: life }))),
  );
}

function isWay(way: MaybeWay): way is Way {
  return typeof way !== 'string';
}

/** The least that the holding with `legs` comes to at expiry, over all prices: its kinks and far ends are enough. */
function worst(legs: Way['legs'], options: readonly Quoted[], units: number): number {
  const ends = [0, ...strikes, 1e4].map((price) => {
    let worth = units * price;
    for (const { instrument, trade } of legs) {
      const option = options.find((one) => one.instrument === instrument) as Quoted;
      worth += trade * payoff(option, price);
      worth -= trade > 0 ? trade * (option.ask + option.askFee) : trade * (option.bid - option.bidFee);
    }
    return worth;
  });
  return Math.min(...ends);
}

const vols = fc.double({ min: 0.3, max: 1.2, noNaN: true });
const spreads = fc.double({ min: 0, max: 0.2, noNaN: true });
const floors = fc.double({ min: 65, max: 97, noNaN: true });
const sizes = fc.double({ min: 0.05, max: 30, noNaN: true });

describe('a put, and a collar', () => {
  it.each([
    ['put', putWay],
    ['collar', collarWay],
  ])('keep the loss within the floor at every price, premium and fees included: %s', (_name, wayOf) => {
    let count = 0;
    fc.assert(
      fc.property(vols, spreads, floors, sizes, (vol, spread, perUnit, units) => {
        const options = market(vol, spread);
        const way = wayOf({ ...need, perUnit, units }, options, outlook);
        if (!isWay(way)) return;
        count += 1;
        expect(worst(way.legs, options, units)).toBeGreaterThanOrEqual(units * perUnit - 1e-9 * units);
      }),
    );
    expect(count).toBeGreaterThan(30);
  });

  it('are the least of all that do, by brute force over expiries and strikes', () => {
    fc.assert(
      fc.property(vols, spreads, floors, (vol, spread, perUnit) => {
        const options = market(vol, spread, [30 / 365, 60 / 365]);
        const wanted = { ...need, perUnit };
        const fits = (legs: Way['legs']): boolean => worst(legs, options, 10) >= 10 * perUnit;
        // Of one expiry a cheaper strike that does is always a lower one.
        const put = putWay(wanted, options, outlook);
        const puts = options.filter(({ type }) => type === 'put');
        const doing = puts.filter(({ instrument }) => fits([{ instrument, trade: 10 }]));
        expect(isWay(put)).toBe(doing.length > 0);
        if (isWay(put)) {
          const chosen = puts.find(({ instrument }) => instrument === put.legs[0]?.instrument);
          const lower = doing.filter(
            ({ years, strike }) => years === chosen?.years && strike < (chosen?.strike ?? 0),
          );
          expect(lower).toEqual([]);
        }
        const collar = collarWay(wanted, options, outlook);
        const calls = options.filter((call) => call.type === 'call' && upsideKept(call, outlook) >= 0.5);
        const pairs = calls.flatMap((call) =>
          puts
            .filter(({ years, strike }) => years === call.years && strike <= call.strike)
            .filter(({ instrument }) =>
              fits([
                { instrument, trade: 10 },
                { instrument: call.instrument, trade: -10 },
              ]),
            )
            .slice(0, 1)
            .map((one) => [one, call] as const),
        );
        if (!isWay(collar)) return;
        const costs = pairs.map(([one, call]) => {
          const made = collarWay(wanted, [one, call], outlook);
          return isWay(made) ? made.cost : Infinity;
        });
        expect(collar.cost).toBeCloseTo(Math.min(...costs), 10);
      }),
      { numRuns: 25 },
    );
  }, 20_000);

  it('cost nothing but their fees where they are quoted at what is forecast', () => {
    const way = putWay(need, market(0.6, 0), outlook);
    if (!isWay(way)) throw new Error(way);
    expect(way.cost).toBeCloseTo(10 * 0.03, 9);
    expect(way.outlay - way.worth).toBeCloseTo(way.cost, 12);
    const unwinding = putWay(need, market(0.6, 0), { ...outlook, hedge: -4 });
    expect(isWay(unwinding) && unwinding.cost - way.cost).toBeCloseTo(4 * 100 * 0.0005, 9);
  });

  it('cost more where puts are dear, and a collar less where calls are', () => {
    const puts = market(0.8, 0.02).filter(({ type }) => type === 'put');
    const dear = [...puts, ...market(1, 0.02).filter(({ type }) => type === 'call')];
    const [put, collar] = [putWay(need, dear, outlook), collarWay(need, dear, outlook)];
    if (!isWay(put) || !isWay(collar)) throw new Error('both are to be had');
    expect(put.cost).toBeGreaterThan(5);
    expect(collar.cost).toBeLessThan(put.cost);
    const [, call] = collar.legs;
    expect(call?.trade).toBe(-10);
  });

  it('buy whole lots, so many that no unit is without, and sell no call more than there are units', () => {
    const options = market(0.6, 0.02);
    const collar = collarWay({ ...need, units: 10.04 }, options, outlook);
    expect(isWay(collar) && collar.legs.map(({ trade }) => trade.toFixed(6))).toEqual([
      '10.100000',
      '-10.000000',
    ]);
  });

  it.each([
    ['no put that lasts', [quoted('put', 100, { years: 20 / 365 })]],
    ['no put that is quoted keeps', [quoted('put', 80)]],
    ['no put that lasts', []],
  ])('are not to be had: %s', (why, options) => {
    expect(putWay(need, options, outlook)).toContain(why);
  });

  it('need a forecast to know what a call gives up; a put does without', () => {
    const blind = { ...outlook, vol: null };
    expect(collarWay(need, market(0.6, 0.02), blind)).toContain('without a forecast');
    const put = putWay(need, market(0.6, 0.02), blind);
    expect(isWay(put) && put.cost === put.outlay).toBe(true);
  });
});
