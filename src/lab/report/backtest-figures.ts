import type { Currency } from '../../domain/instrument.ts';
import { NO_ATTRIBUTION } from '../../record/attribution.ts';
import type { Figure, Layer, Point } from './figure.ts';
import { minute, shown } from './ticks.ts';
import { CAUSE_PARTS, CURVE_PARTS, type Hedges, type Trace, type UnderlyingTrace } from './trace.ts';

const SAMPLED = `Of every ${CURVE_PARTS}th of the time the lowest and the highest value are drawn.`;

const DELTA = 'delta, counting what is in flight';
/** What rounds to nothing is not drawn. */
const NOTHING = 0.005;

type Shared = Pick<Figure, 'x' | 'time'>;
const OVER_TIME: Shared = { x: 'UTC', time: true };

function hedgeLayer(name: string, hedges: readonly Hedges[], underlying: Currency): Layer {
  const made = hedges.filter(({ fills }) => fills > 0);
  return {
    kind: 'points',
    name,
    points: made.map(({ lastAt, size, paid }): Point => [lastAt, paid / size]),
    labels: made.map(({ fills, lastAt, size, paid }) => {
      const what = `${shown(size)} ${underlying} in ${fills} ${fills === 1 ? 'fill' : 'fills'}`;
      return `${what} at ${shown(paid / size)}, up to ${minute(lastAt)}`;
    }),
  };
}

function priceFigure(underlying: Currency, { price, bought, sold }: UnderlyingTrace): Figure {
  return {
    ...OVER_TIME,
    title: `Price of ${underlying} and hedges`,
    y: `price of ${underlying}`,
    caption: `${SAMPLED} Hedges close to each other are one mark, at their mean price.`,
    layers: [
      { kind: 'line', name: underlying, points: price.points() },
      hedgeLayer('bought', bought, underlying),
      hedgeLayer('sold', sold, underlying),
    ],
  };
}

function deltaFigure(underlying: Currency, { delta, lower, upper }: UnderlyingTrace): Figure {
  const above = upper.points();
  const edges = lower.points().flatMap(([x, low], i) => {
    const high = above[i]?.[1];
    return high === undefined ? [] : [[x, low, high] as const];
  });
  return {
    ...OVER_TIME,
    title: `Delta of ${underlying} and its band`,
    y: `delta, ${underlying}`,
    caption: `${SAMPLED} The band is the last decision's; delta may have left it for a moment only.`,
    layers: [
      { kind: 'line', name: DELTA, points: delta.points() },
      { kind: 'band', name: 'band', edges },
    ],
  };
}

/** The end of the backtest from close by. */
function recentFigure(underlying: Currency, { recent }: UnderlyingTrace): Figure {
  const readings = recent.readings();
  return {
    ...OVER_TIME,
    title: `Delta of ${underlying} and its band, the last ${readings.length} readings`,
    y: `delta, ${underlying}`,
    caption: 'Every close of a bar and every decision.',
    layers: [
      { kind: 'line', name: DELTA, points: readings.map(({ at, delta }): Point => [at, delta]) },
      { kind: 'band', name: 'band', edges: readings.map(({ at, lower, upper }) => [at, lower, upper]) },
    ],
  };
}

/** The vol that options are marked at, where it is not one number throughout. */
function volFigures(underlying: Currency, { vol }: UnderlyingTrace): readonly Figure[] {
  const points = vol.points().map(([at, value]): Point => [at, 100 * value]);
  if (points.every(([, value]) => value === points[0]?.[1])) return [];
  return [
    {
      ...OVER_TIME,
      title: `Vol that options on ${underlying} are marked at`,
      y: '% a year',
      caption: SAMPLED,
      layers: [{ kind: 'line', name: 'vol', points }],
    },
  ];
}

/** P&L by cause within each part of the time. */
function causesFigure({ from, to, causes }: Trace, currency: Currency): Figure {
  const width = (to - from) / CAUSE_PARTS;
  const parts = Object.keys(NO_ATTRIBUTION) as (keyof typeof NO_ATTRIBUTION)[];
  const layers = parts.map((part) => {
    let before = 0;
    const points = causes.flatMap((sums, i): Point[] => {
      if (sums === undefined) return [];
      const change = sums[part] - before;
      before = sums[part];
      return [[from + (i + 0.5) * width, change]];
    });
    return { kind: 'bars', name: part, points } as const;
  });
  const largest = (points: readonly Point[]): number =>
    points.reduce((most, [, value]) => Math.max(most, Math.abs(value)), 0);
  return {
    ...OVER_TIME,
    title: 'P&L by cause',
    y: currency,
    stacked: true,
    caption: `Each bar is one of ${CAUSE_PARTS} equal parts of the time.`,
    layers: layers.filter(({ points }) => largest(points) >= NOTHING),
  };
}

function costsFigure({ costs }: Trace, currency: Currency): Figure {
  const layers = Object.entries(costs).map(([name, buckets]) => ({ name, points: buckets.points() }));
  return {
    ...OVER_TIME,
    title: 'Costs so far',
    y: currency,
    caption: 'What was received, such as funding at times, counts below zero.',
    layers: layers
      .filter(({ points }) => points.some(([, value]) => Math.abs(value) >= NOTHING))
      .map((layer) => ({ kind: 'line', ...layer })),
  };
}

/** What a backtest's report draws; money is in `currency`. */
export function backtestFigures(trace: Trace, currency: Currency): readonly Figure[] {
  const line = (title: string, name: string, points: readonly Point[]): Figure => ({
    ...OVER_TIME,
    title,
    y: currency,
    caption: SAMPLED,
    layers: [{ kind: 'line', name, points }],
  });
  return [
    line('Equity', 'equity', trace.equity.points()),
    line('Drawdown', 'equity less its highest so far', trace.drawdown.points()),
    ...[...trace.underlyings].flatMap(([underlying, one]) => [
      deltaFigure(underlying, one),
      recentFigure(underlying, one),
      priceFigure(underlying, one),
      ...volFigures(underlying, one),
    ]),
    costsFigure(trace, currency),
    causesFigure(trace, currency),
  ];
}
