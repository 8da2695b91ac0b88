import { describe, expect, it } from 'vitest';
import { interleaved, medianOf, resultOf } from '../../bench/bench.ts';

describe('what benchmarks share', () => {
  it('takes the middle', () => {
    expect(medianOf([{ a: 1 }, { a: 9 }, { a: 3 }], 'a')).toBe(3);
    expect(medianOf([{ a: 1 }, {}], 'a')).toBeNaN();
  });

  it('measures in turn, back and forth, and leaves out the first round', async () => {
    const order: string[] = [];
    const contestant = (name: string) => () => order.push(name);
    const rows = await interleaved(2, { a: contestant('a'), b: contestant('b') });
    expect(order.join('')).toBe('abbaab');
    expect(rows).toEqual([
      { round: 1, b: 3, a: 4 },
      { round: 2, a: 5, b: 6 },
    ]);
  });

  it('says on what it was run', () => {
    const found = { data: [], peers: [], rows: [], goals: [] };
    const { name, commit, node } = resultOf('x', found);
    expect([name, node]).toEqual(['x', process.version]);
    expect(commit).toMatch(/^([0-9a-f]{7,40}(-dirty)?|unknown)$/);
  });
});
