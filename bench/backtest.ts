/**
 * What a backtest costs beside the one thing in it that cannot be done without: valuing the book at each
 * snapshot. CPU time, as sweeps over parameters run on all cores. And whether its memory grows with its data.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PaperSettings } from '../src/adapters/paper/settings.ts';
import type { Book } from '../src/domain/book.ts';
import type { EngineConfig, OpeningPosition, Profile } from '../src/domain/config.ts';
import type { Instrument, Instruments, Option, Perp } from '../src/domain/instrument.ts';
import { runBacktest } from '../src/lab/backtest.ts';
import type { Recording } from '../src/lab/recording.ts';
import { createTrace } from '../src/lab/report/trace.ts';
import { createRandom, type Random } from '../src/math/random.ts';
import { median } from '../src/math/statistics.ts';
import { sha256 } from '../src/shell/hash.ts';
import { loadKernel } from '../src/shell/kernel.ts';
import { DAY, HOUR, later, MINUTE, YEAR } from '../src/units/time.ts';
import { atoms, lots, type Millis, millis } from '../src/units/units.ts';
import type { Marks } from '../src/value/marks.ts';
import { valuate } from '../src/value/value.ts';
import { type BenchResult, cpuMicros, interleaved, medianOf, type Row, resultOf } from './bench.ts';

const KERNEL = await loadKernel();

const OVERHEAD_TARGET = 2;
/** Bytes a bar, half of what a bar itself takes: the compiler still adds code and shapes of objects that late. */
const MEMORY_TARGET = 24;
const MEMORY_TRIES = 3;
const ROUNDS = 11;
const BARS = 5_000;
const MEMORY_BARS = 24_000;
const BAR = 5 * MINUTE;
const VOL = 0.6;
const START: Millis = millis(1_767_614_400_000);
const ASSETS = [
  { base: 'BTC', price: 60_000, halfWidth: 0.5 },
  { base: 'ETH', price: 3_000, halfWidth: 5 },
] as const;
const OPTIONS_EACH = 99;
const CASH = { USDT: atoms(10n ** 15n) };

type Asset = (typeof ASSETS)[number];

function linear({ base }: Asset) {
  const common = { venue: 'v', base, quote: 'USDT', settle: 'USDT', inverse: false } as const;
  return { ...common, tick: 0.1, lot: 0.001, multiplier: 1 } as const;
}

function perpOf(asset: Asset): Perp {
  return { ...linear(asset), id: `${asset.base}-PERP`, kind: 'perp' };
}

/** Calls and puts from 30 % below to 30 % above, none of which expires within the run. */
function optionsOf(asset: Asset): readonly Option[] {
  return Array.from({ length: OPTIONS_EACH }, (_, i): Option => {
    const strike = asset.price * (0.7 + (0.6 * i) / OPTIONS_EACH);
    const expiry = later(START, (60 + 30 * (i % 7)) * DAY);
    const type = i % 2 === 0 ? 'put' : 'call';
    return { ...linear(asset), id: `${asset.base}-OPTION-${i}`, kind: 'option', type, strike, expiry };
  });
}

/** Two perpetuals and 198 options, a hundred positions on each of two underlyings. */
function positionsOf(random: Random): readonly OpeningPosition[] {
  return ASSETS.flatMap((asset) => [
    { instrument: perpOf(asset).id, lots: lots(100), averageEntry: asset.price },
    ...optionsOf(asset).map(({ id }) => {
      const size = 1_000 + random.int(2_000);
      return {
        instrument: id,
        lots: lots(random.int(2) === 0 ? size : -size),
        averageEntry: asset.price / 20,
      };
    }),
  ]);
}

const INSTRUMENTS: readonly Instrument[] = ASSETS.flatMap((asset) => [perpOf(asset), ...optionsOf(asset)]);
const POSITIONS = positionsOf(createRandom('backtest book'));

const CONFIG: EngineConfig = {
  ...{ name: 'bench', reporting: 'USDT', instruments: INSTRUMENTS },
  venues: [{ id: 'v', takerFee: 5e-4, makerFee: 2e-4 }],
  opening: { cash: { v: CASH }, positions: POSITIONS },
  profiles: ASSETS.map(
    ({ base, halfWidth }): Profile => ({
      ...{ underlying: base, index: `${base}-PERP`, hedge: `${base}-PERP`, targetDelta: 0, rate: 0 },
      ...{
        policy: { kind: 'fixed-band', halfWidth },
        markVol: { kind: 'stated', vol: VOL },
        hedgeVol: 'mark',
      },
    }),
  ),
  limits: { maxOrderNotional: 1e9, maxPositionNotional: 1e10, maxDailyLoss: 1e12 },
  execution: { maxSlippage: 0.002, orderLifeMs: BAR, ackWithinMs: MINUTE },
  ...{ forecastHalfLifeMs: 12 * HOUR, staleAfterMs: 3 * BAR, reviewEveryMs: HOUR },
};

const PAPER: PaperSettings = {
  ...{ venue: 'v', seed: 1, instruments: INSTRUMENTS, programmes: [] },
  opening: { cash: CASH, positions: POSITIONS },
  models: {
    fee: { taker: 5e-4, maker: 2e-4 },
    latency: { ms: 0, jitterMs: 0 },
    spread: { half: 1e-4, impact: 0 },
    participation: 1,
  },
};

/** `count` bars of each underlying, which diffuse at the vol that options are marked at. */
function recordingOf(count: number): Recording {
  const deviation = VOL * Math.sqrt(BAR / YEAR);
  const bars = ASSETS.map((asset) => {
    const random = createRandom(`backtest ${asset.base}`);
    const open = new Float64Array(count);
    const close = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      open[i] = close[i - 1] ?? asset.price;
      close[i] = (open[i] ?? 0) * Math.exp(deviation * random.normal());
    }
    const series = {
      ...{ file: asset.base, intervalMs: BAR, length: count, open, close },
      starts: Float64Array.from({ length: count }, (_, i) => START + i * BAR),
      high: open.map((price, i) => Math.max(price, close[i] ?? 0)),
      low: open.map((price, i) => Math.min(price, close[i] ?? 0)),
      volume: new Float64Array(count).fill(1e6),
      refused: { count: 0, byReason: {}, first: [] },
      gaps: { count: 0, bars: 0, longestMs: 0, longest: [] },
      sha256: '',
    };
    return { series, instruments: [perpOf(asset)] };
  });
  const to = later(START, count * BAR);
  return { bars, funding: [], vols: [], from: START, to, files: [], warnings: [] };
}

type Watch = NonNullable<Parameters<typeof runBacktest>[0]['onAppended']>;

function play(recording: Recording, onAppended?: Watch): Promise<unknown> {
  const options = { engine: CONFIG, paper: [PAPER], recording, hash: sha256, kernel: KERNEL, code: 'bench' };
  return runBacktest(onAppended === undefined ? options : { ...options, onAppended });
}

/** What the engine valued: one for each snapshot that an entry holds. */
interface Snapshot {
  readonly book: Book;
  readonly instruments: Instruments;
  readonly marks: Marks;
}

async function snapshotsOf(recording: Recording): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = [];
  await play(recording, ({ body }, { book, instruments, ledger: { marks } }) => {
    if ((body.kind === 'bar' || body.kind === 'decisionDue') && marks !== null)
      snapshots.push({ book, instruments, marks });
  });
  return snapshots;
}

function value(snapshots: readonly Snapshot[]): void {
  for (const { book, instruments, marks } of snapshots) {
    const valuation = valuate(book, instruments, marks, KERNEL);
    if (valuation.kind === 'unpriced') throw new Error(`no price of ${valuation.what}`);
  }
}

/** CPU microseconds of `work`, for each of `count` snapshots. */
async function microsOf(count: number, work: () => unknown): Promise<number> {
  const started = cpuMicros();
  await work();
  return (cpuMicros() - started) / count;
}

/** Bytes alive halfway through `recording` and at its end, in a backtest with its report's curves. */
async function aliveIn(recording: Recording): Promise<readonly [half: number, whole: number]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const trace = createTrace(recording, CONFIG.profiles);
  const halfway = (recording.from + recording.to) / 2;
  const found: number[] = [];
  const measure = (): void => {
    // What the first finds unreachable, such as code, may only be gone after the second.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    found.push(heapUsed + arrayBuffers);
  };
  await play(recording, (appended, state) => {
    trace.take(appended, state);
    const isDue = found.length === 0 ? appended.at >= halfway : appended.body.kind === 'operator';
    if (isDue) measure();
  });
  const [half = Number.NaN, whole = Number.NaN] = found;
  return [half, whole];
}

/** Bytes more that are alive for each bar of the second half of a backtest: the median of some. */
async function growth(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < MEMORY_TRIES; i += 1) {
    const [half, whole] = await aliveIn(recordingOf(MEMORY_BARS));
    rows.push({ half, whole, perBar: (whole - half) / (MEMORY_BARS / 2) });
  }
  return rows;
}

/** Goals `backtest.overhead` and `backtest.memory`. */
export async function run(): Promise<BenchResult> {
  const recording = recordingOf(BARS);
  const snapshots = await snapshotsOf(recording);
  const measured = await interleaved(ROUNDS, {
    whole: () => microsOf(snapshots.length, () => play(recording)),
    valuation: () => microsOf(snapshots.length, () => value(snapshots)),
  });
  const rows = measured.map((row) => ({ ...row, ratio: (row.whole ?? 0) / (row.valuation ?? 0) }));
  const overhead = median(rows.map(({ ratio }) => ratio));
  const alive = await growth();
  const perBar = medianOf(alive, 'perBar');
  return resultOf('backtest', {
    data: [
      `${BARS} bars of 5 minutes on ${ASSETS.length} underlyings, ${POSITIONS.length} positions, ` +
        `${snapshots.length} snapshots; memory over ${MEMORY_BARS} bars`,
    ],
    peers: [
      { name: 'one valuation of the book, CPU µs a snapshot', reached: medianOf(rows, 'valuation') },
      { name: 'the whole run, CPU µs a snapshot', reached: medianOf(rows, 'whole') },
      { name: `bytes alive after ${MEMORY_BARS / 2} bars`, reached: medianOf(alive, 'half') },
      { name: `bytes alive after ${MEMORY_BARS} bars`, reached: medianOf(alive, 'whole') },
    ],
    rows: [...rows, ...alive],
    goals: [
      {
        ...{ id: 'backtest.overhead', target: OVERHEAD_TARGET, reached: overhead },
        met: overhead <= OVERHEAD_TARGET,
        what: 'CPU of a whole backtest over that of valuing its book once at each of its snapshots; at most',
      },
      {
        ...{ id: 'backtest.memory', target: MEMORY_TARGET, reached: perBar, met: perBar <= MEMORY_TARGET },
        what: 'bytes more that are alive for each bar of the second half of a long run; at most',
      },
    ],
  });
}
