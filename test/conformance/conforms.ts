import { afterEach, describe, expect, it } from 'vitest';
import { MARGIN } from './margin.ts';
import { RESTING } from './resting.ts';
import { createRig, type Rig, type RigOptions, type Spec, type Traits } from './rig.ts';
import { TABLE } from './table.ts';

const ALL = [...TABLE, ...RESTING, ...MARGIN];

/** Runs the table on a venue that is spoken to over a socket. */
export function conforms(spec: Spec): void {
  conformsOn(spec, (options) => createRig(spec, options), 5);
}

/** Runs the table on a venue, and sees to it that fewer than `most` of its cases do not apply to it. */
export function conformsOn(
  spec: Traits,
  make: (options: RigOptions | undefined) => Promise<Rig>,
  most: number,
): void {
  const applies = ALL.filter(({ notFor }) => !notFor?.(spec));
  describe(`${spec.name} as a venue`, () => {
    let rig: Rig | undefined;
    afterEach(async () => {
      await rig?.close();
      rig = undefined;
    });
    it.each(applies.map((one) => [one.name, one] as const))('%s', { timeout: 30_000 }, async (_name, one) => {
      rig = await make(one.rig);
      if (one.opens === undefined) await rig.open();
      await one.run(rig);
    });
    it('leaves out only what it cannot have', () => {
      for (const { notFor } of ALL) expect(notFor?.(spec) ?? false).not.toBe('');
      expect(applies.length).toBeGreaterThan(ALL.length - most);
    });
  });
}
