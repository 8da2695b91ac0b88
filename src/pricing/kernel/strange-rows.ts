/**
 * The rows that `row.ts` leaves: expired, certain, absurd, or not a number at all. Both bodies hand them to the
 * scalar formula, so that it alone says what is refused and what something is worth, and both say the same.
 */
import { blackScholes } from '../black-scholes.ts';
import type { Refused } from '../refused.ts';
import { type OptionTable, STATUS, TOTALS } from './kernel.ts';

/** The status of such a row until it is settled. */
export const STRANGE = -1;

/** Of what a row adds to a sum, so that no sum of such rows leaves float64. */
const ADDED_MAX = 1e300;

type Answer = Readonly<Record<(typeof TOTALS)[number], number>> | Refused;

function answerAt(table: OptionTable, i: number, spot: number, vol: number): Answer {
  const sign = table.sign[i] ?? 0;
  if (sign !== 1 && sign !== -1) return { kind: 'refused', field: 'sign', value: sign, remedy: '1 or −1' };
  return blackScholes({
    type: sign === 1 ? 'call' : 'put',
    spot,
    strike: table.strike[i] ?? 0,
    years: table.years[i] ?? 0,
    vol,
    rate: table.rate[i] ?? 0,
    carryYield: table.carryYield[i] ?? 0,
  });
}

/** Settles `value` for the rows of [from, to) whose status is `STRANGE`. Answers how many were refused. */
export function settleValues(table: OptionTable, from: number, to: number): number {
  let refused = 0;
  for (let i = from; i < to; i += 1) {
    if (table.status[i] !== STRANGE) continue;
    const answer = answerAt(table, i, table.spot[i] ?? 0, table.vol[i] ?? 0);
    const isRefused = 'kind' in answer;
    for (const name of TOTALS) table[name][i] = isRefused ? 0 : answer[name];
    table.status[i] = isRefused ? STATUS.indexOf(answer.field) : 0;
    if (isRefused) refused += 1;
  }
  return refused;
}

/** Why `quantity` of `answer` cannot be added; the empty string where it can. */
function objection(answer: Answer, quantity: number): string {
  if ('kind' in answer) return answer.field;
  if (!Number.isFinite(quantity)) return 'quantity';
  return TOTALS.every((name) => Math.abs(quantity * answer[name]) <= ADDED_MAX) ? '' : 'result';
}

/** The same for `total`: adds to `sums`, in the order of the rows. */
export function settleTotals(
  table: OptionTable,
  from: number,
  to: number,
  spot: number,
  volScale: number,
  sums: Float64Array,
): number {
  let refused = 0;
  for (let i = from; i < to; i += 1) {
    if (table.status[i] !== STRANGE) continue;
    const answer = answerAt(table, i, spot, (table.vol[i] ?? 0) * volScale);
    const quantity = table.quantity[i] ?? 0;
    const field = objection(answer, quantity);
    table.status[i] = STATUS.indexOf(field);
    if (field !== '') refused += 1;
    else if (!('kind' in answer)) {
      for (const [k, name] of TOTALS.entries()) sums[k] = (sums[k] ?? 0) + quantity * answer[name];
    }
  }
  return refused;
}
