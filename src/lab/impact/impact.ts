/**
 * `lab impact`: does hedging make the market that it hedges in? A market of agents with a latent book and
 * leveraged traders is run on the same seeds without a hedger, with a naive one of a short-gamma book, with that
 * one in twenty settings, and with the guarded one, which is made of the product's own guard. The market listens:
 * what is bought because the price rose makes it rise. The book is sized, and the guarded hedger's two numbers
 * were decided on, on seeds of calibration; other seeds judge. Crash days that were recorded are replayed for the
 * trigger on prices.
 */
import { MINUTE } from '../../units/time.ts';
import { readBars } from '../data/bar-file.ts';
import { readBarFileName } from '../data/file-name.ts';
import type { Chart, Study, StudySetting } from '../experiment.ts';
import type { FileReport } from '../recording.ts';
import { type ContestEffort, contest, GUARDED, NAIVE } from './contest.ts';
import { goalsOf, peersOf } from './goals.ts';
import { guardedHedger } from './guarded.ts';
import type { Book, Hedger } from './hedger.ts';
import { type ReplayRow, replayCrashes } from './replay.ts';
import { type SizingEffort, sizeBook } from './sizing.ts';
import { type VerdictRow, verdicts } from './verdict.ts';
import { WORLD } from './world.ts';

/** How much is simulated. */
export interface Effort {
  readonly sizing: SizingEffort;
  readonly contest: ContestEffort;
}

const DAY_SECONDS = 86_400;
const FULL: Effort = {
  sizing: { days: 16, seconds: DAY_SECONDS, metaorders: 32 },
  contest: { seeds: 40, seconds: DAY_SECONDS },
};
/** Of a naive hedger of the book. */
const GAIN = 0.3;
/** Shares of the work. */
const SIZING = 0.05;
const REPLAYING = 0.05;

interface Replayed {
  readonly rows: readonly ReplayRow[];
  readonly files: readonly FileReport[];
  readonly warnings: readonly string[];
}

async function replayAll(data: readonly string[], onProgress: (share: number) => void): Promise<Replayed> {
  const rows: ReplayRow[] = [];
  const files: FileReport[] = [];
  const warnings: string[] = [];
  for (const [i, file] of data.entries()) {
    const { base, intervalMs } = readBarFileName(file);
    const series = await readBars(file, intervalMs);
    const { length, refused, gaps, sha256 } = series;
    files.push({ file, instruments: [], rows: length, refused, gaps, sha256 });
    if (series.intervalMs > 5 * MINUTE)
      warnings.push(`${file} is left out: its bars are longer than five minutes`);
    else rows.push(...replayCrashes(series, base ?? file));
    onProgress(1 - REPLAYING + (REPLAYING * (i + 1)) / data.length);
  }
  return { rows, files, warnings };
}

function chartOf(rows: readonly VerdictRow[]): Chart {
  const points = (isShown: (hedger: string) => boolean) =>
    rows.filter(({ hedger }) => isShown(hedger)).map(({ residual, worst }) => [residual, worst] as const);
  return {
    title: 'What hedging adds to volatility, and what it leaves open',
    kind: 'points',
    x: 'residual delta, root mean square, base units',
    y: 'volatility over that without a hedger, worst sampling',
    series: [
      { name: 'naive, in twenty settings', points: points((hedger) => ![NAIVE, GUARDED].includes(hedger)) },
      { name: 'naive', points: points((hedger) => hedger === NAIVE) },
      { name: 'guarded', points: points((hedger) => hedger === GUARDED) },
    ],
  };
}

/** The study at a chosen effort, with whatever is to be judged as the guarded hedger. */
export async function runImpact(
  effort: Effort,
  { data, onProgress }: Pick<StudySetting, 'data' | 'onProgress'>,
  guarded: (book: Book) => Hedger = (book) => guardedHedger(book),
): ReturnType<Study> {
  const { book, hedge, impact } = sizeBook(WORLD, GAIN, effort.sizing);
  onProgress(SIZING);
  const days = contest(WORLD, book, guarded, effort.contest, (done) =>
    onProgress(SIZING + ((1 - SIZING - REPLAYING) * done) / effort.contest.seeds),
  );
  const rows = verdicts(days);
  const { rows: replays, files, warnings } = await replayAll(data, onProgress);
  const sizing = { part: 'sizing', ...book, hedge, impact, gain: impact / book.move };
  return {
    ...{ goals: goalsOf(rows), peers: peersOf(rows), charts: [chartOf(rows)], files, warnings },
    rows: [sizing, ...rows, ...days, ...replays],
  };
}

/** The study at full effort. */
export const impact: Study = (setting) => runImpact(FULL, setting);
