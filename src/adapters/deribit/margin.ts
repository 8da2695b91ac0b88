import type { Fields } from '../../wire/fields.ts';
import { type MarginRow, marginsOf } from '../../wire/margin.ts';
import type { Holdings } from '../../wire/protocol.ts';
import type { Symbols } from '../../wire/symbols.ts';

/** What all currencies that stand for each other are counted in. */
const UNIT = 'USD';

/**
 * `private/get_account_summaries` (docs.deribit.com) as margin. `equity` has the worth of options in it, against which
 * standard margin is not held: what it is held against is that less what the options are worth.
 *
 * With cross collateral each currency's margin is that of all of them, told in that currency, while its equity is its
 * own: such currencies are left out, and what is told is their total in USD. Ranks for deleveraging and brackets are
 * not told there.
 */
export function marginOf(rows: readonly Fields[], symbols: Symbols): Pick<Holdings, 'margin'> {
  const isJoined = (row: Fields): boolean => row.cross_collateral_enabled === true;
  const alone = rows
    .filter((row) => !isJoined(row))
    .map(
      ({ currency, equity, initial_margin: initial, maintenance_margin: maintenance }): MarginRow => ({
        ...{ currency, equity, initial, maintenance },
      }),
    );
  const total = rows.find((row) => isJoined(row) && row.total_equity_usd !== undefined);
  if (total === undefined) return marginsOf(alone, symbols.all);
  const joined: MarginRow = {
    currency: UNIT,
    equity: total.total_equity_usd,
    initial: total.total_initial_margin_usd,
    maintenance: total.total_maintenance_margin_usd,
  };
  return marginsOf([...alone, joined], symbols.all);
}
