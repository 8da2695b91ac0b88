import { describe, expect, it } from 'vitest';
import { createEngine } from '../../engine/engine.ts';
import type { Kernel } from '../../pricing/kernel/kernel.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { replayed, SOUND } from '../host.ts';
import { stage, WILD } from './stage.ts';

/** A kernel that answers NaN at some prices, always the same. */
function broken(column: 'delta' | 'price' | 'gamma'): Kernel {
  const sound = typescriptKernel();
  return {
    ...sound,
    id: `${sound.id} but for ${column}`,
    value(table, from, to) {
      const refused = sound.value(table, from, to);
      for (let row = from; row < to; row += 1)
        if (Math.floor(table.spot[row] ?? 0) % 5 === 0) table[column][row] = Number.NaN;
      return refused;
    },
  };
}

describe('a model that answers no number', () => {
  // A bug, and bugs stop the process: what is refused by the kernel itself, such as a vol of 0, only holds the decision.
  it.each([
    ['delta', /delta: NaN is not finite/],
    ['price', /equity: NaN is not finite/],
    ['gamma', /gamma: NaN is not finite/],
  ] as const)('stops the process before an entry or an order is made of it: %s', (column, named) => {
    const engine = createEngine(broken(column));
    const composition = { ...SOUND, engine: () => engine };
    const { play, orders, world } = stage({ ...WILD, composition });
    expect(() => play(300)).toThrow(named);
    expect(orders().every(({ request }) => Number.isFinite(request.lots) && request.lots !== 0)).toBe(true);
    expect(world.host.lines.length).toBeGreaterThan(3);
    expect(replayed(world.host.lines, composition)).toMatchObject({ difference: null });
  });
});
