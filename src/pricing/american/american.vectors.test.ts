/** Against QuantLib's high-precision engine (see the README beside the file), and the tree against both. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import type { Refused } from '../refused.ts';
import { american } from './american.ts';
import { leisenReimerMoves } from './moves.ts';
import { rollBack } from './roll-back.ts';
import { crr } from './tree.ts';
import type { AmericanValue, Terms } from './value.ts';

const OUTPUTS = ['price', 'delta', 'gamma', 'vega', 'theta', 'rho'] as const;
type Output = (typeof OUTPUTS)[number];
type Numbers = Readonly<Record<Output, number>>;

interface Row {
  readonly terms: Terms;
  readonly expected: Numbers;
}

function readRows(): Row[] {
  const text = readFileSync(sharedPath('reference', 'quantlib_european_american.csv'), 'utf8');
  const [header = '', ...lines] = text.trim().split('\n');
  const names = header.split(',');
  const cells = lines.map((line) => new Map(line.split(',').map((cell, i) => [names[i], cell])));
  return cells
    .filter((row) => row.get('style') === 'american')
    .map((row) => {
      const number = (name: string) => Number(row.get(name));
      const terms: Terms = {
        type: row.get('type') === 'call' ? 'call' : 'put',
        spot: number('spot'),
        strike: number('strike'),
        years: number('T'),
        vol: number('vol'),
        rate: number('rate'),
        carryYield: number('div'),
      };
      return { terms, expected: Object.fromEntries(OUTPUTS.map((o) => [o, number(o)])) as Numbers };
    });
}

/** What an error is measured by: the file's natural scales. */
function scaleOf({ spot, strike, vol, years }: Terms): Numbers {
  const root = Math.sqrt(years);
  const move = spot * vol * root;
  return {
    price: move,
    delta: 1,
    gamma: 1 / move,
    vega: spot * root,
    theta: (spot * vol) / root,
    rho: strike * years,
  };
}

function answered(result: AmericanValue | Refused): AmericanValue {
  if ('kind' in result) throw new Error(`refused ${result.field} ${result.value}`);
  return result;
}

/** Errors of `output`, rising. */
function errors(rows: readonly Row[], values: readonly Numbers[], output: Output): Float64Array {
  return Float64Array.from(rows, ({ terms, expected }, i) => {
    const value = values[i] as Numbers;
    return Math.abs(value[output] - expected[output]) / scaleOf(terms)[output];
  }).sort();
}

describeWithShared('american options of the reference file', () => {
  const rows = readRows();
  const values = rows.map(({ terms }) => answered(american(terms)));

  it('are all there', () => {
    expect(rows).toHaveLength(689);
  });

  it.each([
    ['price', 1e-7, 1e-8],
    ['delta', 1e-5, 5e-7],
    ['gamma', 5e-5, 1e-6],
    ['vega', 5e-5, 1e-6],
    ['theta', 2e-5, 5e-7],
  ] as const)('have their %s within %d, and 19 of 20 within %d', (output, worst, most) => {
    const sorted = errors(rows, values, output);
    expect(sorted.at(-1)).toBeLessThan(worst);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeLessThan(most);
  });

  it('have their rho, where the stencil of the file stays at rates above 0', () => {
    // Its rho is a stencil of rates 0.001 and 0.002 down and up, which costs it digits, and all of them where
    // it reaches rates below 0: early exercise then ends.
    const inside = rows.map((_, i) => i).filter((i) => (rows[i] as Row).terms.rate > 0.002);
    expect(inside.length).toBeGreaterThan(550);
    const sorted = errors(
      inside.map((i) => rows[i] as Row),
      inside.map((i) => values[i] as AmericanValue),
      'rho',
    );
    expect(sorted.at(-1)).toBeLessThan(1e-3);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeLessThan(2e-5);
  });

  it('are found by a Leisen-Reimer tree of 1001 steps', () => {
    const sorted = Float64Array.from(rows, ({ terms, expected }) => {
      const moves = leisenReimerMoves(terms, 1001);
      if ('kind' in moves) throw new Error(`refused ${moves.field}`);
      return Math.abs(rollBack(terms, moves, 1001, true).now - expected.price) / scaleOf(terms).price;
    }).sort();
    // Exercise at 1001 dates only costs two deep puts of two years more than 1e-4: the error halves with
    // twice the steps, and QuantLib 1.29's own LeisenReimer(1001) is as far off, by 1.16e-4 and 1.002e-4.
    expect(sorted.filter((error) => error > 1e-4).length).toBeLessThanOrEqual(2);
    expect(sorted.at(-1)).toBeLessThan(1.2e-4);
    expect(sorted[Math.floor(0.95 * sorted.length)]).toBeLessThan(3e-5);
  });

  it('are approached by a tree of Cox, Ross & Rubinstein', () => {
    const few = rows.filter((_, i) => i % 20 === 0);
    const mean = (steps: number): number => {
      const trees = few.map(({ terms }) => answered(crr(terms, steps)));
      return errors(few, trees, 'price').reduce((sum, error) => sum + error, 0) / few.length;
    };
    const coarse = mean(50);
    expect(coarse).toBeLessThan(1e-3);
    expect(mean(400)).toBeLessThan(0.25 * coarse);
  });
});
