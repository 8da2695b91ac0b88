import type { Currency } from '../../domain/instrument.ts';
import { HOUR } from '../../units/time.ts';
import { InputRefused } from './input-refused.ts';
import type { RefusedRows } from './refusals.ts';
import { readTable } from './table.ts';

const COLUMNS = ['ts_ms', 'venue', 'asset', 'rate', 'interval_h'] as const;
/** Whose funding is meant where a file has several venues'. */
const PREFERRED = 'binance';

/** Funding of one asset's perpetual at one venue: rates per interval, positive when longs pay. */
export interface FundingSeries {
  readonly asset: Currency;
  readonly venue: string;
  /** Epoch milliseconds, rising. */
  readonly at: readonly number[];
  readonly rates: readonly number[];
  readonly intervalsMs: readonly number[];
}

export interface FundingFile {
  readonly file: string;
  /** One venue's per asset. */
  readonly series: readonly FundingSeries[];
  /** Every venue's. */
  readonly venues: readonly FundingSeries[];
  readonly refused: RefusedRows;
  readonly sha256: string;
}

interface Growing {
  readonly asset: Currency;
  readonly venue: string;
  readonly at: number[];
  readonly rates: number[];
  readonly intervalsMs: number[];
}

function faultOf(at: number, rate: number, hours: number): string | null {
  if (!Number.isFinite(at + rate + hours)) return 'not a number';
  if (!Number.isSafeInteger(at)) return 'time is not whole milliseconds';
  if (Math.abs(rate) > 1) return 'rate is not a fraction';
  return hours > 0 ? null : 'interval not above 0';
}

/** Per asset the preferred venue's series, or the longest. */
function chosen(all: readonly Growing[]): readonly FundingSeries[] {
  const best = new Map<Currency, Growing>();
  for (const series of all) {
    const known = best.get(series.asset);
    const isBetter =
      known === undefined ||
      (known.venue !== PREFERRED && (series.venue === PREFERRED || series.at.length > known.at.length));
    if (isBetter) best.set(series.asset, series);
  }
  return [...best.values()];
}

/** The funding in the file at `path`. Bad rows are left out and told by line. */
export async function readFunding(path: string): Promise<FundingFile> {
  const byKey = new Map<string, Growing>();
  const table = await readTable(path, COLUMNS, (row) => {
    const [at, rate, hours] = [row.number(0), row.number(3), row.number(4)];
    const fault = faultOf(at, rate, hours);
    if (fault !== null) return fault;
    const [venue, asset] = [row.text(1), row.text(2)];
    if (venue === '' || asset === '') return 'no venue or asset';
    const key = `${venue}/${asset}`;
    const series = byKey.get(key) ?? { asset, venue, at: [], rates: [], intervalsMs: [] };
    byKey.set(key, series);
    const last = series.at.at(-1) ?? -Infinity;
    if (at <= last) return at === last ? 'time repeated' : 'time went back';
    series.at.push(at);
    series.rates.push(rate);
    series.intervalsMs.push(Math.round(hours * HOUR));
    return null;
  });
  const refused = table.refusals.rows();
  const venues = [...byKey.values()].filter(({ at }) => at.length > 0);
  const series = chosen(venues);
  if (series.length === 0)
    throw new InputRefused(
      `${path} has no usable row: ${refused.count} were refused`,
      `columns are ${COLUMNS}`,
    );
  return { file: path, series, venues, refused, sha256: table.sha256 };
}
