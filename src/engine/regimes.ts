import { type RegimeScale, regimeScale } from '../decide/regime-scale.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Bar } from '../domain/market.ts';
import { foldHours, type HourlyRegimes, regimesAt } from '../forecast/regime-hours.ts';
import type { Millis } from '../units/units.ts';
import type { EngineState } from './state.ts';

type Regimes = Pick<EngineState, 'regimes'>;

/** Regimes after `bars`, whose instruments are underlyings; none where no profile's band depends on them. */
export function foldRegimes(state: EngineState, bars: readonly Bar[], intervalMs: number): Regimes {
  const banded = state.config.profiles.filter(({ bands }) => bands !== undefined);
  if (banded.length === 0) return {};
  const regimes: Record<Currency, HourlyRegimes> = { ...state.regimes };
  for (const { underlying } of banded) {
    const bar = bars.find(({ instrument }) => instrument === underlying);
    const folded = bar === undefined ? undefined : foldHours(regimes[underlying], bar, intervalMs);
    if (folded !== undefined) regimes[underlying] = folded;
  }
  return { regimes };
}

/** What is known of the underlyings whose bands still depend on it. */
export function keptRegimes(regimes: EngineState['regimes'], { profiles }: EngineConfig): Regimes {
  const banded = new Set(
    profiles.flatMap(({ underlying, bands }) => (bands === undefined ? [] : underlying)),
  );
  if (regimes === undefined || banded.size === 0) return {};
  return { regimes: Object.fromEntries(Object.entries(regimes).filter(([name]) => banded.has(name))) };
}

/** How much wider than its policy's the band of `profile` is at `at`; undefined where it is never another. */
export function regimeScaleOf(state: EngineState, profile: Profile, at: Millis): RegimeScale | undefined {
  if (profile.bands === undefined) return undefined;
  return regimeScale(profile.bands, regimesAt(state.regimes?.[profile.underlying], at));
}
