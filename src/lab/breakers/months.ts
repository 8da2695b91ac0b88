/** Four weeks at a time: how often the breaker left what is normal. */
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import { DEVELOPED_TO } from './crashes.ts';
import { type Drive, mostPerMinute } from './drive.ts';

const LENGTH = 28 * DAY;
/** What the forecast needs before it is believed. */
const WARM_UP = 2 * DAY;

export interface MonthRow {
  readonly study: 'month';
  readonly asset: string;
  readonly file: string;
  readonly from: string;
  /** Of hourly closes, annualised. */
  readonly vol: number;
  /** Whether none of the days that everybody remembers is in it. */
  readonly isUneventful: boolean;
  /** Whether it was known when the breaker's multiples were decided on. */
  readonly isDeveloped: boolean;
  /** How often `normal` was left. */
  readonly trips: number;
  readonly halts: number;
  readonly mostChangesPerMinute: number;
}

/** Volatility of the last closes of each hour in the bars from `first` to `end`. */
function volatilityOf({ at, close }: Drive, first: number, end: number): number {
  let [squares, span, last] = [0, 0, first];
  for (let i = first + 1; i < end; i += 1) {
    const elapsed = (at[i] as number) - (at[last] as number);
    if (elapsed < HOUR) continue;
    const move = Math.log((close[i] as number) / (close[last] as number));
    squares += move * move;
    span += elapsed;
    last = i;
  }
  return span === 0 ? 0 : Math.sqrt((squares * YEAR) / span);
}

/** The whole months of `drive` in a row, after its warm-up. */
export function monthRows(drive: Drive, eventful: readonly string[]): readonly MonthRow[] {
  const { at, changes, asset, file } = drive;
  const rows: MonthRow[] = [];
  const begin = (at[0] as number) + WARM_UP;
  // A file of 30 days is a few minutes short of them.
  const last = (at.at(-1) as number) + HOUR;
  for (let from = begin; from + LENGTH <= last; from += LENGTH) {
    const to = from + LENGTH;
    const first = at.findIndex((time) => time >= from);
    const next = at.findIndex((time) => time >= to);
    const within = changes.filter((change) => change.at >= from && change.at < to);
    const days = eventful.map((day) => Date.parse(`${day}T00:00:00Z`));
    rows.push({
      study: 'month',
      asset,
      file,
      from: new Date(from).toISOString(),
      vol: volatilityOf(drive, first, next < 0 ? at.length : next),
      isUneventful: days.every((day) => day + DAY <= from || day >= to),
      isDeveloped: from < DEVELOPED_TO,
      trips: within.filter((change) => change.from === 'normal').length,
      halts: within.filter((change) => change.to === 'halt').length,
      mostChangesPerMinute: mostPerMinute(within),
    });
  }
  return rows;
}
