import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastLots, mostLots } from './amount.ts';

const size = fc.integer({ min: 0, max: 5_000 });

describe('how many lots', () => {
  it('is the first that is enough, and the last that is allowed', () => {
    fc.assert(
      fc.property(size, size, (most, edge) => {
        expect(leastLots(most, (count) => count >= edge)).toBe(
          most < 1 || edge > most ? null : Math.max(1, edge),
        );
        expect(mostLots(most, (count) => count <= edge)).toBe(Math.min(most, edge));
      }),
    );
  });
});
