import { basename } from 'node:path';
import { DAY } from '../../units/time.ts';
import { type BarSeries, readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import { InputRefused } from '../data/input-refused.ts';
import { readTable } from '../data/table.ts';
import type { StudySetting } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import type { Told } from './readings.ts';

export interface Asset {
  readonly name: string;
  readonly series: BarSeries;
}

export interface Inputs {
  readonly assets: readonly Asset[];
  /** Log of the daily variance that options imply, by asset and start of the day. */
  readonly implied: ReadonlyMap<string, Told>;
  /** Returns of the published benchmark of GARCH, in percent; and the file of that of Markov switching. */
  readonly garch: readonly number[] | null;
  readonly switching: string | null;
  readonly files: readonly FileReport[];
  readonly warnings: readonly string[];
}

/** A day must hold whole bars, and an hour more than one. */
const LONGEST_BAR = 30 * 60_000;

async function readAsset(path: string): Promise<{ asset: Asset; report: FileReport }> {
  const { base, intervalMs } = readBarFileName(path);
  if (base === null)
    throw new InputRefused(
      `${path}: its name does not say what it is of`,
      'name it like BTCUSDT_perp_15m.csv',
    );
  const series = await readBars(path, intervalMs);
  if (series.intervalMs > LONGEST_BAR || DAY % series.intervalMs !== 0)
    throw new InputRefused(
      `${path} has bars of ${series.intervalMs / 60_000} minutes`,
      'give bars of 30 minutes or less',
    );
  const { length, refused, gaps, sha256 } = series;
  const report = { file: path, instruments: [base], rows: length, refused, gaps, sha256 };
  return { asset: { name: base, series }, report };
}

/** One column of numbers by another. */
async function readColumns(
  path: string,
  columns: readonly string[],
  take: (first: number, second: number) => void,
): Promise<FileReport> {
  let rows = 0;
  const { refusals, sha256 } = await readTable(path, columns, (row) => {
    const [first, second] = [row.number(0), columns.length > 1 ? row.number(1) : 0];
    if (!Number.isFinite(first + second)) return 'not a number';
    rows += 1;
    take(first, second);
    return null;
  });
  return { file: path, instruments: [], rows, refused: refusals.rows(), sha256 };
}

/** A daily close in vol points a year, as the log of variance a day; it is known when the day ends. */
async function readImplied(path: string, told: Map<number, number>): Promise<FileReport> {
  return await readColumns(path, ['ts_ms', 'dvol_close_pct'], (at, vol) => {
    if (vol > 0) told.set(at - (at % DAY), 2 * Math.log(vol / 100) - Math.log(365));
  });
}

/**
 * Reads what a study of forecasts is given: bars in `data`, one file an asset; in `chains`, told apart by
 * their names, daily closes of DVOL and the two published benchmarks. Throws `InputRefused`.
 */
export async function readInputs({ data, chains }: StudySetting): Promise<Inputs> {
  if (data.length === 0) throw new InputRefused('there are no bars to forecast', 'add --data FILE');
  const assets: Asset[] = [];
  const files: FileReport[] = [];
  const warnings: string[] = [];
  for (const path of data) {
    const { asset, report } = await readAsset(path);
    const twin = assets.find(({ name }) => name === asset.name);
    if (twin !== undefined)
      throw new InputRefused(`${twin.series.file} and ${path} are both of ${asset.name}`, 'give one of them');
    assets.push(asset);
    files.push(report);
  }
  const intervals = new Set(assets.map(({ series }) => series.intervalMs));
  if (intervals.size > 1)
    throw new InputRefused('bars of the files differ in length', 'give files with bars of one length');
  const implied = new Map<string, Map<number, number>>();
  let garch: number[] | null = null;
  let switching: string | null = null;
  for (const path of chains) {
    const name = basename(path);
    const [, asset] = /dvol_([a-z]+)/i.exec(name) ?? [];
    if (asset !== undefined) {
      const told = new Map<number, number>();
      files.push(await readImplied(path, told));
      implied.set(asset.toUpperCase(), told);
    } else if (/dmbp/i.test(name)) {
      const returns: number[] = [];
      files.push(await readColumns(path, ['ret_pct'], (value) => returns.push(value)));
      garch = returns;
    } else if (/gnp/i.test(name)) switching = path;
    else warnings.push(`${name} was not read: its name holds none of dvol, dmbp, gnp`);
  }
  return { assets, implied, garch, switching, files, warnings };
}
