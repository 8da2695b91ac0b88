import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { experiments, type ListedStudy } from '../lab.ts';
import { adaptive } from './adaptive.ts';
import type { Pasts } from './choose.ts';
import frozen from './frozen.json' with { type: 'json' };

interface PastRow {
  readonly kind: string;
  readonly key: string;
  readonly past: Pasts;
}

const MINUTES = 10 * 60_000;

describeWithShared('frozen.json', () => {
  it(
    'holds what each band cost and missed on the default data',
    async () => {
      const { data } = experiments.adaptive as ListedStudy;
      const setting = { data: data.map((file) => sharedPath('data', file)), funding: [], chains: [] };
      const { rows } = await adaptive({ ...setting, isDefault: true, onProgress: () => undefined });
      const digits = (value: number): number => Number(value.toPrecision(4));
      const found = (rows as readonly PastRow[])
        .filter(({ kind }) => kind === 'past')
        .map(({ key, past }) => [
          key,
          past.map((row) => row.map(({ cost, known }) => [digits(cost), digits(known)])),
        ]);
      expect(Object.fromEntries(found)).toEqual(frozen);
    },
    MINUTES,
  );
});
