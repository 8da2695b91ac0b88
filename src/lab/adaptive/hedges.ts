/** Straddles hedged with one band, made wider and narrower by what is known of the volatility to come. */
import { halfWidth } from '../../decide/band.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import type { Life } from '../frontier/life.ts';
import { lifeReader } from '../frontier/life.ts';
import type { CoinPath } from '../frontier/market.ts';
import { COST_RATE, openingsOf } from '../frontier/sweep.ts';
import { CRASHES, type Marked, REGIMES, type Signals } from './signals.ts';

/** How a band answers: half-width × surge^−power, and × (1 − tightening × probability of stress). */
export interface Response {
  readonly power: number;
  readonly tightening: number;
}

/** What forecasts and regimes may do; both at nothing is the plain band. */
export const RESPONSES: readonly Response[] = [0, 0.2, 0.4, 0.6].flatMap((power) =>
  [0, 0.2, 0.4].map((tightening) => ({ power, tightening })),
);
/** Per notional. */
export const AVERSIONS: readonly number[] = Array.from({ length: 16 }, (_, i) => 2e5 * Math.exp(-0.7 * i));
/** Beyond this multiple either way the surge of vol counts for no more. */
const SURGE_MAX = Math.log(4);

/** One roll in each way, sums as fractions of notional; a place for each roll. */
export interface Hedged {
  readonly cost: Float64Array;
  readonly squares: Float64Array;
  /** In the hours that `Marked` says. */
  readonly top: Float64Array;
  readonly known: Float64Array;
  /** By the place of the crash week. */
  readonly crash: readonly Float64Array[];
}

/** All rolls of one coin and tenor. */
export interface Trial {
  readonly coin: string;
  readonly tenorDays: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** By response, then by aversion. */
  readonly hedged: readonly (readonly Hedged[])[];
  /** By response and regime: half-widths at an aversion of 1 summed over the bars of each roll; and the bars. */
  readonly widths: readonly (readonly Float64Array[])[];
  readonly bars: readonly Float64Array[];
}

function emptyHedged(rolls: number): Hedged {
  const column = (): Float64Array => new Float64Array(rolls);
  const crash = CRASHES.map(column);
  return { cost: column(), squares: column(), top: column(), known: column(), crash };
}

/** Half-widths of Whalley and Wilmott at an aversion of 1. */
function plainWidths(life: Life): Float64Array {
  const widths = new Float64Array(life.bars);
  for (let i = 0; i < life.bars; i += 1) {
    const inputs = { gamma: life.gamma[i] as number, price: life.price[i] as number, costRate: COST_RATE };
    widths[i] = halfWidth({ kind: 'whalley-wilmott', riskAversion: 1 }, inputs);
  }
  return widths;
}

/** What `response` makes of the half-width at close `i`. */
export function multiplier({ power, tightening }: Response, { surge, stress }: Signals, i: number): number {
  const bounded = Math.max(-SURGE_MAX, Math.min(SURGE_MAX, surge[i] as number));
  return Math.exp(-power * bounded) * (1 - tightening * (stress[i] as number));
}

/** Hedges `life`, which begins at close `from`, with bands of `widths` × `scale`, into place `roll` of `out`. */
function follow(
  life: Life,
  widths: Float64Array,
  scale: number,
  marked: Marked,
  from: number,
  out: Hedged,
  roll: number,
): void {
  const { bars, price, delta } = life;
  let [held, turnover, squares, top, known] = [0, 0, 0, 0, 0];
  let now = price[0] as number;
  for (let i = 0; i < bars; i += 1) {
    const width = (widths[i] as number) * scale;
    const centre = delta[i] as number;
    const wanted = Math.max(centre - width, Math.min(held, centre + width));
    turnover += Math.abs(wanted - held) * now;
    held = wanted;
    const next = price[i + 1] as number;
    const miss = (held - centre) * (next - now);
    const square = miss * miss;
    squares += square;
    top += square * (marked.top[from + i + 1] as number);
    known += square * (marked.known[from + i + 1] as number);
    const week = marked.crash[from + i + 1] as number;
    if (week > 0) {
      const column = out.crash[week - 1] as Float64Array;
      column[roll] = (column[roll] as number) + square;
    }
    now = next;
  }
  out.cost[roll] = (turnover + Math.abs(held) * now) * COST_RATE;
  out.squares[roll] = squares;
  out.top[roll] = top;
  out.known[roll] = known;
}

/** Hedges every roll of `tenorDays` with every response at every aversion; `onRoll` is told of each. */
export function trialOf(
  path: CoinPath,
  signals: Signals,
  marked: Marked,
  tenorDays: number,
  onRoll: (share: number) => void,
): Trial {
  const { places } = openingsOf(path, tenorDays);
  const rolls = places.length;
  const capacity = places.reduce((most, [from, to]) => Math.max(most, to - from), 1);
  const reader = lifeReader(typescriptKernel(), capacity);
  const hedged = RESPONSES.map(() => AVERSIONS.map(() => emptyHedged(rolls)));
  const widths = RESPONSES.map(() => REGIMES.map(() => new Float64Array(rolls)));
  const bars = REGIMES.map(() => new Float64Array(rolls));
  const scaled = new Float64Array(capacity);
  for (const [roll, [from, to]] of places.entries()) {
    const life = reader.read(path, from, to);
    const plain = plainWidths(life);
    for (const [r, response] of RESPONSES.entries()) {
      for (let i = 0; i < life.bars; i += 1) {
        const width = (plain[i] as number) * multiplier(response, signals, from + i);
        const regime = signals.regime[from + i] as number;
        const sums = widths[r]?.[regime] as Float64Array;
        const count = bars[regime] as Float64Array;
        scaled[i] = width;
        sums[roll] = (sums[roll] as number) + width;
        if (r === 0) count[roll] = (count[roll] as number) + 1;
      }
      for (const [g, aversion] of AVERSIONS.entries())
        follow(life, scaled, 1 / Math.cbrt(aversion), marked, from, hedged[r]?.[g] as Hedged, roll);
    }
    onRoll((roll + 1) / rolls);
  }
  return {
    coin: path.coin,
    tenorDays,
    from: Float64Array.from(places, ([from]) => path.at[from] as number),
    to: Float64Array.from(places, ([, to]) => path.at[to] as number),
    hedged,
    widths,
    bars,
  };
}
