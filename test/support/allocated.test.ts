import { expect, it } from 'vitest';
import { allocatedBy } from '../../bench/allocated.ts';

it('sees what a pass leaves behind, and nothing where it leaves nothing', () => {
  const sums = new Float64Array(9);
  const quiet = (): void => {
    for (let i = 0; i < 9; i += 1) sums[i] = (sums[i] as number) + i;
  };
  const kept: number[][] = [];
  const loud = (): void => {
    kept[0] = new Array(100).fill(1.5);
  };
  for (let i = 0; i < 1_000; i += 1) {
    quiet();
    loud();
  }
  expect(allocatedBy(quiet)).toBe(0);
  expect(allocatedBy(loud)).toBeGreaterThanOrEqual(400);
  const boxed: { value: unknown } = { value: 0 };
  const box = (): void => {
    boxed.value = { at: boxed };
  };
  expect(allocatedBy(box)).toBeGreaterThanOrEqual(8);
});
