import { describe, expect, it } from 'vitest';
import { BOOKS } from './books.ts';
import { netted } from './netted.ts';

describe('netted', () => {
  const rows = netted();
  const of = (book: string, model: string, hasHaircuts: boolean) =>
    rows.find((row) => row.book === book && row.model === model && row.hasHaircuts === hasHaircuts);

  it('is every book under its venues’ rules and under every preset, twice', () => {
    expect(rows.length).toBe(BOOKS.length * (1 + 4 * 2));
    for (const { gross, netted: together, saving } of rows) {
      expect(together).toBeGreaterThanOrEqual(0);
      expect(saving).toBeCloseTo(1 - together / gross, 12);
      expect(together).toBeLessThanOrEqual(gross * (1 + 1e-12));
    }
  });

  it('is what can be reckoned by hand', () => {
    // A million in coins that are paid for, and a tenth of a million for the perp.
    expect(of('basis pair', 'venues', false)).toMatchObject({ gross: 1_100_000, netted: 1_100_000 });
    // Derive: 1.25 · 20 % and 3 % of a short perp, 1.25 · 20 % of the coin; together the 3 %.
    const derive = of('basis pair', 'derive-pmrm', false);
    expect(derive?.gross).toBeCloseTo(280_000 + 250_000, 6);
    expect(derive?.netted).toBeCloseTo(30_000, 6);
    // A haircut of 5 % leaves as much of the coin without a hedge, and is itself not to be had.
    const cut = of('basis pair', 'derive-pmrm', true);
    expect(cut?.netted).toBeCloseTo(30_000 + 1.25 * 0.2 * 50_000 + 50_000, 6);
    // Deribit: 15 % of each option and what its price was, less that price; 10 % of the perp's 60,000.
    expect(of('hedged straddle', 'venues', false)?.gross).toBeCloseTo(306_000, 6);
  });
});
