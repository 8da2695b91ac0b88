/** Every rule that is compared, as the edges that it keeps a hedge between, each with one number to sweep. */
import { halfWidth } from '../../decide/band.ts';
import { regionOf } from '../../decide/region.ts';
import { leland } from '../../decide/rules/leland.ts';
import { normalCdf } from '../../math/normal.ts';
import { HOUR, YEAR } from '../../units/time.ts';
import type { Edges } from './follow.ts';
import type { Life } from './life.ts';

export interface SweptPolicy {
  readonly name: string;
  /** What the number is. */
  readonly parameter: string;
  /** From the tightest hedge to the loosest. */
  readonly grid: readonly number[];
  /** What of the rule does not depend on its number. */
  readonly prepare: (life: Life, costRate: number) => Fill;
}

/** Writes the edges of the bars of a life. Those of a bar come from that bar and earlier ones. */
type Fill = (parameter: number, edges: Edges) => void;

/** `count` numbers from `from` to `to`, each the same multiple of the one before. */
function geometric(from: number, to: number, count: number): readonly number[] {
  const step = Math.log(to / from) / (count - 1);
  return Array.from({ length: count }, (_, i) => from * Math.exp(step * i));
}

const HOURS = [1 / 12, 1 / 6, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 24];
/** Per notional, that is: of a loss of the whole notional. */
const AVERSIONS = geometric(1e6, 1, 20);

/** Lets the hedge be at bar `i`. */
function leave({ low, high }: Edges, i: number): void {
  low[i] = -Infinity;
  high[i] = Infinity;
}

/** Puts the hedge at `target` at bar `i`. */
function put({ low, high }: Edges, i: number, target: number): void {
  low[i] = target;
  high[i] = target;
}

/** Calls `hedge` for the bars at which `every` milliseconds or more have passed since the last one called for. */
function onClock(life: Life, every: number, edges: Edges, target: (i: number) => number): void {
  let last = -Infinity;
  for (let i = 0; i < life.bars; i += 1) {
    const at = life.at[i] as number;
    if (at - last >= every) {
      put(edges, i, target(i));
      last = at;
    } else leave(edges, i);
  }
}

/** The straddle's delta with its vol taken `multiplier` times. */
function deltaAt(life: Life, i: number, multiplier: number): number {
  const deviation = (life.vol[i] as number) * multiplier * Math.sqrt(life.years[i] as number);
  return 2 * normalCdf((life.logPrice[i] as number) / deviation + 0.5 * deviation) - 1;
}

/** x^p for x above 0. */
function power(x: number, p: number): number {
  return x > 0 ? Math.exp(p * Math.log(x)) : 0;
}

/**
 * Zakamouline's region (`decide/rules/zakamouline.ts`, at no rate and all short), with the powers of all but the risk
 * aversion taken once: half-width straight/γ + curved/√γ, and the shift of the vol shift·γ^0.15.
 */
function prepareZakamouline(life: Life, costRate: number): Fill {
  const { bars, price, vol, years, gamma, delta } = life;
  const [straight, curved, shift] = [new Float64Array(bars), new Float64Array(bars), new Float64Array(bars)];
  const wide = widthsAtOne(life, (i) => whalleyWilmottAtOne(life, i, costRate));
  for (let i = 0; i < bars; i += 1) {
    const [spot, sigma, left] = [price[i] as number, vol[i] as number, years[i] as number];
    const curve = gamma[i] as number;
    const quarter = power(sigma, 0.25);
    straight[i] = costRate / (spot * sigma * sigma * left);
    curved[i] = (1.12 * power(costRate, 0.31) * power(left, 0.05) * Math.sqrt(curve)) / quarter;
    shift[i] =
      (4.76 * power(costRate, 0.78) * power(spot * spot * curve, 0.15)) / (power(left, 0.02) * quarter);
  }
  return (aversion, { low, high }) => {
    const [root, crowd, third] = [Math.sqrt(aversion), power(aversion, 0.15), Math.cbrt(aversion)];
    for (let i = 0; i < bars; i += 1) {
      const moved = (shift[i] as number) * crowd;
      // Beyond that the formula says nothing, and the rule falls back.
      const isFar = moved >= 1;
      const width = isFar
        ? (wide[i] as number) / third
        : (straight[i] as number) / aversion + (curved[i] as number) / root;
      const centre = isFar ? (delta[i] as number) : deltaAt(life, i, Math.sqrt(1 + moved));
      low[i] = centre - width;
      high[i] = centre + width;
    }
  };
}

/** Half-widths at a risk aversion of 1. */
function widthsAtOne(life: Life, width: (i: number) => number): Float64Array {
  const widths = new Float64Array(life.bars);
  for (let i = 0; i < life.bars; i += 1) widths[i] = width(i);
  return widths;
}

/** Around the mark delta, with half-widths that are those at an aversion of 1 over its cube root. */
function cubeRootFill({ bars, delta }: Life, widths: Float64Array): Fill {
  return (aversion, { low, high }) => {
    const scale = 1 / Math.cbrt(aversion);
    for (let i = 0; i < bars; i += 1) {
      const width = (widths[i] as number) * scale;
      low[i] = (delta[i] as number) - width;
      high[i] = (delta[i] as number) + width;
    }
  };
}

function whalleyWilmottAtOne(life: Life, i: number, costRate: number): number {
  const [price, gamma] = [life.price[i] as number, life.gamma[i] as number];
  return halfWidth({ kind: 'whalley-wilmott', riskAversion: 1 }, { gamma, price, costRate });
}

/** The default policy as the engine has it, of one straddle by itself, at an aversion of 1. */
function trackingWidths(life: Life, costRate: number): Float64Array {
  const policy = { kind: 'optimal', riskAversion: 1, objective: 'tracking' } as const;
  // One object for all bars: millions of them are asked for.
  const curve = { gamma: 0, side: 'short' as const, years: 0, vol: 0, rate: 0 };
  return widthsAtOne(life, (i) => {
    curve.gamma = life.gamma[i] as number;
    curve.years = life.years[i] as number;
    curve.vol = life.vol[i] as number;
    return regionOf(policy, curve, life.price[i] as number, costRate).halfWidth;
  });
}

function fixedBandFill({ bars, delta }: Life): Fill {
  return (width, { low, high }) => {
    for (let i = 0; i < bars; i += 1) {
      low[i] = (delta[i] as number) - width;
      high[i] = (delta[i] as number) + width;
    }
  };
}

/** Calls for a hedge once the price has moved by a fraction since the last one. */
function percentageFill(life: Life): Fill {
  return (move, edges) => {
    let last = Number.NaN;
    for (let i = 0; i < life.bars; i += 1) {
      const price = life.price[i] as number;
      if (Math.abs(price / last - 1) < move) leave(edges, i);
      else {
        put(edges, i, life.delta[i] as number);
        last = price;
      }
    }
  };
}

function lelandFill(life: Life, costRate: number): Fill {
  const inputs = {
    price: 1,
    gamma: 1,
    vol: 1,
    years: 1,
    rate: 0,
    costRate,
    riskAversion: 1,
    side: 'short' as const,
  };
  return (hours, edges) =>
    onClock(life, hours * HOUR, edges, (i) => {
      inputs.vol = life.vol[i] as number;
      const answer = leland(inputs, (hours * HOUR) / YEAR);
      return deltaAt(life, i, 'kind' in answer ? 1 : answer.volMultiplier);
    });
}

/** The default policy is `tracking`; its objective `utility` has Zakamouline's band. From tight to loose each. */
export const policies: readonly SweptPolicy[] = [
  {
    name: 'tracking',
    parameter: 'risk aversion',
    grid: AVERSIONS,
    prepare: (life, costRate) => cubeRootFill(life, trackingWidths(life, costRate)),
  },
  {
    name: 'whalley-wilmott',
    parameter: 'risk aversion',
    grid: AVERSIONS,
    prepare: (life, costRate) =>
      cubeRootFill(
        life,
        widthsAtOne(life, (i) => whalleyWilmottAtOne(life, i, costRate)),
      ),
  },
  {
    name: 'zakamouline',
    parameter: 'risk aversion',
    grid: geometric(1e4, 1, 12),
    prepare: prepareZakamouline,
  },
  { name: 'fixed-band', parameter: 'half-width', grid: geometric(0.008, 0.5, 20), prepare: fixedBandFill },
  { name: 'fixed-percentage', parameter: 'move', grid: geometric(1e-3, 0.1, 18), prepare: percentageFill },
  {
    name: 'clock',
    parameter: 'interval in hours',
    grid: HOURS,
    prepare: (life) => (hours, edges) => onClock(life, hours * HOUR, edges, (i) => life.delta[i] as number),
  },
  { name: 'leland', parameter: 'interval in hours', grid: HOURS.slice(3), prepare: lelandFill },
];
