import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { makeFolder } from '../data/data-fixture.ts';
import { GNP_FILE, markovGnp } from './gnp.ts';

const folder = makeFolder();
afterAll(folder.remove);

describeWithShared('markov.gnp', () => {
  const path = sharedPath('data', ...GNP_FILE.split('/'));

  it('is met, and its rows say so', async () => {
    const { goal, rows, file } = await markovGnp(path);
    expect(rows.map(({ parameter }) => parameter)).toEqual([
      'p00',
      'p10',
      'mu0',
      'mu1',
      'sigma2',
      'phi1',
      'phi2',
      'phi3',
      'phi4',
      'logLikelihood',
    ]);
    expect(goal).toMatchObject({ id: 'markov.gnp', target: 1e-4, met: true });
    expect(goal.reached).toBe(Math.max(...rows.map((row) => Math.abs(row.reached - row.published))));
    expect(goal.reached).toBeLessThan(1e-5);
    expect(rows.at(-1)?.reached).toBeCloseTo(-181.26339, 4);
    expect(file.rows).toBe(135);
  });

  it('is not met where one growth rate is another', async () => {
    const other = JSON.parse(readFileSync(path, 'utf8'));
    other.series[40] += 0.01;
    const { goal } = await markovGnp(folder.write('other.json', JSON.stringify(other)));
    expect(goal.met).toBe(false);
    expect(goal.reached).toBeGreaterThan(1e-4);
  });
});

describe('markovGnp', () => {
  it('refuses a file that is not there, or is something else', async () => {
    await expect(markovGnp(folder.path('none.json'))).rejects.toThrow('cannot read');
    await expect(markovGnp(folder.write('a.json', 'ts_ms,open'))).rejects.toThrow('no reference');
    await expect(markovGnp(folder.write('b.json', '{"series":[1],"order4":{}}'))).rejects.toThrow(
      'no reference',
    );
  });

  it('reaches nothing on a series that cannot be fitted', async () => {
    const order4 = { p00: 0, p10: 0, mu0: 0, mu1: 0, sigma2: 0, phi: [0, 0, 0, 0], loglik: 0 };
    const short = folder.write('short.json', JSON.stringify({ series: [1, 2, 3], order4 }));
    const { goal, rows } = await markovGnp(short);
    expect(goal).toMatchObject({ reached: null, met: false });
    expect(rows).toEqual([]);
  });
});
