import { afterEach, describe, expect, it } from 'vitest';
import { createRig, type Rig, type Spec } from './rig.ts';
import { TABLE } from './table.ts';

/** Runs the table on a venue, and says which of its cases do not apply to it. */
export function conforms(spec: Spec): void {
  const applies = TABLE.filter(({ notFor }) => !notFor?.(spec));
  describe(`${spec.name} as a venue`, () => {
    let rig: Rig | undefined;
    afterEach(async () => {
      await rig?.close();
      rig = undefined;
    });
    it.each(applies.map((one) => [one.name, one] as const))('%s', { timeout: 30_000 }, async (_name, one) => {
      rig = await createRig(spec, one.rig);
      if (one.opens === undefined) await rig.open();
      await one.run(rig);
    });
    it('leaves out only what it cannot have', () => {
      for (const { notFor } of TABLE) expect(notFor?.(spec) ?? false).not.toBe('');
      expect(applies.length).toBeGreaterThan(TABLE.length - 5);
    });
  });
}
