import { describe, expect, it } from 'vitest';
import { millis } from '../units/units.ts';
import { CLOCK_TICKS, createMachineClock } from './clock.ts';
import { faultsOf } from './sim-fixture.ts';

const NOW = millis(1_000_000);

describe('the clock of our machine', () => {
  it('is right where nobody sets it', () => {
    const clock = createMachineClock(faultsOf(), 1_000);
    for (let i = 0; i < 100; i += 1) clock.tick();
    expect([clock.read(NOW), clock.aheadMs]).toEqual([NOW, 0]);
  });

  it('is set forward, back and right again, never further than it may be off, and mended in the end', () => {
    const clock = createMachineClock(faultsOf({ clockJump: 0.5 }), 1_000);
    const seen = new Set<number>();
    for (let i = 0; i < 400; i += 1) {
      clock.tick();
      expect(clock.read(NOW) - NOW).toBe(clock.aheadMs);
      seen.add(clock.aheadMs);
    }
    expect(Math.max(...seen)).toBeGreaterThan(30_000);
    expect(Math.min(...seen)).toBeLessThan(-30_000);
    expect(Math.max(...[...seen].map(Math.abs))).toBeLessThanOrEqual(1_000 * CLOCK_TICKS);
    expect(seen).toContain(0);
    clock.mend();
    expect(clock.read(NOW)).toBe(NOW);
  });
});
