import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import type { Candidate, SplitRequest } from './candidate.ts';
import { type Split, splitOrder } from './split.ts';
import { bestAlone, book, bruteForce, pool, REQUEST, randomCase } from './split-fixture.ts';

const IS_LONG = process.env.EVENKEEL_LONG === '1';

function split(request: SplitRequest, venues: readonly Candidate[]): Split {
  const found = splitOrder(request, venues);
  if (found.kind === 'refused') throw new Error(`refused ${found.field} ${found.value}`);
  return found;
}

/** What sums of the size of what is traded lose in rounding. */
const noise = ({ need, spot }: SplitRequest): number => 1e-12 * Math.abs(need) * spot;

const SMALL = { venues: 4, levels: 4, lots: 10 };
const CROWD = { venues: 16, levels: 20, lots: 200 };
const LARGE = { venues: 8, levels: 6, lots: 40 };

describe('a split', () => {
  it('is within a millionth of the best of all lots in 1,000 small cases', () => {
    let severalLegs = 0;
    let worst = 0;
    for (let i = 0; i < 1_000; i += 1) {
      const { request, venues } = randomCase(createRandom(`small ${i}`), SMALL);
      const found = split(request, venues);
      const best = bruteForce(request, venues);
      worst = Math.max(worst, (Math.abs(found.total - best) - noise(request)) / Math.abs(best));
      expect(found.total - found.gap).toBeLessThanOrEqual(best + noise(request));
      if (found.legs.length > 1) severalLegs += 1;
    }
    expect(worst).toBeLessThanOrEqual(1e-6);
    expect(severalLegs).toBeGreaterThan(200);
  });

  it('is never dearer than the best venue alone, nor than doing nothing', () => {
    for (let i = 0; i < (IS_LONG ? 100_000 : 2_000); i += 1) {
      const { request, venues } = randomCase(createRandom(`large ${i}`), LARGE);
      const alone = bestAlone(request, venues);
      expect(split(request, venues).total).toBeLessThanOrEqual(alone + noise(request));
    }
  });

  it('is not either where there are more venues, gas and odd lots than can all be tried', () => {
    let unproven = 0;
    for (let i = 0; i < 150; i += 1) {
      const { request, venues } = randomCase(createRandom(`crowd ${i}`), CROWD);
      const found = split(request, venues);
      expect(found.total).toBeLessThanOrEqual(bestAlone(request, venues) + noise(request));
      if (found.gap > 1e-6 * Math.abs(found.total)) unproven += 1;
    }
    expect(unproven).toBeGreaterThan(5);
    expect(unproven).toBeLessThan(40);
  });

  it('keeps the need: legs and what is left add up to it, in whole lots within room and least orders', () => {
    for (let i = 0; i < 1_000; i += 1) {
      const { request, venues } = randomCase(createRandom(`kept ${i}`), LARGE);
      const { legs, remainder, because, cost, unhedged, total } = split(request, venues);
      const taken = legs.reduce((sum, leg) => sum + leg.delta, 0);
      expect(taken + remainder).toBeCloseTo(request.need, 9);
      expect(remainder * Math.sign(request.need)).toBeGreaterThanOrEqual(0);
      expect(because === null).toBe(remainder === 0);
      expect(cost + unhedged).toBe(total);
      for (const leg of legs) {
        const { lot, minimum, room, deltaPerUnit } = venues.find(({ id }) => id === leg.id)!;
        expect(leg.units).toBeCloseTo(leg.lots * lot, 12);
        expect(leg.delta).toBeCloseTo(leg.units * deltaPerUnit, 12);
        expect(Math.sign(leg.delta)).toBe(Math.sign(request.need));
        expect(Math.abs(leg.units)).toBeGreaterThanOrEqual(minimum - 1e-9);
        expect(Math.abs(leg.units)).toBeLessThanOrEqual(room + 1e-9);
      }
    }
  });

  it('is the same in whatever order its venues come, and whatever was split before', () => {
    for (let i = 0; i < 200; i += 1) {
      const random = createRandom(`order ${i}`);
      const { request, venues } = randomCase(random, LARGE);
      const shuffled = venues
        .map((venue) => ({ venue, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ venue }) => venue);
      const found = split(request, venues);
      split({ ...request, need: -request.need }, venues.slice(1));
      expect(split(request, shuffled)).toEqual(found);
    }
  });

  it('costs no more for a larger need than leaving the rest of it', () => {
    for (let i = 0; i < 500; i += 1) {
      const { request, venues } = randomCase(createRandom(`more ${i}`), SMALL);
      const more = split({ ...request, need: request.need * 1.3 }, venues);
      const less = split(request, venues);
      const rest = 0.3 * Math.abs(request.need) * request.unhedgedCost;
      expect(more.total - more.gap).toBeLessThanOrEqual(less.total + rest + noise(request));
    }
  });

  it('takes no less of any venue for a larger need, where taking part costs nothing', () => {
    const sizes = fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 });
    const needs = fc.tuple(
      fc.double({ min: 0.1, max: 8, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
    );
    fc.assert(
      fc.property(sizes, sizes, needs, fc.boolean(), (first, second, [need, times], buys) => {
        const impact = { coefficient: 1, dailyVolume: 1e4 };
        const venues = [book('a', first, { impact }), book('b', second, { fee: 0.0007, impact }), pool('c')];
        const sign = buys ? 1 : -1;
        const less = split({ ...REQUEST, need: sign * need }, venues);
        const more = split({ ...REQUEST, need: sign * need * times }, venues);
        for (const leg of less.legs) {
          const same = more.legs.find(({ id }) => id === leg.id);
          expect(Math.abs(same?.lots ?? 0)).toBeGreaterThanOrEqual(Math.abs(leg.lots) - 1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('comes to one marginal cost at all venues that it takes some of', () => {
    const impact = { coefficient: 1, dailyVolume: 1e5 };
    const venues = [
      book('a', [50], { impact, lot: 1e-5 }),
      book('b', [50], { impact: { coefficient: 1, dailyVolume: 3e5 }, lot: 1e-5 }),
      pool('c', { lot: 1e-5, fee: 0.0003 }),
    ];
    const request = { ...REQUEST, need: 10, unhedgedCost: 1_000 };
    const { legs, marginal } = split(request, venues);
    expect(legs.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    // Taking one more unit at each of them costs the same: by differences of what each costs alone.
    for (const leg of legs) {
      const venue = venues.filter(({ id }) => id === leg.id);
      const costAt = (size: number): number => split({ ...request, need: size }, venue).cost;
      const slope = (costAt(leg.delta + 1e-3) - costAt(leg.delta - 1e-3)) / 2e-3;
      expect(slope).toBeCloseTo(marginal, 3);
    }
  });
});

describe('the choice of instrument', () => {
  it('compares in delta: half a delta at half the price, and a put that is bought to sell', () => {
    const half = book('call', [100], { deltaPerUnit: 0.5, fair: 100, fee: 0 });
    const cheap = {
      ...half,
      depth: { bids: [{ price: 99.9, size: 100 }], asks: [{ price: 100.1, size: 100 }] },
    };
    const bought = split(REQUEST, [book('spot'), cheap]);
    // A tenth over the worth of a unit is a fifth for a unit of delta: less than half a dollar and the spot's fee.
    expect(bought.legs).toMatchObject([{ id: 'call', delta: 3, units: 6 }]);
    expect(bought.cost).toBeCloseTo(0.6, 9);
    const put = { ...cheap, id: 'put', deltaPerUnit: -0.5 };
    const sold = split({ ...REQUEST, need: -3 }, [put]);
    expect(sold.legs).toMatchObject([{ id: 'put', delta: -3, units: 6 }]);
  });

  it('goes to the perp while funding pays for it, and away from it while it costs', () => {
    const terms = { fundingPerYear: 0.5, lot: 0.01 };
    const venues = [book('spot', [50]), book('perp', [50], terms)];
    expect(split({ ...REQUEST, need: -3 }, venues).legs).toMatchObject([{ id: 'perp', delta: -3 }]);
    expect(split({ ...REQUEST, need: 3 }, venues).legs).toMatchObject([{ id: 'spot', delta: 3 }]);
  });

  it('is to do nothing where that is cheaper, and a part where only a part is worth it', () => {
    const dear = split({ ...REQUEST, unhedgedCost: 1 }, [book('a')]);
    expect(dear).toMatchObject({
      legs: [],
      remainder: 3,
      because: 'dearer than leaving it',
      cost: 0,
      total: 3,
    });
    // Half a dollar of spread and one of fee for the first unit; the second level is a dollar more.
    const part = split({ ...REQUEST, unhedgedCost: 2 }, [book('a', [1, 5])]);
    expect(part).toMatchObject({ legs: [{ delta: 1 }], remainder: 2, because: 'dearer than leaving it' });
  });

  it('pays gas once, and only where the size is worth it', () => {
    // Of 0.4 it saves 2.50 a unit but for its own price, which is 0.45 higher for each unit that is taken.
    const deep = { root: Math.sqrt(2_000), ranges: [{ lower: 40, upper: 50, liquidity: 4e5 }] };
    const venues = [book('a', [50], { fee: 0.001 }), pool('p', { gas: 1, fee: 0, pool: deep })];
    const shallow = { ...REQUEST, need: 0.4 };
    expect(split(shallow, venues).legs.map(({ id }) => id)).toEqual(['a']);
    const large = split({ ...REQUEST, need: 6 }, venues);
    expect(large.legs.find(({ id }) => id === 'p')?.cost.gas).toBe(1);
  });

  it('has nothing to do for no need', () => {
    expect(split({ ...REQUEST, need: 0 }, [book('a')])).toMatchObject({
      legs: [],
      remainder: 0,
      because: null,
      total: 0,
    });
  });
});
