import { describe, expect, it } from 'vitest';
import { INVERSE, LINEAR } from './exchange-fixture.ts';
import { priceOf, ticksOf } from './price.ts';

describe('prices and ticks', () => {
  it('are each other, with no float noise', () => {
    const tenth = { ...LINEAR, instrument: { ...LINEAR.instrument, tick: 0.1 } };
    for (const ticks of [1, 3, 7, 600_001, 1_234_567]) {
      expect(priceOf(tenth, ticks)).toBe(Number(`${Math.floor(ticks / 10)}.${ticks % 10}`));
      expect(ticksOf(tenth, priceOf(tenth, ticks), 'down')).toBe(ticks);
      expect(ticksOf(tenth, priceOf(tenth, ticks), 'up')).toBe(ticks);
    }
    expect(priceOf(INVERSE, 100_001)).toBe(50_000.5);
  });

  it('between ticks round to where they are asked to', () => {
    expect(ticksOf(INVERSE, 50_000.3, 'down')).toBe(100_000);
    expect(ticksOf(INVERSE, 50_000.3, 'up')).toBe(100_001);
    expect(ticksOf(INVERSE, 50_000.3, 'nearest')).toBe(100_001);
  });
});
