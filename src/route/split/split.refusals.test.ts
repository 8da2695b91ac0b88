import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate, SplitRequest } from './candidate.ts';
import { type Split, splitOrder } from './split.ts';
import { book, ladder, pool, REQUEST } from './split-fixture.ts';

const GOOD = book('good', [50]);

/** What is split over a good venue and `bad`, which must be left out for `field`. */
function without(bad: Candidate, field: string, request: SplitRequest = REQUEST): Split {
  const found = splitOrder(request, [bad, GOOD]);
  if (found.kind === 'refused') throw new Error(`refused ${found.field} ${found.value}`);
  expect(found.left).toMatchObject([{ id: bad.id, why: { kind: 'refused', field } }]);
  expect(found.left[0]?.why.remedy).not.toBe('');
  expect(found).toMatchObject({ remainder: 0, legs: [{ id: 'good' }] });
  return found;
}

describe('a venue that is at fault is left out, and the rest is split', () => {
  it.each([
    ['fee', { fee: undefined }],
    ['fee', { fee: Number.NaN }],
    ['fee', { fee: 1 }],
    ['deltaPerUnit', { deltaPerUnit: 0 }],
    ['deltaPerUnit', { deltaPerUnit: Number.NaN }],
    ['room', { room: 0 }],
    ['fair', { fair: Number.NaN }],
    ['rate', { rate: 0 }],
    ['lot', { lot: 0 }],
    ['lot', { lot: 100 }],
    ['minimum', { minimum: Infinity }],
    ['minimum', { minimum: 4 }],
    ['gas', { gas: -1 }],
    ['latencyMs', { latencyMs: Number.NaN }],
    ['marginRate', { marginRate: -1 }],
    ['feePerUnit', { feePerUnit: Infinity }],
    ['fundingPerYear', { fundingPerYear: Number.NaN }],
    ['fundingPerYear', { fundingPerYear: -3.1 }],
    ['impact.dailyVolume', { impact: { coefficient: 1, dailyVolume: 0 } }],
    ['impact.coefficient', { impact: { coefficient: Number.NaN, dailyVolume: 1 } }],
  ])('for its %s: %o', (field, terms) => {
    without(book('bad', [50], terms), field);
  });

  it.each([
    ['levels', []],
    ['levels', [{ price: 2_000, size: 0 }]],
    ['price', [{ price: Number.NaN, size: 1 }]],
    ['price', [{ price: 0, size: 1 }]],
    ['price', [{ price: 999, size: 50 }]],
    ['price', ladder(2_000, -1, [1, 1])],
    ['size', [{ price: 2_000, size: Number.NaN }]],
    ['size', [{ price: 2_000, size: -1 }]],
  ])('for the %s of its asks: %o', (field, asks) => {
    without(book('bad', [50], { depth: { bids: ladder(1_999, -1, [50]), asks } }), field);
  });

  it('for a book of which nobody is on the other side', () => {
    const { bids } = GOOD.depth;
    without(book('bad', [50], { depth: { bids: [], asks: bids } }), 'levels', { ...REQUEST, need: -3 });
  });

  it.each([
    ['pool.root', { root: Math.sqrt(2e-9), ranges: [{ lower: 0, upper: Infinity, liquidity: 1e9 }] }],
    ['pool.root', { root: Math.sqrt(2e15), ranges: [{ lower: 0, upper: Infinity, liquidity: 1e9 }] }],
    ['pool.root', { root: Number.NaN, ranges: [] }],
    ['pool.liquidity', { root: Math.sqrt(2_000), ranges: [] }],
    ['pool.liquidity', { root: Math.sqrt(2_000), ranges: [{ lower: 40, upper: 50, liquidity: 0 }] }],
    ['pool.liquidity', { root: Math.sqrt(2_000), ranges: [{ lower: 40, upper: 50, liquidity: Number.NaN }] }],
    ['pool.upper', { root: Math.sqrt(2_000), ranges: [{ lower: 50, upper: 40, liquidity: 1e9 }] }],
    [
      'pool.lower',
      {
        root: Math.sqrt(2_000),
        ranges: [
          { lower: 44, upper: 45, liquidity: 1 },
          { lower: 44.9, upper: 46, liquidity: 1 },
        ],
      },
    ],
  ])('for %s', (field, liquidity) => {
    without(pool('bad', { pool: liquidity }), field);
  });

  it('for a rebate of a pool', () => {
    without(pool('bad', { fee: -0.001 }), 'fee');
  });

  it('but not for funding of 300 % a year that is to be paid, which only makes it dear', () => {
    const found = splitOrder(REQUEST, [book('dear', [50], { fundingPerYear: 30 }), GOOD]);
    expect(found).toMatchObject({ kind: 'split', left: [], legs: [{ id: 'good' }] });
  });
});

describe('a need that cannot be met', () => {
  it('is left, with each venue and why', () => {
    const found = splitOrder(REQUEST, [book('a', []), pool('b', { fee: Number.NaN })]);
    expect(found).toMatchObject({
      ...{ kind: 'split', legs: [], remainder: 3, because: 'nothing left to take', total: 90 },
      left: [
        { id: 'a', why: { field: 'levels' } },
        { id: 'b', why: { field: 'fee' } },
      ],
    });
    expect(splitOrder(REQUEST, [])).toMatchObject({ legs: [], remainder: 3, left: [] });
  });

  it('is met in part, and the rest stated', () => {
    expect(splitOrder(REQUEST, [book('a', [1])])).toMatchObject({
      ...{ remainder: 2, because: 'nothing left to take', legs: [{ delta: 1 }] },
    });
    const odd = splitOrder({ ...REQUEST, need: -3.004 }, [GOOD]);
    expect(odd).toMatchObject({ because: 'less than a lot', legs: [{ lots: -300 }] });
    expect(odd.kind === 'split' && odd.remainder).toBeCloseTo(-0.004, 9);
  });

  it.each([
    ['need', { need: Number.NaN }],
    ['spot', { spot: 0 }],
    ['vol', { vol: -1 }],
    ['lifeYears', { lifeYears: Infinity }],
    ['capitalCost', { capitalCost: Number.NaN }],
    ['latencyCoefficient', { latencyCoefficient: -1 }],
    ['unhedgedCost', { unhedgedCost: Infinity }],
  ])('is refused for its %s: %o', (field, terms) => {
    expect(splitOrder({ ...REQUEST, ...terms }, [GOOD])).toMatchObject({ kind: 'refused', field });
  });

  it('is refused over venues of which two have one id', () => {
    expect(splitOrder(REQUEST, [GOOD, GOOD])).toMatchObject({ kind: 'refused', field: 'candidates' });
  });
});

describe('whatever it is told', () => {
  it('answers with finite numbers or a refusal', () => {
    const odd = fc.constantFrom(
      0,
      -1,
      1e-300,
      1e-18,
      1e-9,
      1,
      3,
      1e12,
      1e300,
      Infinity,
      -Infinity,
      Number.NaN,
    );
    const number = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd });
    const keys = [
      'deltaPerUnit',
      'fair',
      'rate',
      'lot',
      'minimum',
      'room',
      'fee',
      'feePerUnit',
      'gas',
    ] as const;
    const more = ['latencyMs', 'fundingPerYear', 'marginRate'] as const;
    const terms = fc.array(fc.tuple(fc.constantFrom(...keys, ...more), number), { maxLength: 3 });
    const asked = fc.array(
      fc.tuple(fc.constantFrom('need', 'spot', 'vol', 'lifeYears', 'unhedgedCost'), number),
      {
        maxLength: 2,
      },
    );
    const known = (pairs: readonly (readonly [string, number | undefined])[]): Record<string, number> =>
      Object.fromEntries(pairs.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
    const level = fc.record({
      price: fc.oneof(odd, fc.constant(2_000)),
      size: fc.oneof(odd, fc.constant(1)),
    });
    fc.assert(
      fc.property(asked, terms, terms, fc.array(level, { maxLength: 4 }), (request, first, second, asks) => {
        const venues = [
          book('a', [1, 2], known(first)),
          pool('b', known(second)),
          book('c', [], { depth: { bids: asks, asks } }),
        ];
        const found = splitOrder({ ...REQUEST, ...known(request) }, venues);
        if (found.kind === 'refused') return;
        const { remainder, cost, unhedged, total, gap, marginal, legs } = found;
        const all = [remainder, cost, unhedged, total, gap, marginal];
        for (const { lots, units, delta, average, worst, cost: parts } of legs)
          all.push(lots, units, delta, average, worst, ...Object.values(parts));
        expect(all.filter((value) => !Number.isFinite(value))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});
