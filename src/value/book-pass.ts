/** Passes over a poured book table: sums per underlying, and the value and Greeks of every row. */
import { payoff } from '../domain/instrument.ts';
import { STATUS, TOTALS } from '../pricing/kernel/kernel.ts';
import { type BookTable, type OptionGroup, WIDTH } from './book-table.ts';
import { otherDelta, otherGamma, otherValue } from './other-rows.ts';

/** The sums of one group, before they join those of their underlying. One pass runs at a time. */
const scratch = new Float64Array(WIDTH);

/** What `status` says of rows that the kernel was not asked about: nothing tells what their spot is. */
const NO_SPOT = STATUS.indexOf('spot');

/** How each sum changes with the currency that it is in: multiplied by its worth, divided by it, or neither. */
const BY_WORTH: readonly number[] = TOTALS.map((name) => {
  if (name === 'gamma') return -1;
  return name === 'delta' || name === 'vanna' || name === 'charm' ? 0 : 1;
});

/**
 * Adds a group's sums, in the quote of the index, to the nine of `into` from `offset` on: at `spotScale` times
 * the spot and `volScale` times the vols that were poured in. Answers how many rows were refused.
 */
export function addGroup(
  table: BookTable,
  group: OptionGroup,
  spotScale: number,
  volScale: number,
  into: Float64Array,
  offset: number,
): number {
  if (!group.ready) return 0;
  const { from, to, inIndexQuote: worth } = group;
  const spot = group.spot * spotScale;
  const refused = table.kernel.total(table.options, from, to, spot, volScale, scratch);
  if (group.expired > 0) scratch[0] = (scratch[0] ?? 0) + expiredValue(table, group, spot);
  for (let i = 0; i < WIDTH; i += 1) {
    const sum = scratch[i] ?? 0;
    const by = BY_WORTH[i] ?? 0;
    const restated = worth === 1 || by === 0 ? sum : sum * (by > 0 ? worth : 1 / worth);
    into[offset + i] = (into[offset + i] ?? 0) + restated;
  }
  return refused;
}

/** What the expired rows of a group are worth until they are settled. */
function expiredValue(table: BookTable, group: OptionGroup, spot: number): number {
  let sum = 0;
  for (let row = group.from; row < group.to; row += 1) {
    const option = table.contracts[row];
    if (option === undefined || table.options.years[row] !== 0 || table.options.status[row] !== 0) continue;
    sum += (table.held[row] ?? 0) * payoff(option, spot);
  }
  return sum;
}

/** Names the rows that the kernel has just refused. */
function refuseRows(table: BookTable, group: OptionGroup): void {
  for (let row = group.from; row < group.to; row += 1) {
    const field = STATUS[table.options.status[row] ?? 0] ?? '';
    if (field !== '') table.refusals.push({ id: table.contracts[row]?.id ?? '', field });
  }
}

/**
 * One pass over the table: `sums` and `equity`. Rows without a value add nothing and stand in `refusals`;
 * answers how many those are. Allocates nothing but refusals.
 */
export function sumBook(table: BookTable): number {
  const { sums, others, underlyings, indexRate } = table;
  table.refusals.length = table.pourRefusals;
  sums.fill(0);
  for (const group of table.groups) {
    const refused = addGroup(table, group, 1, 1, sums, group.slot * WIDTH);
    if (refused > 0) refuseRows(table, group);
  }
  let plain = 0;
  for (let i = 0; i < others.count; i += 1) {
    if (others.ready[i] === 0) continue;
    const value = otherValue(others, i, 1);
    const at = (others.slot[i] ?? 0) * WIDTH;
    if (at < 0) {
      plain += value * (others.inReporting[i] ?? 0);
      continue;
    }
    const worth = others.inIndexQuote[i] ?? 0;
    sums[at] = (sums[at] ?? 0) + value * worth;
    sums[at + 1] = (sums[at + 1] ?? 0) + otherDelta(others, i);
    sums[at + 2] = (sums[at + 2] ?? 0) + otherGamma(others, i) / worth;
  }
  for (let slot = 0; slot < underlyings.length; slot += 1) {
    plain += (sums[slot * WIDTH] ?? 0) * (indexRate[slot] ?? 0);
  }
  table.equity = plain;
  return table.refusals.length;
}

/**
 * Value and Greeks of one base unit of each option, in its own quote, in the columns of `options`: by row, as
 * `contracts` has them. What has expired is worth its payoff without Greeks. Their `status` is 0
 * where they have one. Answers as `sumBook` does.
 */
export function priceRows(table: BookTable): number {
  const { options, contracts } = table;
  table.refusals.length = table.pourRefusals;
  for (const group of table.groups) {
    if (!group.ready) {
      for (const name of TOTALS) options[name].fill(0, group.from, group.to);
      options.status.fill(NO_SPOT, group.from, group.to);
      continue;
    }
    options.spot.fill(group.spot, group.from, group.to);
    const refused = table.kernel.value(options, group.from, group.to);
    if (refused > 0) refuseRows(table, group);
    if (group.expired === 0) continue;
    for (let row = group.from; row < group.to; row += 1) {
      const option = contracts[row];
      if (option === undefined || options.years[row] !== 0 || options.status[row] !== 0) continue;
      for (const name of TOTALS) options[name][row] = 0;
      options.price[row] = payoff(option, group.spot);
    }
  }
  return table.refusals.length;
}
