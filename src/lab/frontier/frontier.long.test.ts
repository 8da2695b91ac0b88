import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { experiments, type ListedStudy } from '../lab.ts';
import { frontier } from './frontier.ts';
import frozen from './frozen.json' with { type: 'json' };

interface InSample {
  readonly kind: string;
  readonly coin: string;
  readonly tenorDays: number;
  readonly policy: string;
  readonly error: number;
}

const MINUTES = 10 * 60_000;

describeWithShared('frozen.json', () => {
  it(
    'holds the errors that each number led to on the default data',
    async () => {
      const { data, funding } = experiments.frontier as ListedStudy;
      const paths = (files: readonly string[]): string[] => files.map((file) => sharedPath('data', file));
      const setting = { data: paths(data), funding: paths(funding), chains: [], onProgress: () => undefined };
      const found: Record<string, Record<string, number[]>> = {};
      for (const row of (await frontier({ ...setting, isDefault: true })).rows as readonly InSample[]) {
        if (row.kind !== 'in-sample') continue;
        const cell = row.coin.includes(' ')
          ? (row.coin.split(' ')[0] as string)
          : `${row.coin} ${row.tenorDays}`;
        const policies = found[cell] ?? {};
        found[cell] = policies;
        policies[row.policy] = [...(policies[row.policy] ?? []), Number(row.error.toPrecision(4))];
      }
      expect(found).toEqual(frozen);
    },
    MINUTES,
  );
});
