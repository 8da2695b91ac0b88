/**
 * Forecasts made one after the other, each from what came before it alone. Entry t is the forecast made when
 * t closed.
 */
import { combined, scored, weightsOf } from '../../forecast/combination.ts';
import { fitGarch, type GarchFit, garchNext } from '../../forecast/garch.ts';
import {
  emptyModel,
  type ModelSpec,
  memoryOf,
  stepModel,
  type VarianceForecast,
} from '../../forecast/model.ts';
import { type Reading, remembered } from '../../forecast/reading.ts';

export type Walk = readonly (VarianceForecast | null)[];

/** Of RiskMetrics: what yesterday's estimate keeps. */
const DECAY = 0.94;

/** A forecast with no law about it. */
function point(variance: number): VarianceForecast | null {
  return variance > 0 ? { variance, log: Math.log(variance), spread: 0 } : null;
}

/** RiskMetrics (1996) on squared returns, or on realised variance. */
export function walkRiskMetrics(readings: readonly Reading[], of: 'move' | 'variance'): Walk {
  let estimate: number | null = null;
  return readings.map(({ move, variance }) => {
    const told = of === 'move' ? move * move : variance;
    estimate = estimate === null ? told : DECAY * estimate + (1 - DECAY) * told;
    return point(estimate);
  });
}

/** Days between two fits: parameters move slowly. */
const REFIT = 30;

/** Mean of the variances over the next `ahead`, the first of which is `next`. */
function garchMean({ omega, alpha, beta }: GarchFit, next: number, ahead: number): number {
  let [sum, variance] = [0, next];
  for (let i = 0; i < ahead; i += 1) {
    sum += variance;
    variance = omega + (alpha + beta) * variance;
  }
  return sum / ahead;
}

/** GARCH(1,1) on returns in percent, fitted again every 30 periods on all that came before. */
export function walkGarch(readings: readonly Reading[], ahead: number): Walk {
  const moves = readings.map(({ move }) => 100 * move);
  let fit: GarchFit | null = null;
  let next = 0;
  return moves.map((move, t) => {
    if (fit === null || t % REFIT === 0) {
      const found = fitGarch(moves.slice(0, t + 1));
      if ('kind' in found) {
        if (fit === null) return null;
        next = garchNext(fit, next, move);
      } else {
        fit = found;
        next = found.next;
      }
    } else next = garchNext(fit, next, move);
    return point(garchMean(fit, next, ahead) / 1e4);
  });
}

/** One regression. */
export function walkModel(spec: ModelSpec, readings: readonly Reading[], periodMs: number): Walk {
  const memory = memoryOf(spec);
  let state = emptyModel(spec);
  let history: readonly Reading[] = [];
  return readings.map((reading) => {
    history = remembered(history, reading, Math.max(memory, spec.lead));
    const step = stepModel(spec, state, history, reading.start + periodMs);
    state = step.state;
    return step.forecast ?? null;
  });
}

/** The plain mean of several walks. */
export function walkMean(walks: readonly Walk[]): Walk {
  return (walks[0] ?? []).map((_, t) => {
    const forecasts = walks.map((walk) => walk[t] ?? null);
    if (forecasts.includes(null)) return null;
    const known = forecasts as readonly VarianceForecast[];
    return (
      combined(
        known,
        known.map(() => 1 / known.length),
      ) ?? null
    );
  });
}

/** What a loss of a period before counts, and by how much a model that lost more weighs less. */
const KEEP = 0.98;
const RATE = 0.1;

/** The mean of several walks one period ahead, weighted by what each has lost lately. */
export function walkWeighted(walks: readonly Walk[], readings: readonly Reading[]): Walk {
  let losses: readonly number[] = walks.map(() => 0);
  return readings.map(({ variance }, t) => {
    const before = t === 0 ? [null] : walks.map((walk) => walk[t - 1] ?? null);
    if (!before.includes(null))
      losses = scored(losses, before as readonly VarianceForecast[], variance, KEEP);
    const now = walks.map((walk) => walk[t] ?? null);
    if (now.includes(null)) return null;
    return combined(now as readonly VarianceForecast[], weightsOf(losses, RATE)) ?? null;
  });
}
