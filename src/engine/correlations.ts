import { isOptimal } from '../decide/optimal/member.ts';
import { type Correlations, pairName } from '../decide/optimal/pairs.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Bar } from '../domain/market.ts';
import { correlationOfPair, foldPair, type PairState } from '../forecast/correlation.ts';
import type { EngineState } from './state.ts';

type Known = Pick<EngineState, 'correlations'>;

/** The pairs of underlyings that are hedged together, one of each pair before the other. */
function pairsOf({ joint, profiles }: EngineConfig): readonly (readonly [Currency, Currency])[] {
  if (joint !== true) return [];
  const names = profiles.filter(isOptimal).map(({ underlying }) => underlying);
  return names.flatMap((one, i) =>
    names.slice(i + 1).map((other) => (one < other ? ([one, other] as const) : ([other, one] as const))),
  );
}

/** Correlations after `bars`, whose instruments are underlyings; none where none are hedged together. */
export function foldCorrelations(state: EngineState, bars: readonly Bar[], intervalMs: number): Known {
  const pairs = pairsOf(state.config);
  if (pairs.length === 0) return {};
  const correlations: Record<string, PairState> = { ...state.correlations };
  for (const [first, second] of pairs) {
    const one = bars.find(({ instrument }) => instrument === first);
    const other = bars.find(({ instrument }) => instrument === second);
    if (one === undefined || other === undefined) continue;
    const name = pairName(first, second);
    const folded = foldPair(correlations[name], one, other, intervalMs);
    if (folded !== undefined) correlations[name] = folded;
  }
  return { correlations };
}

/** What is known of the pairs that are still hedged together. */
export function keptCorrelations(correlations: EngineState['correlations'], config: EngineConfig): Known {
  const pairs = new Set(pairsOf(config).map(([one, other]) => pairName(one, other)));
  if (correlations === undefined || pairs.size === 0) return {};
  return {
    correlations: Object.fromEntries(Object.entries(correlations).filter(([name]) => pairs.has(name))),
  };
}

/** The correlations of returns that are known well enough to be used. */
export function correlationsOf({ correlations = {} }: EngineState): Correlations {
  const known: Record<string, number> = {};
  for (const [name, pair] of Object.entries(correlations)) {
    const value = correlationOfPair(pair);
    if (value !== undefined) known[name] = value;
  }
  return known;
}
