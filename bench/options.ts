/** Made-up options for benchmarks, spread as in books of digital assets; the same ones in every run. */
import { createRandom, type Random } from '../src/math/random.ts';
import type { Kernel, OptionTable } from '../src/pricing/kernel/kernel.ts';

/** Contract, rates and market, in the order in which peers are given them. */
const INPUTS = ['sign', 'strike', 'years', 'rate', 'carryYield', 'spot', 'vol'] as const;

/** Columns of options, in the units of the kernel's tables. */
export type OptionColumns = Readonly<Record<(typeof INPUTS)[number], Float64Array>>;

export const DAYS_A_YEAR = 365;

/** Uniform in the logarithm. */
export function between(random: Random, low: number, high: number): number {
  return low * Math.exp(random.next() * Math.log(high / low));
}

/**
 * `count` options: a day to two years, vols of 20 % to 200 %, strikes about one and a half standard deviations
 * around a spot of 0.1 to 100,000, rates of −2 % to 10 %, yields of −5 % to 10 %. Days are whole, since some
 * peers know only dates.
 */
export function optionColumns(seed: string, count: number): OptionColumns {
  const random = createRandom(seed);
  const column = (): Float64Array => new Float64Array(count);
  const made = {
    ...{ sign: column(), strike: column(), years: column(), rate: column() },
    ...{ carryYield: column(), spot: column(), vol: column() },
  };
  for (let i = 0; i < count; i += 1) {
    const years = Math.round(between(random, 1, 2 * DAYS_A_YEAR)) / DAYS_A_YEAR;
    const vol = between(random, 0.2, 2);
    const spot = between(random, 0.1, 100_000);
    made.sign[i] = random.int(2) === 0 ? 1 : -1;
    made.years[i] = years;
    made.vol[i] = vol;
    made.spot[i] = spot;
    made.strike[i] = spot * Math.exp(1.5 * vol * Math.sqrt(years) * random.normal());
    made.rate[i] = -0.02 + 0.12 * random.next();
    made.carryYield[i] = -0.05 + 0.15 * random.next();
  }
  return made;
}

/** `columns` as a book on `count` underlyings, one after another; strikes are as far from their spot as before. */
export function onUnderlyings(columns: OptionColumns, count: number): OptionColumns {
  const each = Math.ceil(columns.spot.length / count);
  const spot = columns.spot.map((_, i) => 0.5 * Math.exp(1.3 * Math.floor(i / each)));
  const strike = columns.strike.map((k, i) => (k / (columns.spot[i] ?? 1)) * (spot[i] ?? 1));
  return { ...columns, spot, strike };
}

/** The columns in the order in which peers are given them. */
export function inOrder(columns: OptionColumns): Float64Array[] {
  return INPUTS.map((name) => columns[name]);
}

/** Fills `table` with `columns`, and prepares it. */
export function fill(kernel: Kernel, table: OptionTable, columns: OptionColumns): void {
  for (const name of INPUTS) table[name].set(columns[name]);
  kernel.prepare(table, 0, columns.sign.length);
}
