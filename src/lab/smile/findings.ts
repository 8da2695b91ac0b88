/** What the study shows: rows from which each goal can be computed again, and charts. */
import { DAY } from '../../units/time.ts';
import type { Chart, Series } from '../experiment.ts';
import { bucketName, DAY_EDGES, DELTA_EDGES } from './buckets.ts';
import { METHODS, type Method } from './learner.ts';
import { type Intervals, isOtmCall, measure } from './measures.ts';
import { type Cell, gainOf, groupedBy, type Sums, totalOf, varianceOf } from './tally.ts';

const NAMES: Readonly<Record<Method, string>> = {
  blackScholes: 'Black-Scholes',
  stickyMoneyness: 'sticky moneyness',
  hullWhite: 'Hull-White, plain',
  untrusted: 'learned from all',
  minimumVariance: 'learned, by trust',
};

/** Deltas whose gain is drawn. */
const DRAWN = ['stickyMoneyness', 'hullWhite', 'minimumVariance'] as const;

function byMethod(of: (method: Method) => number): Readonly<Record<Method, number>> {
  return Object.fromEntries(METHODS.map((method) => [method, of(method)])) as Record<Method, number>;
}

/** Mean and variance by each delta, of errors as a share of the underlying's price. */
function told(sums: Sums): object {
  return {
    n: sums.n,
    mean: byMethod((method) => sums.sum[method] / sums.n),
    variance: byMethod((method) => varianceOf(sums, method)),
  };
}

function monthOf({ day }: Cell): string {
  return new Date(day * DAY).toISOString().slice(0, 7);
}

/**
 * A row for each coin, type, delta and expiry; gains month by month; and how far the goals' numbers range where
 * days are drawn again.
 */
export function rowsOf(cells: readonly Cell[], intervals: Intervals | null): readonly object[] {
  const buckets = [...groupedBy(cells, ({ ccy, type, bucket }) => `${ccy} ${type} ${bucket}`)];
  const months = [...new Set(cells.map(monthOf))].sort();
  return [
    ...buckets
      .map(([key, sums]) => {
        const [ccy, type, bucket] = key.split(' ');
        const { delta, days } = bucketName(Number(bucket));
        return { kind: 'bucket', ccy, type, delta, days, ...told(sums) };
      })
      .sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)),
    ...months.map((month) => {
      const within = cells.filter((cell) => monthOf(cell) === month);
      const { all, otmcalls } = measure(within, 'minimumVariance');
      return { kind: 'month', month, all, otmcalls, ...told(totalOf(within)) };
    }),
    ...Object.entries(intervals ?? {}).map(([name, interval]) => ({
      kind: 'interval',
      of: `smile.${name}`,
      share: 0.9,
      ...interval,
    })),
  ];
}

/** Where a bucket stands on an axis of signed delta. */
function middleOf(type: Cell['type'], place: number): number {
  const edges = [...DELTA_EDGES, 0.95];
  const middle = 0.5 * ((edges[place] as number) + (edges[place + 1] as number));
  return type === 'call' ? middle : -middle;
}

function gainsByDelta(cells: readonly Cell[], method: Method): Series {
  const points = (['put', 'call'] as const).flatMap((type) =>
    DELTA_EDGES.map((_, place): [number, number] => {
      const isIn = (cell: Cell): boolean =>
        cell.type === type && Math.floor(cell.bucket / DAY_EDGES.length) === place;
      return [middleOf(type, place), gainOf(totalOf(cells.filter(isIn)), method) ?? 0];
    }),
  );
  return { name: NAMES[method], points: points.sort((x, y) => x[0] - y[0]) };
}

/** Squares saved up to each day's end, as a share of all squares that Black-Scholes left. */
function savedByDay(cells: readonly Cell[], method: Method): Series {
  const days = groupedBy(
    cells.toSorted((x, y) => x.day - y.day),
    ({ day }) => String(day),
  );
  const all = totalOf(cells).squares.blackScholes;
  let saved = 0;
  const points = [...days].map(([day, { squares }]): [number, number] => {
    saved += squares.blackScholes - squares[method];
    return [(Number(day) + 1) * DAY, all > 0 ? saved / all : 0];
  });
  return { name: NAMES[method], points };
}

export function chartsOf(cells: readonly Cell[]): readonly Chart[] {
  const calls = cells.filter(isOtmCall);
  return [
    {
      title: 'Error variance saved against Black-Scholes',
      kind: 'bars',
      x: 'delta (puts below zero)',
      y: 'share saved',
      series: DRAWN.map((method) => gainsByDelta(cells, method)),
    },
    {
      title: 'When it was saved',
      kind: 'line',
      x: 'time',
      y: 'squared error saved, share of all by Black-Scholes',
      time: true,
      series: [
        { ...savedByDay(cells, 'minimumVariance'), name: 'all options' },
        { ...savedByDay(calls, 'minimumVariance'), name: 'calls of 5 to 20 delta' },
      ],
    },
  ];
}
