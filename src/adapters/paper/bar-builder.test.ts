import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBarBuilder } from './bar-builder.ts';
import { plus, START } from './paper-fixture.ts';

describe('a bar builder', () => {
  it('leaves out the bar that it has not seen from its beginning', () => {
    const builder = createBarBuilder('x');
    builder.tick(90, 1);
    builder.tick(100, 1);
    expect(builder.close(START)).toBeUndefined();
  });

  it('opens each bar at the close of the one before', () => {
    const builder = createBarBuilder('x');
    builder.tick(100, 9);
    builder.close(START);
    for (const price of [103, 99, 101]) builder.tick(price, 2);
    expect(builder.close(START)).toEqual({
      ...{ instrument: 'x', start: START },
      ...{ open: 100, high: 103, low: 99, close: 101, volume: 6 },
    });
    builder.tick(102, 1);
    expect(builder.close(plus(1))).toMatchObject({ open: 101, high: 102, low: 101, close: 102, volume: 1 });
  });

  it('makes a flat bar of no ticks', () => {
    const builder = createBarBuilder('x');
    builder.tick(100, 1);
    builder.close(START);
    expect(builder.close(START)).toMatchObject({ open: 100, high: 100, low: 100, close: 100, volume: 0 });
  });

  it('keeps every tick between low and high', () => {
    const price = fc.double({ min: 1, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(price, fc.array(price, { minLength: 1 }), (first, prices) => {
        const builder = createBarBuilder('x');
        builder.tick(first, 0);
        builder.close(START);
        for (const next of prices) builder.tick(next, 1);
        const { open, high, low, close, volume } = builder.close(START) ?? expect.fail('no bar');
        expect([open, close, volume]).toEqual([first, prices.at(-1), prices.length]);
        expect([low, high]).toEqual([Math.min(first, ...prices), Math.max(first, ...prices)]);
      }),
    );
  });
});
