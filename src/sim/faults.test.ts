import { describe, expect, it } from 'vitest';
import { createRandom } from '../math/random.ts';
import { createFaults, drawMix, FAULTS } from './faults.ts';
import { faultsOf, mixOf } from './sim-fixture.ts';

const mixes = Array.from({ length: 400 }, (_, seed) => drawMix(createRandom(seed)));

describe('a mix of faults', () => {
  it('is the same for the same seed', () => {
    expect(drawMix(createRandom(3))).toEqual(mixes[3]);
    expect(drawMix(createRandom(4))).not.toEqual(mixes[3]);
  });

  it('has some worlds without any fault, some with few and some with most', () => {
    const counts = mixes.map((mix) => FAULTS.filter((fault) => mix[fault] > 0).length);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(10);
    expect(counts.filter((count) => count > 0 && count < 6).length).toBeGreaterThan(40);
    expect(counts.filter((count) => count > FAULTS.length - 6).length).toBeGreaterThan(40);
  });

  it('has every fault in about half of the worlds, at many rates below 1', () => {
    for (const fault of FAULTS) {
      const rates = mixes.map((mix) => mix[fault]).filter((rate) => rate > 0);
      expect(rates.length).toBeGreaterThan(120);
      expect(Math.max(...rates)).toBeLessThan(1);
      expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(3);
    }
  });
});

describe('faults at work', () => {
  it('strike as often as their mix says, and are counted', () => {
    const faults = faultsOf({ lostFill: 0.25 });
    const struck = Array.from({ length: 4_000 }, () => faults.strikes('lostFill')).filter(Boolean);
    expect(struck.length / 4_000).toBeCloseTo(0.25, 1);
    expect(faults.counts).toMatchObject({ lostFill: struck.length, lostAck: 0 });
  });

  it('never strike where the mix is without them, nor after they were stopped', () => {
    const faults = faultsOf({ lostFill: 1 });
    expect(faults.strikes('lostAck')).toBe(false);
    expect(faults.strikes('lostFill')).toBe(true);
    faults.stop();
    expect(faults.strikes('lostFill')).toBe(false);
    expect(faults.counts.lostFill).toBe(1);
  });

  it('draw from streams of their own: one fault more changes no other', () => {
    const strikesOf = (others: boolean) => {
      const faults = createFaults(mixOf({ lostFill: 0.5, lostAck: 0.5 }), createRandom(9));
      return Array.from({ length: 50 }, () => {
        if (others) faults.strikes('lostAck');
        if (others) faults.of('lostFill').next();
        return faults.strikes('lostFill');
      });
    };
    expect(strikesOf(true)).toEqual(strikesOf(false));
  });
});
