import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { readBars } from '../data/bar-file.ts';
import { barsOf } from './bars.ts';
import { fitParameters } from './fit.ts';
import { PARAMETERS } from './regimes.ts';

/** After so many steps the search for the prior has settled. */
const EVALUATIONS = 120;

describeWithShared('parameters.json', () => {
  it('is what the years before 2020 make it', async () => {
    const { fitted, model } = PARAMETERS;
    const runs = await Promise.all(
      fitted.bases.map(async (base) => {
        const path = sharedPath('data', 'ohlcv', `${base}USDT_spot_1h_2018_2025H1.csv.gz`);
        return barsOf(await readBars(path, model.intervalMs), model.intervalMs);
      }),
    );
    const again = fitParameters(runs, model.intervalMs, ['BTC', 'ETH'], Date.UTC(2020, 0, 1), EVALUATIONS);
    expect(again).toEqual(PARAMETERS);
  });
});
