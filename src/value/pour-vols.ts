import type { BookTable, OptionGroup, VolOf } from './book-table.ts';
import type { Marks } from './marks.ts';
import { optionVol } from './option-prices.ts';

/** The marks' own vols, as they were poured into a group's rows. */
export type PouredVols = Pick<Marks, 'vols' | 'optionVols'>;

/**
 * Pours the vols of a group's rows, unless they are the very objects that were poured into it last: at most ticks only
 * prices have moved. Allocates where they are not.
 */
export function pourVols(table: BookTable, group: OptionGroup, marks: Marks, volOf: VolOf): void {
  const { contracts, options } = table;
  const { vols, optionVols } = marks;
  const isOwn = volOf === optionVol;
  if (isOwn && group.vols?.vols === vols && group.vols.optionVols === optionVols) return;
  for (let row = group.from; row < group.to; row += 1) {
    const option = contracts[row];
    // The kernel refuses a vol that is no number, and says so.
    options.vol[row] = option === undefined ? Number.NaN : (volOf(option, marks) ?? Number.NaN);
  }
  const poured = optionVols === undefined ? { vols } : { vols, optionVols };
  group.vols = isOwn ? poured : null;
}
