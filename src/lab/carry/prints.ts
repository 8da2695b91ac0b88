/** What the study steps through: each payment of funding, and the prices at it and an hour later. */
import { DAY, HOUR } from '../../units/time.ts';
import type { BarSeries } from '../data/bar-file.ts';
import type { FundingSeries } from '../data/funding-file.ts';

export interface Prices {
  readonly spot: number;
  readonly perp: number;
}

export interface Print {
  readonly at: number;
  readonly rate: number;
  readonly intervalMs: number;
  /** The last closes at the payment, which a decision sees, and those an hour later, at which it is dealt. */
  readonly seen: Prices | null;
  readonly dealt: Prices | null;
}

/** Closing prices by the hour that they close at. */
function closesByHour({ starts, close, intervalMs }: BarSeries): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let i = 0; i < starts.length; i += 1) {
    const end = (starts[i] as number) + intervalMs;
    if (end % HOUR === 0) found.set(end, close[i] as number);
  }
  return found;
}

/** Funding of one coin from several files, in order of time; what two files tell of the same time counts once. */
export function joined(series: readonly FundingSeries[]): FundingSeries | null {
  const [first] = series;
  if (first === undefined) return null;
  const rows = series
    .flatMap(({ at, rates, intervalsMs }) =>
      at.map((time, i) => [time, rates[i] as number, intervalsMs[i] as number] as const),
    )
    .toSorted((a, b) => a[0] - b[0])
    .filter(([time], i, all) => time !== all[i - 1]?.[0]);
  return {
    ...first,
    at: rows.map(([at]) => at),
    rates: rows.map(([, rate]) => rate),
    intervalsMs: rows.map(([, , interval]) => interval),
  };
}

/** The payments of `funding`, with prices where both files have them. */
export function printsOf(
  funding: FundingSeries,
  spot: BarSeries | null,
  perp: BarSeries | null,
): readonly Print[] {
  const [spots, perps] = [spot, perp].map((series) => (series === null ? null : closesByHour(series)));
  const pricesAt = (at: number): Prices | null => {
    const [one, other] = [spots?.get(at), perps?.get(at)];
    return one === undefined || other === undefined ? null : { spot: one, perp: other };
  };
  return funding.at.map((time, i) => {
    const at = Math.round(time / HOUR) * HOUR;
    const [rate, intervalMs] = [funding.rates[i] as number, funding.intervalsMs[i] as number];
    return { at, rate, intervalMs, seen: pricesAt(at), dealt: pricesAt(at + HOUR) };
  });
}

/** The days, counted from the epoch, from the first print that has prices to before the end of that of the last one. */
export function pricedSpan(prints: readonly Print[]): { readonly from: number; readonly to: number } | null {
  const priced = prints.filter(({ seen }) => seen !== null);
  const [first, last] = [priced[0], priced.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { from: Math.floor(first.at / DAY), to: Math.ceil(last.at / DAY) };
}
