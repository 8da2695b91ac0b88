import type { Currency } from '../../domain/instrument.ts';
import { HOUR } from '../../units/time.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import { type FundingFile, type FundingSeries, readFunding } from '../data/funding-file.ts';
import { InputRefused } from '../data/input-refused.ts';
import type { StudySetting } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import { joined, type Print, printsOf } from './prints.ts';

export interface Coin {
  readonly name: Currency;
  readonly funding: FundingSeries;
  readonly prints: readonly Print[];
}

export interface Inputs {
  readonly coins: readonly Coin[];
  /** Every venue's funding of every coin, as its file has it. */
  readonly venues: readonly FundingSeries[];
  readonly files: readonly FileReport[];
  readonly warnings: readonly string[];
}

interface Bars {
  readonly base: Currency;
  readonly kind: 'spot' | 'perp';
  readonly series: BarSeries;
}

async function readPrices(path: string): Promise<Bars> {
  const { base, kind, intervalMs } = readBarFileName(path);
  if (base === null || (kind !== 'spot' && kind !== 'perp'))
    throw new InputRefused(
      `${path}: its name does not say whether it is of spot or of a perp, and of which coin`,
      'name it like BTCUSDT_spot_1h.csv or BTCUSDT_perp_15m.csv',
    );
  const series = await readBars(path, intervalMs);
  if (HOUR % series.intervalMs !== 0)
    throw new InputRefused(
      `${path} has bars of ${series.intervalMs / 60_000} minutes, which do not close on the hour`,
      'give bars of an hour, or of a part of one',
    );
  return { base, kind, series };
}

function reportOf({ base, kind, series }: Bars): FileReport {
  const { file, length, refused, gaps, sha256 } = series;
  return { file, instruments: [`${base} ${kind}`], rows: length, refused, gaps, sha256 };
}

function fundingReport({ file, venues, refused, sha256 }: FundingFile): FileReport {
  const instruments = venues.map(({ asset, venue }) => `${asset} ${venue}`);
  return { file, instruments, rows: venues.reduce((sum, { at }) => sum + at.length, 0), refused, sha256 };
}

/** The one file of `base` and `kind`; two would tell the same hours twice. */
function only(bars: readonly Bars[], base: Currency, kind: Bars['kind']): BarSeries | null {
  const [first, second] = bars.filter((each) => each.base === base && each.kind === kind);
  if (first !== undefined && second !== undefined)
    throw new InputRefused(
      `${first.series.file} and ${second.series.file} are both of ${base} ${kind}`,
      'give one of them',
    );
  return first?.series ?? null;
}

/** Reads bars of spot and perps, told apart by their names, and funding. Throws `InputRefused`. */
export async function readInputs({ data, funding, chains }: StudySetting): Promise<Inputs> {
  if (data.length === 0) throw new InputRefused('there are no prices', 'add --data FILE for spot and perp');
  if (funding.length === 0) throw new InputRefused('there is no funding', 'add --funding FILE');
  const bars: Bars[] = [];
  for (const path of data) bars.push(await readPrices(path));
  const told: FundingFile[] = [];
  for (const path of funding) told.push(await readFunding(path));
  const warnings = chains.map((path) => `${path} was not read: carry needs no option chains`);
  const coins: Coin[] = [];
  for (const name of new Set(bars.map(({ base }) => base))) {
    const [spot, perp] = [only(bars, name, 'spot'), only(bars, name, 'perp')];
    const own = joined(told.flatMap(({ series }) => series.filter(({ asset }) => asset === name)));
    const missing = spot === null ? 'spot' : perp === null ? 'perp' : own === null ? 'funding' : null;
    if (missing !== null || own === null) warnings.push(`${name} is left out: it has no ${missing}`);
    else coins.push({ name, funding: own, prints: printsOf(own, spot, perp) });
  }
  return {
    coins,
    venues: told.flatMap(({ venues }) => venues),
    files: [...bars.map(reportOf), ...told.map(fundingReport)],
    warnings,
  };
}
