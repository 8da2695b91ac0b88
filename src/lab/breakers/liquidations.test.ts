import { afterAll, describe, expect, it } from 'vitest';
import { liquidationPrints } from '../../guard/breakers/liquidation-prints.ts';
import { millis } from '../../units/units.ts';
import { makeFolder, tableOf } from '../data/data-fixture.ts';
import { readLiquidations } from './liquidations.ts';

const folder = makeFolder();
afterAll(folder.remove);

const T = Date.UTC(2019, 10, 15);

describe('recorded liquidations', () => {
  it('say up to which daily volume the signal would have spoken, for each symbol', async () => {
    const path = folder.write(
      'x_liquidations.csv',
      tableOf('ts_ms,symbol,side,price,leaves_qty', [
        `${T},B,Sell,180,4`,
        `${T},A,Sell,8000,300`,
        `${T + 60_000},A,Sell,7990,700`,
        `${T + 3_600_000},A,Buy,8000,10`,
        `${T + 3_600_001},A,Buy,8000,x`,
      ]),
    );
    const { rows, report } = await readLiquidations(path);
    expect(report).toMatchObject({ rows: 4, refused: { count: 1 } });
    expect(rows.map(({ symbol, prints, liquidated }) => [symbol, prints, liquidated])).toEqual([
      ['A', 3, 1_010],
      ['B', 1, 4],
    ]);
    const [row] = rows;
    expect(row!.worstAt).toBe(new Date(T + 60_000).toISOString());
    // 300 decayed over one minute of five, and 700; by the square-root law 4 / 288 of a day are two moves.
    const flow = 300 * Math.exp(-1 / 5) + 700;
    expect(row!.cautiousBelow).toBeCloseTo((288 / 4) * flow, 6);
    expect(row!.reduceBelow).toBeCloseTo((288 / 16) * flow, 6);
    const graded = (dailyVolume: number): number => {
      const at = millis(T);
      const state = liquidationPrints.fold(undefined, { at, liquidated: flow, dailyVolume });
      return liquidationPrints.severity(state!, at).severity;
    };
    expect([1.01, 0.99].map((share) => graded(share * row!.cautiousBelow))).toEqual([0, 1]);
    expect([1.01, 0.99].map((share) => graded(share * row!.reduceBelow))).toEqual([1, 2]);
  });
});
