/**
 * What hedging costs at the same hedging error under every rule: short straddles on recorded bars, dealt each day
 * and hedged at every close, and a book of twenty options on two coins. Each trade pays `COST_RATE` of what is
 * traded, fee and half a spread; funding is real and counted apart. The error is that of the spine, the root of the
 * summed squares of net delta at the mark vol times price move, with the same delta for every rule; over rolls its
 * root mean square is taken. Each rule's number is chosen each month on rolls that were over.
 */
import type { Findings, Goal, Study, StudySetting } from '../experiment.ts';
import { type BookFrontier, bookFrontier } from './book.ts';
import { pairOf } from './book-greeks.ts';
import frozen from './frozen.json' with { type: 'json' };
import { type CoinPath, readMarket } from './market.ts';
import { quickCheck } from './quick.ts';
import { type Cell, type Comparison, DEFAULT, type FrozenCell, LEVELS, straddleCell } from './straddles.ts';
import { sweep } from './sweep.ts';

const TENORS = [7, 28] as const;
/** Of the time that it all takes, roughly. */
const BOOK_SHARE = 0.15;
const FROZEN: Readonly<Record<string, FrozenCell>> = frozen;
/** Whose frozen numbers a coin takes that has none. */
const MODEL_COIN = 'BTC';

type Ratio = Pick<Comparison, 'rival' | 'ratio'>;

/** The mean of the ratios with those of `rivals` that were hardest to beat at each place; null where one is missing. */
function savingOver(cells: readonly (readonly Ratio[])[], rivals: readonly string[]): number | null {
  const ratios = cells.flatMap((comparisons) => {
    const byLevel = rivals.map((name) => comparisons.filter(({ rival }) => rival === name));
    return (byLevel[0] ?? []).map((_, level) => {
      const known = byLevel.map((list) => list[level]?.ratio ?? null).filter((ratio) => ratio !== null);
      return known.length === 0 ? null : Math.max(...known);
    });
  });
  if (ratios.length === 0 || ratios.includes(null)) return null;
  return 1 - ratios.reduce((sum: number, ratio) => sum + (ratio as number), 0) / ratios.length;
}

function saved(id: string, target: number, reached: number | null, what: string): Goal {
  return { id, target, reached, met: reached !== null && reached >= target, what };
}

function worst(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return Math.max(...(values as number[]));
}

/** The goals of single straddles, from comparisons of the default with every rival. */
export function straddleGoals(cells: readonly Pick<Cell, 'comparisons'>[]): readonly Goal[] {
  const all = cells.flatMap(({ comparisons }) => comparisons);
  const ratio = worst(all.filter(({ rival }) => rival === 'whalley-wilmott').map((one) => one.ratio));
  const lists = cells.map(({ comparisons }) => comparisons);
  const where = `mean over errors of ${LEVELS.join(', ')} bp, coins and tenors, as a fraction of the rival's cost`;
  return [
    {
      id: 'frontier.one.ww',
      target: 1.01,
      reached: ratio,
      met: ratio !== null && ratio <= 1.01,
      what: `largest ratio of the cost of ${DEFAULT} to Whalley-Wilmott's over errors, coins and tenors; at most`,
    },
    saved(
      'frontier.one.fixed',
      0.15,
      savingOver(lists, ['fixed-band']),
      `saved on the best fixed band, ${where}; at least`,
    ),
    saved(
      'frontier.one.clock',
      0.5,
      savingOver(lists, ['clock', 'leland']),
      `saved on the best clock, ${where}; at least`,
    ),
  ];
}

/** Of the mixed book; the default is the joint band. */
export function bookGoal(book: Pick<BookFrontier, 'comparisons'> | undefined): Goal {
  const joint = (book?.comparisons ?? []).filter(({ rival }) => rival.startsWith('joint over '));
  const ratios = joint.map(({ ratio }) => ratio);
  const mean =
    ratios.length === 0 || ratios.includes(null)
      ? null
      : 1 - (ratios as number[]).reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const what =
    'saved by hedging both coins of the mixed book together, mean over errors of 5, 10, 20 bp a week; at least';
  return saved('frontier.book', 0.05, mean, what);
}

/** Shares of the best and worst place, for whoever wonders what a mean hides. */
function peersOf(cells: readonly Cell[]): Findings['peers'] {
  return cells.flatMap(({ coin, tenorDays, comparisons }) =>
    ['fixed-band', 'clock'].map((rival) => ({
      name: `${coin}, ${tenorDays} days: saved on ${rival}`,
      reached: savingOver([comparisons], [rival]),
    })),
  );
}

interface Progress {
  readonly onProgress: StudySetting['onProgress'];
  readonly paths: readonly CoinPath[];
}

function straddles(
  { onProgress, paths }: Progress,
  isDefault: boolean,
): { cells: Cell[]; skipped: string[] } {
  const places = paths.flatMap((path) => TENORS.map((tenorDays) => ({ path, tenorDays })));
  const skipped: string[] = [];
  const cells = places.map(({ path, tenorDays }, i) => {
    const swept = sweep(path, tenorDays, (share) =>
      onProgress(((1 - BOOK_SHARE) * (i + share)) / places.length),
    );
    const days = `${path.coin}: ${swept.skipped} days without a bar at midnight or at expiry ${tenorDays} days later`;
    if (swept.skipped > 0) skipped.push(days);
    const past = FROZEN[`${path.coin} ${tenorDays}`] ?? FROZEN[`${MODEL_COIN} ${tenorDays}`];
    return straddleCell(swept, isDefault ? undefined : past);
  });
  return { cells, skipped };
}

/** Runs it. Any coins may be given; the book takes the first two. */
export const frontier: Study = async (setting) => {
  const { paths, files, warnings } = await readMarket(setting);
  const { onProgress, isDefault } = setting;
  const { cells, skipped } = straddles({ onProgress, paths }, isDefault);
  const [one, other] = paths;
  const pair = one === undefined || other === undefined ? undefined : pairOf(one, other);
  const books = (pair === undefined ? [] : (['mixed', 'short'] as const)).map((kind) =>
    bookFrontier(pair as NonNullable<typeof pair>, kind, isDefault ? undefined : FROZEN[kind], (share) =>
      onProgress(1 - BOOK_SHARE * (kind === 'mixed' ? 1 - 0.7 * share : 0.3 * (1 - share))),
    ),
  );
  const quick = paths.filter(({ coin }) => coin === MODEL_COIN).flatMap(quickCheck);
  return {
    goals: [...straddleGoals(cells), bookGoal(books[0])],
    peers: peersOf(cells),
    rows: [...cells.flatMap(({ rows }) => rows), ...books.flatMap(({ rows }) => rows), ...quick],
    charts: [...cells.map(({ chart }) => chart), ...books.map(({ chart }) => chart)],
    files,
    warnings: [...warnings, ...skipped],
  };
};
