import { existsSync } from 'node:fs';
import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { DAY } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { tenorOf, volTrackOf } from './chain-vols.ts';
import { assignFiles, type DataFile } from './data/assign.ts';
import { type BarSeries, readBars } from './data/bar-file.ts';
import { type FundingFile, type FundingSeries, readFunding } from './data/funding-file.ts';
import type { Gaps } from './data/gaps.ts';
import { InputRefused } from './data/input-refused.ts';
import type { RefusedRows } from './data/refusals.ts';
import { readChains } from './smile/chain-file.ts';
import { type BarTrack, type FundingTrack, spanOf, type VolTrack } from './tape.ts';

/** What a file held, for the report. */
export interface FileReport {
  readonly file: string;
  readonly instruments: readonly InstrumentId[];
  readonly rows: number;
  readonly refused: RefusedRows;
  /** Of a file of bars. */
  readonly gaps?: Gaps;
  readonly sha256: string;
}

/** Recorded files, read, and what each is taken for. */
export interface Recording {
  readonly bars: readonly BarTrack[];
  readonly funding: readonly FundingTrack[];
  /** Implied vols, where option chains were given. */
  readonly vols: readonly VolTrack[];
  readonly from: Millis;
  readonly to: Millis;
  readonly files: readonly FileReport[];
  readonly warnings: readonly string[];
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Told before what a file's name says is looked at: a slip of the pen is the likelier mistake. */
function refuseMissing(paths: readonly string[]): void {
  for (const path of paths)
    if (!existsSync(path))
      throw new InputRefused(`cannot read ${path}: there is no such file`, 'check the path');
}

/** Two files may follow each other on one instrument, but not tell the same time twice. */
function refuseOverlaps(tracks: readonly BarTrack[]): void {
  for (const [i, one] of tracks.entries()) {
    for (const other of tracks.slice(i + 1)) {
      const shared = one.instruments.find((instrument) => other.instruments.includes(instrument));
      if (shared === undefined) continue;
      const [a, b] = [spanOf([one]), spanOf([other])];
      if (a.from >= b.to || b.from >= a.to) continue;
      const files = `${one.series.file} and ${other.series.file}`;
      const when = day(Math.max(a.from, b.from));
      throw new InputRefused(`${files} both have ${shared.id} at ${when}`, 'give one of them');
    }
  }
}

/** The series of one asset in several files, as one: in order of time, each time once. */
function joined(files: readonly FundingFile[]): readonly FundingSeries[] {
  const byAsset = new Map<string, FundingSeries>();
  const all = files.flatMap(({ series }) => series).toSorted((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
  for (const next of all) {
    const before = byAsset.get(next.asset);
    const last = before?.at.at(-1) ?? Number.NEGATIVE_INFINITY;
    const fresh = next.at.findIndex((at) => at > last);
    const from = fresh < 0 ? next.at.length : fresh;
    byAsset.set(next.asset, {
      ...next,
      at: [...(before?.at ?? []), ...next.at.slice(from)],
      rates: [...(before?.rates ?? []), ...next.rates.slice(from)],
      intervalsMs: [...(before?.intervalsMs ?? []), ...next.intervalsMs.slice(from)],
    });
  }
  return [...byAsset.values()];
}

function coverage({ series, instruments }: FundingTrack, from: Millis, to: Millis): readonly string[] {
  const ids = instruments.map(({ id }) => id).join(', ');
  const [first = to, last = from] = [series.at.find((at) => at > from), series.at.findLast((at) => at <= to)];
  const parts: string[] = [];
  if (first - from > DAY) parts.push(`before ${day(first)}`);
  if (to - last > DAY) parts.push(`after ${day(last)}`);
  return parts.length === 0 ? [] : [`${ids}: no funding is known ${parts.join(' and ')}, so none is paid`];
}

function barReport({ series, instruments }: BarTrack): FileReport {
  const { file, length, refused, gaps, sha256 } = series;
  return { file, instruments: instruments.map(({ id }) => id), rows: length, refused, gaps, sha256 };
}

function fundingReport(
  { file, series, refused, sha256 }: FundingFile,
  tracks: readonly FundingTrack[],
): FileReport {
  const assets = series.map(({ asset }) => asset);
  const paying = tracks.filter((track) => assets.includes(track.series.asset));
  const instruments = paying.flatMap((track) => track.instruments.map(({ id }) => id));
  const rows = series.reduce((sum, { at }) => sum + at.length, 0);
  return { file, instruments, rows, refused, sha256 };
}

/** Between bars longer than `staleAfter` a price is stale; the engine then waits for the next. */
function staleness(tracks: readonly BarTrack[], config: EngineConfig): readonly string[] {
  return tracks
    .filter(({ series }) => series.intervalMs > config.staleAfterMs)
    .map(({ series }) => {
      const [bar, limit] = [series.intervalMs / 60_000, config.staleAfterMs / 60_000];
      return `${series.file}: bars of ${bar} minutes are stale after ${limit}, timing.staleAfter`;
    });
}

/** Reads the files and finds what of `config` each is for. Throws `InputRefused` where that cannot be. */
export async function readRecording(
  config: EngineConfig,
  data: readonly DataFile[],
  fundingFiles: readonly string[],
): Promise<Recording> {
  if (data.length === 0) throw new InputRefused('there are no bars to run on', 'add --data FILE');
  refuseMissing([...data.map(({ file }) => file), ...fundingFiles]);
  const assignment = assignFiles(data, config);
  const bars: BarTrack[] = [];
  for (const { file, name, instruments } of assignment.files) {
    const series: BarSeries = await readBars(file, name.intervalMs);
    bars.push({ series, instruments });
  }
  refuseOverlaps(bars);
  const files: FundingFile[] = [];
  for (const file of fundingFiles) files.push(await readFunding(file));
  const { from, to } = spanOf(bars);
  const funding = joined(files)
    .map((series) => ({
      series,
      instruments: config.instruments.filter(({ kind, base }) => kind === 'perp' && base === series.asset),
    }))
    .filter(({ instruments }) => instruments.length > 0);
  return {
    bars,
    funding,
    vols: [],
    from,
    to,
    files: [...bars.map(barReport), ...files.map((file) => fundingReport(file, funding))],
    warnings: [
      ...assignment.warnings,
      ...staleness(bars, config),
      ...funding.flatMap((track) => coverage(track, from, to)),
    ],
  };
}

/** `recording` with the vols that the chains in `paths` tell of the underlyings of `config`. */
export async function withChains(
  recording: Recording,
  config: EngineConfig,
  paper: readonly PaperSettings[],
  paths: readonly string[],
): Promise<Recording> {
  if (paths.length === 0) return recording;
  refuseMissing(paths);
  const { chains, files } = await readChains(paths, () => undefined);
  const tracks = config.profiles.map(({ underlying }) =>
    volTrackOf(chains, underlying, tenorOf(paper, underlying)),
  );
  const silent = tracks.filter(({ at }) => at.length === 0);
  const vols = tracks.filter(({ at }) => at.length > 0);
  const told = config.profiles.filter(({ underlying }) => vols.some((one) => one.underlying === underlying));
  const instruments = told.map(({ index }) => index);
  return {
    ...recording,
    vols,
    files: [...recording.files, ...files.map((file) => ({ ...file, instruments }))],
    warnings: [
      ...recording.warnings,
      ...silent.map(
        ({ underlying }) => `no chain tells a vol of ${underlying}: its options are marked as before`,
      ),
    ],
  };
}
