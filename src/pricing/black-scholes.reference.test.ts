import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../test/support/shared-data.ts';
import { blackScholes, type OptionValue } from './black-scholes.ts';

type Numbers = readonly number[];

/** Row by row: our value for each column of py_vollib's tests that names one of its outputs. */
const COLUMNS: Readonly<Record<string, readonly ['call' | 'put', keyof OptionValue]>> = {
  ...{ bs_call: ['call', 'price'], CD: ['call', 'delta'], CG: ['call', 'gamma'], CT: ['call', 'theta'] },
  ...{ CV: ['call', 'vega'], CR: ['call', 'rho'], call_vals: ['call', 'price'] },
  ...{ bs_put: ['put', 'price'], PD: ['put', 'delta'], PG: ['put', 'gamma'], PT: ['put', 'theta'] },
  ...{ PV: ['put', 'vega'], PR: ['put', 'rho'] },
};

describeWithShared('the vectors that py_vollib is tested with', () => {
  const path = sharedPath('data', 'reference', 'pyvollib_bs_vectors.json');
  const { columns, data } = JSON.parse(readFileSync(path, 'utf8')) as { columns: string[]; data: Numbers[] };
  const at = (row: Numbers, name: string) => row[columns.indexOf(name)] ?? Number.NaN;

  // The file holds derivatives per 1.00 and per year; the library's functions scale them to a vol point, a
  // percent and a day.
  it.each(Object.entries(COLUMNS))('agree with %s in every digit printed', (name, [type, output]) => {
    expect(data).toHaveLength(101);
    let worst = 0;
    for (const row of data) {
      const ours = blackScholes({
        ...{ type, carryYield: 0, spot: at(row, 'S'), strike: at(row, 'K') },
        ...{ years: at(row, 't'), vol: at(row, 'v'), rate: at(row, 'R') },
      });
      if ('kind' in ours) throw new Error(`refused ${ours.field}`);
      const theirs = at(row, name);
      // Ten digits, or nine decimals where that is fewer.
      const printed = Math.max(5e-10, 5e-10 * Math.abs(theirs));
      worst = Math.max(worst, Math.abs(ours[output] - theirs) / printed);
    }
    expect(worst).toBeLessThanOrEqual(1);
  });
});
