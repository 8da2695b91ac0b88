import { describe, expect, it } from 'vitest';
import { standingOf } from './account.ts';
import { type JointDistance, jointDistance } from './joint-distance.ts';
import { liquidationFactors } from './liquidation.ts';
import { accountOf, answered, holdingOf, money, optionOf, PERP, STANDARD } from './margin-fixture.ts';

const JOINT = { underlying: 'BTC', priceVol: 0.6, volOfVol: 1.5, correlation: -0.4, years: 1 / 52 };
const LONG = accountOf('USDT', [holdingOf(PERP, 1_000, { cost: 100_000 })], [money('USDT', 15_000)]);
const STRANGLE = accountOf(
  'USDT',
  [
    holdingOf(optionOf('call', 115_000), -2, { mark: 3_000, vol: 0.6, years: 0.1 }),
    holdingOf(optionOf('put', 85_000), -2, { mark: 2_500, vol: 0.65, years: 0.1 }),
  ],
  [money('USDT', 42_000)],
);

function distance(account: typeof LONG, terms: Partial<typeof JOINT> = {}): JointDistance | null {
  const found = jointDistance(STANDARD, account, { ...JOINT, ...terms });
  return found === null ? null : answered(found);
}

describe('jointDistance', () => {
  it('is of a perp its price’s distance, whatever vols do', () => {
    const { falling } = answered(liquidationFactors(STANDARD, LONG, 'BTC'));
    const sds = -Math.log(falling ?? 0) / (0.6 * Math.sqrt(1 / 52));
    for (const correlation of [-0.7, 0, 0.5]) {
      const found = distance(LONG, { correlation });
      expect((found?.sds ?? 0) / sds).toBeCloseTo(1, 9);
      expect(found?.price).toBeCloseTo(falling ?? 0, 6);
    }
  });

  it.each([-0.6, 0, 0.6])(
    'is of short options the nearest of all moves, at a correlation of %f',
    (correlation) => {
      const found = distance(STRANGLE, { correlation });
      const root = Math.sqrt(JOINT.years);
      const of = (x: number, y: number) =>
        Math.sqrt((x * x - 2 * correlation * x * y + y * y) / (1 - correlation * correlation));
      const dies = (x: number, y: number) => {
        const shock = { moves: { BTC: Math.exp(0.6 * root * x) }, vol: Math.exp(1.5 * root * y) };
        const { balance, maintenance } = answered(standingOf(STANDARD, STRANGLE, shock));
        return balance < maintenance;
      };
      let least = Infinity;
      for (let x = -5; x <= 5; x += 0.05) {
        for (let y = -5; y <= 5; y += 0.05) {
          const sds = of(x, y);
          if (sds < least && dies(x, y)) least = sds;
        }
      }
      expect(least).toBeLessThan(5);
      // The grid's best is a little beyond the true one, by at most its own spacing in this measure.
      expect(found?.sds).toBeLessThanOrEqual(least);
      expect(found?.sds).toBeGreaterThan(least - 0.05 * of(1, -Math.sign(correlation)));
      const [x, y] = [Math.log(found?.price ?? 0) / (0.6 * root), Math.log(found?.vol ?? 0) / (1.5 * root)];
      expect(of(x, y)).toBeCloseTo(found?.sds ?? 0, 9);
    },
  );

  it('is nearer than either move alone where both hurt', () => {
    const both = distance(STRANGLE)?.sds ?? Infinity;
    const { falling, rising } = answered(liquidationFactors(STANDARD, STRANGLE, 'BTC'));
    const alone = Math.min(-Math.log(falling ?? 0), Math.log(rising ?? Infinity));
    expect(both).toBeLessThan(alone / (0.6 * Math.sqrt(JOINT.years)));
    expect(both).toBeGreaterThan(0);
  });

  it('is null out of reach, 0 where it has begun, and refuses by field', () => {
    expect(distance({ ...LONG, cash: [money('USDT', 1e6)] })).toBe(null);
    expect(distance({ ...LONG, cash: [money('USDT', 10)] })?.sds).toBe(0);
    expect(jointDistance(STANDARD, LONG, { ...JOINT, correlation: 1 })).toMatchObject({
      field: 'correlation',
      value: 1,
    });
    expect(jointDistance({ ...STANDARD, contracts: {} }, LONG, JOINT)).toMatchObject({
      field: 'contracts.BTCUSDT',
    });
  });
});
