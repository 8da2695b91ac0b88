import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolEvents } from '../../../test/support/pool-events.ts';
import { describeWithShared } from '../../../test/support/shared-data.ts';
import {
  MAX_SQRT_PRICE,
  MAX_TICK,
  MIN_SQRT_PRICE,
  MIN_TICK,
  Q96,
  sqrtPriceAtTick,
  tickAtSqrtPrice,
} from './ticks.ts';

function rootAt(tick: number): bigint {
  const root = sqrtPriceAtTick(tick);
  if (typeof root !== 'bigint') throw new Error(`refused ${tick}`);
  return root;
}

const ticks = fc.integer({ min: MIN_TICK, max: MAX_TICK });

describe('sqrtPriceAtTick', () => {
  it('is what the contracts publish at the ends, and next to them', () => {
    expect(MIN_SQRT_PRICE).toBe(4295128739n);
    expect(MAX_SQRT_PRICE).toBe(1461446703485210103287273052203988822378723970342n);
    expect(rootAt(MIN_TICK)).toBe(MIN_SQRT_PRICE);
    expect(rootAt(MAX_TICK)).toBe(MAX_SQRT_PRICE);
    expect(rootAt(MIN_TICK + 1)).toBe(4295343490n);
    expect(rootAt(MAX_TICK - 1)).toBe(1461373636630004318706518188784493106690254656249n);
    expect(rootAt(0)).toBe(Q96);
  });

  it.each([
    [50, 79426470787362580746886972461n, 79030349367926598376800521322n],
    [100, 79625275426524748796330556128n, 78833030112140176575862854579n],
    [250, 80224679980005306637834519095n, 78244023372248365697264290337n],
    [500, 81233731461783161732293370115n, 77272108795590369356373805297n],
    [1000, 83290069058676223003182343270n, 75364347830767020784054125655n],
    [2500, 89776708723587163891445672585n, 69919044979842180277688105136n],
    [3000, 92049301871182272007977902845n, 68192822843687888778582228483n],
    [4000, 96768528593268422080558758223n, 64867181785621769311890333195n],
    [5000, 101729702841318637793976746270n, 61703726247759831737814779831n],
    [50000, 965075977353221155028623082916n, 6504256538020985011912221507n],
    [150000, 143194173941309278083010301478497n, 43836292794701720435367485n],
    [250000, 21246587762933397357449903968194344n, 295440463448801648376846n],
    [500000, 5697689776495288729098254600827762987878n, 1101692437043807371n],
    [738203, 847134979253254120489401328389043031315994541n, 7409801140451n],
  ])('is what the contracts publish at tick ±%d', (tick, above, below) => {
    expect(rootAt(tick)).toBe(above);
    expect(rootAt(-tick)).toBe(below);
  });

  it('is the root of 1.0001 to the tick', () => {
    // 1.0001^tick as a fraction of whole numbers, squared root against squared root: no float is asked.
    fc.assert(
      fc.property(fc.integer({ min: -3_000, max: 3_000 }), (tick) => {
        let [top, bottom] = [1n, 1n];
        for (let i = 0; i < Math.abs(tick); i += 1) {
          top *= 10_001n;
          bottom *= 10_000n;
        }
        if (tick < 0) [top, bottom] = [bottom, top];
        const error = rootAt(tick) * rootAt(tick) * bottom - Q96 * Q96 * top;
        // The root is rounded upward from 128 digits: by less than one unit, so its square by two roots.
        expect(error > 0n || tick === 0).toBe(true);
        expect(error <= 2n * rootAt(tick) * bottom).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each([18, 19])('is of the powers to the nearest integer, where that is to be seen: bit %d', (bit) => {
    // 10000^(2^(bit − 1)) over 10001 to the same, in 2,048 binary digits, of which squaring loses a few dozen.
    const digits = 2_048n;
    let power = (10_000n << digits) / 10_001n;
    for (let i = 1; i < bit; i += 1) power = (power * power) >> digits;
    const scaled = power >> (digits - 129n);
    const nearest = (scaled + 1n) >> 1n;
    const reciprocal = ((1n << 256n) - 1n) / nearest;
    expect(rootAt(1 << bit)).toBe((reciprocal >> 32n) + 1n);
    expect(rootAt(1 << bit)).not.toBe(((((1n << 256n) - 1n) / (nearest + 1n)) >> 32n) + 1n);
    expect(rootAt(1 << bit)).not.toBe(((((1n << 256n) - 1n) / (nearest - 1n)) >> 32n) + 1n);
  });

  it('agrees with floats at all ticks', () => {
    fc.assert(
      fc.property(ticks, (tick) => {
        const float = Math.exp(0.5 * tick * Math.log1p(1e-4));
        // Near the lower end the root itself has few digits.
        const unit = 1 / Number(rootAt(tick));
        expect(Math.abs(Number(rootAt(tick)) / Number(Q96) / float - 1)).toBeLessThan(1e-11 + unit);
      }),
    );
  });

  it('refuses what is no tick', () => {
    for (const tick of [MIN_TICK - 1, MAX_TICK + 1, 0.5, Number.NaN, Infinity, -Infinity])
      expect(sqrtPriceAtTick(tick)).toMatchObject({ kind: 'refused', field: 'tick', value: tick });
  });
});

describe('tickAtSqrtPrice', () => {
  it('takes a root back to its tick, and one unit below it to the tick before', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIN_TICK + 1, max: MAX_TICK - 1 }), (tick) => {
        expect(tickAtSqrtPrice(rootAt(tick))).toBe(tick);
        expect(tickAtSqrtPrice(rootAt(tick) - 1n)).toBe(tick - 1);
      }),
      { numRuns: 1_000 },
    );
    expect(tickAtSqrtPrice(MIN_SQRT_PRICE)).toBe(MIN_TICK);
    expect(tickAtSqrtPrice(MAX_SQRT_PRICE - 1n)).toBe(MAX_TICK - 1);
  });

  it('refuses a root that no pool has', () => {
    for (const root of [-1n, 0n, MIN_SQRT_PRICE - 1n, MAX_SQRT_PRICE, 1n << 300n])
      expect(tickAtSqrtPrice(root)).toMatchObject({
        kind: 'refused',
        field: 'sqrtPrice',
        value: Number(root),
      });
  });
});

describeWithShared('the ticks of real pools', () => {
  it.each([
    ['005', 6_046],
    ['030', 267],
  ] as const)('are those of their roots after every swap in the %s pool', (pool, count) => {
    const swaps = poolEvents(pool).filter(({ kind }) => kind === 'SWAP');
    expect(swaps).toHaveLength(count);
    for (const { sqrtPrice, tick } of swaps) expect(tickAtSqrtPrice(sqrtPrice)).toBe(tick);
  });
});
