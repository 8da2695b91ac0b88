import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../math/normal.ts';
import { createRandom } from '../../math/random.ts';
import { touchChance } from './touch-chance.ts';

type Terms = Parameters<typeof touchChance>[0];

function chance(terms: Partial<Terms>): number {
  const answer = touchChance({ falling: null, rising: null, vol: 0.6, years: 1 / 365, ...terms });
  if (typeof answer !== 'number') throw new Error(answer.field);
  return answer;
}

/** One less what survives between both, by the eigenfunctions of the heat equation instead of by images. */
function byWaves(falling: number, rising: number, spread: number): number {
  const [low, high] = [Math.log(falling), Math.log(rising)];
  const gap = high - low;
  // Of drift −spread²/2 and variance spread², at time 1.
  const tilt = -0.5;
  let stays = 0;
  for (let k = 1; k < 400; k += 1) {
    const wave = (k * Math.PI) / gap;
    const decay = Math.exp(-0.5 * spread * spread * (tilt * tilt + wave * wave));
    const mass =
      (Math.exp(tilt * low) * wave * (1 - (k % 2 === 0 ? 1 : -1) * Math.exp(tilt * gap))) /
      (tilt * tilt + wave * wave);
    stays += (2 / gap) * Math.sin(-wave * low) * decay * mass;
  }
  return 1 - stays;
}

/** Share of simulated paths that touch, between their points by the bridge's own chance. */
function simulated({ falling, rising, vol, years, volUncertainty = 0 }: Terms, paths: number): number {
  const random = createRandom('touch');
  const steps = 50;
  let touched = 0;
  for (let path = 0; path < paths; path += 1) {
    const own = vol * Math.exp(volUncertainty * random.normal() - volUncertainty * volUncertainty);
    const sd = own * Math.sqrt(years / steps);
    let x = 0;
    let stays = 1;
    for (let step = 0; step < steps && stays > 0; step += 1) {
      const next = x + sd * random.normal() - 0.5 * sd * sd;
      for (const [barrier, way] of [
        [falling, 1],
        [rising, -1],
      ] as const) {
        if (barrier === null) continue;
        const [from, to] = [way * (x - Math.log(barrier)), way * (next - Math.log(barrier))];
        stays *= from > 0 && to > 0 ? 1 - Math.exp((-2 * from * to) / (sd * sd)) : 0;
      }
      x = next;
    }
    touched += 1 - stays;
  }
  return touched / paths;
}

describe('touchChance', () => {
  it('is the reflection principle’s for one barrier', () => {
    // Twice the chance of ending there, but for the drift, which is small over a day.
    const sd = 0.6 * Math.sqrt(1 / 365);
    for (const sds of [1, 2, 4]) {
      const twice = 2 * normalCdf(-sds);
      expect(chance({ falling: Math.exp(-sds * sd) }) / twice).toBeCloseTo(1 + sd * sds * 0.5, 1);
    }
    // A martingale that starts at 1 gets to 2 some day with a chance of a half, and to 0.5 surely.
    expect(chance({ rising: 2, vol: 1, years: 400 })).toBeCloseTo(0.5, 9);
    expect(chance({ falling: 0.5, vol: 1, years: 400 })).toBeCloseTo(1, 9);
  });

  it('is for two barriers what the other series gives', () => {
    const factor = fc.double({ min: 0.02, max: 0.9, noNaN: true });
    const spread = fc.double({ min: 0.03, max: 2, noNaN: true });
    fc.assert(
      fc.property(factor, factor, spread, (down, up, s) => {
        const [falling, rising] = [1 - down, 1 + up];
        const answer = chance({ falling, rising, vol: s, years: 1 });
        expect(Math.abs(answer - byWaves(falling, rising, s))).toBeLessThan(1e-10);
        const each = [chance({ falling, vol: s, years: 1 }), chance({ rising, vol: s, years: 1 })];
        expect(answer).toBeLessThanOrEqual(Math.min(1, (each[0] ?? 0) + (each[1] ?? 0)) + 1e-12);
        expect(answer).toBeGreaterThanOrEqual(Math.max(...each) - 1e-12);
      }),
    );
  });

  it.each([
    { falling: 0.93, rising: null, vol: 0.8, years: 1 / 365 },
    { falling: 0.93, rising: 1.05, vol: 0.8, years: 1 / 365 },
    { falling: 0.85, rising: 1.12, vol: 0.6, years: 1 / 365, volUncertainty: 0.4 },
  ])('is what paths do: %o', (terms) => {
    const paths = 20_000;
    const expected = chance(terms);
    const error = Math.sqrt((expected * (1 - expected)) / paths);
    expect(Math.abs(simulated(terms, paths) - expected) / error).toBeLessThan(4);
  });

  it('grows far out with what is not known of the vol', () => {
    const far = { falling: 0.8, vol: 0.6 };
    expect(chance({ ...far, volUncertainty: 0.4 })).toBeGreaterThan(50 * chance(far));
    expect(chance({ ...far, volUncertainty: 1e-6 }) / chance(far)).toBeCloseTo(1, 6);
  });

  it('is sure or nothing at its edges, and refuses what is beyond', () => {
    expect(chance({})).toBe(0);
    expect(chance({ falling: 1 })).toBe(1);
    expect(chance({ falling: 0.9, vol: 0 })).toBe(0);
    expect(chance({ falling: 0.9, years: 0 })).toBe(0);
    expect(chance({ falling: 0.99, rising: 1.01, years: 100 })).toBe(1);
    const at = (terms: Partial<Terms>) =>
      touchChance({ falling: 0.9, rising: null, vol: 0.6, years: 1, ...terms });
    expect(at({ falling: 1.1 })).toMatchObject({ kind: 'refused', field: 'falling' });
    expect(at({ rising: 0.9 })).toMatchObject({ kind: 'refused', field: 'rising' });
    expect(at({ vol: Number.NaN })).toMatchObject({ kind: 'refused', field: 'vol' });
    expect(at({ volUncertainty: -1 })).toMatchObject({ kind: 'refused', field: 'volUncertainty' });
  });
});
