/**
 * Splitting an order over eight books of 200 levels and three pools, beside a bare round trip over TCP on this machine;
 * and how near splits of small orders come to the best of all, found by trying every count of lots.
 */
import { createRandom, type Random } from '../src/math/random.ts';
import type { Candidate, SplitRequest } from '../src/route/split/candidate.ts';
import { type Split, splitOrder } from '../src/route/split/split.ts';
import { bestAlone, bruteForce, randomCase } from '../src/route/split/split-fixture.ts';
import { type BenchResult, cpuMicros, interleaved, medianOf, type Row, resultOf } from './bench.ts';
import { peersOf } from './contest.ts';
import { openEcho } from './tcp-echo.ts';

const ROUNDS = 15;
/** Splits, and round trips, a round. */
const SPLITS = 800;
const TRIPS = 1_500;
const MARKETS = 8;
const BOOKS = 8;
const LEVELS = 200;
const POOLS = 3;
const TICKS = 60;
/** An order's message, and its answer. */
const MESSAGE_BYTES = 200;

const SMALL = 1_000;
const LARGE = 100_000;

const LABELS = {
  tcp: 'a round trip over TCP with node:net, both ends, CPU µs',
  split: 'an order split over 8 books and 3 pools, CPU µs',
};

const TERMS = {
  ...{ deltaPerUnit: 1, fair: 2_000, rate: 1, lot: 0.001, minimum: 0, room: 1e6, feePerUnit: 0, gas: 0 },
  ...{ latencyMs: 50, fundingPerYear: 0, marginRate: 0 },
};

/** A market of its own: spot books and perps, whose sizes grow away from the middle, and pools with a tick every 0.1 %. */
function market(random: Random): Candidate[] {
  const venues: Candidate[] = [];
  for (let at = 0; at < BOOKS; at += 1) {
    const middle = 2_000 + random.normal() * 0.3;
    const side = (sign: number): { price: number; size: number }[] =>
      Array.from({ length: LEVELS }, (_, i) => ({
        price: Math.round((middle + sign * (0.2 + 0.1 * i)) * 100) / 100,
        size: Math.round(100 * (0.2 + random.next() * (1 + 0.05 * i))) / 100,
      }));
    venues.push({
      ...TERMS,
      kind: 'book',
      id: `book ${at}`,
      depth: { bids: side(-1), asks: side(1) },
      fee: [0.0002, 0.0004, 0.0005][at % 3],
      fundingPerYear: at % 2 === 0 ? 0 : random.normal() * 0.1,
      marginRate: at % 2 === 0 ? 0 : 0.1,
    });
  }
  for (let at = 0; at < POOLS; at += 1) {
    const root = Math.sqrt(2_000 + random.normal());
    const ranges = Array.from({ length: TICKS }, (_, i) => ({
      lower: root * (1 + (i - TICKS / 2) * 5e-4),
      upper: root * (1 + (i + 1 - TICKS / 2) * 5e-4),
      liquidity: 2e6 * (0.5 + random.next()),
    }));
    venues.push({
      ...TERMS,
      kind: 'pool',
      id: `pool ${at}`,
      pool: { root, ranges },
      fee: 0.0005,
      gas: 1,
      lot: 1e-6,
    });
  }
  return venues;
}

function request(random: Random): SplitRequest {
  return {
    need: (random.next() < 0.5 ? 1 : -1) * (5 + 300 * random.next()),
    ...{
      spot: 2_000,
      vol: 0.6,
      lifeYears: 1 / 365,
      capitalCost: 0.1,
      latencyCoefficient: 0.4,
      unhedgedCost: 40,
    },
  };
}

function answered(found: ReturnType<typeof splitOrder>): Split {
  if (found.kind === 'refused') throw new Error(`refused: ${found.field} ${found.value}`);
  return found;
}

/** The worst shares of the cost by which splits were above what they are held against. */
function nearness(): Row {
  let worst = 0;
  for (let i = 0; i < SMALL; i += 1) {
    const { request: asked, venues } = randomCase(createRandom(`route small ${i}`), SHAPES.small);
    const { total } = answered(splitOrder(asked, venues));
    const best = bruteForce(asked, venues);
    worst = Math.max(worst, (total - best) / Math.max(Math.abs(best), 1e-6 * notional(asked)));
  }
  let above = 0;
  for (let i = 0; i < LARGE; i += 1) {
    if (i % 10_000 === 0) process.stderr.write(`${i} of ${LARGE} random orders\n`);
    const { request: asked, venues } = randomCase(createRandom(`route large ${i}`), SHAPES.large);
    const { total } = answered(splitOrder(asked, venues));
    if (total > bestAlone(asked, venues) + 1e-12 * notional(asked)) above += 1;
  }
  return { worst, above };
}

const SHAPES = {
  small: { venues: 4, levels: 4, lots: 10 },
  large: { venues: 8, levels: 6, lots: 40 },
};

const notional = ({ need, spot }: SplitRequest): number => Math.abs(need) * spot;

/** Goals `route.bruteforce` and `route.speed`. */
export async function run(): Promise<BenchResult> {
  const near = nearness();
  const cases = Array.from({ length: MARKETS }, (_, i) => {
    const random = createRandom(`route market ${i}`);
    return { venues: market(random), asked: request(random) };
  });
  const found = cases.map(({ asked, venues }) => answered(splitOrder(asked, venues)));
  const echo = await openEcho(Buffer.alloc(MESSAGE_BYTES, 'x'));
  const rows = await interleaved(ROUNDS, {
    tcp: async () => {
      const started = cpuMicros();
      for (let i = 0; i < TRIPS; i += 1) await echo.trip();
      return (cpuMicros() - started) / TRIPS;
    },
    split: () => {
      const started = cpuMicros();
      for (let i = 0; i < SPLITS; i += 1) {
        const one = cases[i % MARKETS];
        if (one !== undefined) splitOrder(one.asked, one.venues);
      }
      return (cpuMicros() - started) / SPLITS;
    },
  });
  await echo.close();
  const legs = found.reduce((sum, { legs: each }) => sum + each.length, 0) / MARKETS;
  const gap = Math.max(...found.map((split) => split.gap / Math.abs(split.total)));
  const ratio = medianOf(rows, 'split') / medianOf(rows, 'tcp');
  const isNear = (near.worst ?? Infinity) <= 1e-6 && near.above === 0;
  return resultOf('route', {
    data: [
      `${SMALL} seeded orders over up to 4 venues, all lots tried; ${LARGE} over up to 8, beside the best alone`,
      `${MARKETS} seeded markets of ${BOOKS} books with ${LEVELS} levels a side and ${POOLS} pools of ${TICKS} ranges`,
      `an echo of ${MESSAGE_BYTES} bytes on a thread of this process`,
    ],
    peers: peersOf(rows, LABELS, {}),
    rows: [{ ...near, legs, gap }, ...rows],
    goals: [
      {
        ...{ id: 'route.bruteforce', target: 1e-6, reached: near.worst ?? null, met: isNear },
        what: `share of the cost above trying all lots, at most; ${near.above} dearer than the best alone`,
      },
      {
        ...{ id: 'route.speed', target: 2, reached: ratio, met: ratio <= 2 },
        what: 'CPU of a split, in round trips over TCP, medians of the same run; at most',
      },
    ],
  });
}
