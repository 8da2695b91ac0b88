import type { Alarm } from '../domain/alarm.ts';
import type { EntryBody } from '../domain/entry.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Bar } from '../domain/market.ts';
import { foldBar, type VolatilityState } from '../forecast/forecast.ts';
import { foldForecaster } from '../forecast/forecaster.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { standingAlarm } from './alarms.ts';
import { anchored } from './anchor.ts';
import { watchBars, watchMarket } from './breakers.ts';
import { learnCarry } from './carry/carry.ts';
import { foldCorrelations } from './correlations.ts';
import { hedgeViewOf } from './hedge-view.ts';
import { markTo } from './ledger.ts';
import { lookedAt } from './protection/protection.ts';
import { foldRegimes } from './regimes.ts';
import type { EngineState, Step } from './state.ts';

type BarEntry = Extract<EntryBody, { kind: 'bar' }>;

type Forecasts = Pick<EngineState, 'volatility' | 'forecaster' | 'regimes' | 'correlations'>;

/** Folds the bars of each underlying's index into its forecasts. */
function foldForecasts(state: EngineState, entry: BarEntry): Forecasts {
  const volatility: Record<Currency, VolatilityState> = { ...state.volatility };
  const bars: Bar[] = [];
  for (const profile of state.config.profiles) {
    const bar = entry.bars.find((candidate) => candidate.instrument === profile.index);
    if (bar === undefined) continue;
    const before = volatility[profile.underlying];
    volatility[profile.underlying] = foldBar(before, bar, entry.intervalMs, state.config.forecastHalfLifeMs);
    // By underlying, so that a new index for it goes on from what the old one taught.
    bars.push({ ...bar, instrument: profile.underlying });
  }
  const others = {
    volatility,
    ...foldRegimes(state, bars, entry.intervalMs),
    ...foldCorrelations(state, bars, entry.intervalMs),
  };
  if (state.config.forecastModel !== 'har') return others;
  return { ...others, forecaster: foldForecaster(state.forecaster, bars, entry.intervalMs) };
}

const VALUED: Alarm = { key: 'valuation', severity: 'info', text: 'the book is valued again', state: null };

/** A closed bar: forecasts learn from it, the book is marked to it and its P&L explained. Decides nothing. */
export function onBar(state: EngineState, entry: BarEntry, kernel: Kernel): Step {
  const forecast: EngineState = { ...state, ...foldForecasts(state, entry) };
  const learned = learnCarry(forecast, entry.snapshot, entry.snapshot.at);
  const marked = markTo(learned, entry.snapshot, kernel);
  if (marked.kind === 'unpriced') {
    const text = `not valued: ${marked.what} has no price`;
    const alarm: Alarm = { key: 'valuation', severity: 'warning', text, state: marked.what };
    return { state: learned, outcome: { alarms: [alarm] }, commands: [] };
  }
  const decisions = {
    ...marked.state.decisions,
    watched: anchored(marked.state, hedgeViewOf(marked.state, marked, entry.snapshot.quotes, kernel)),
  };
  const { explained, valuation } = marked;
  const { equity } = valuation;
  const { alarms: standing = [] } = standingAlarm(state, marked.state);
  // Said only where it was said that it is not: this path is gone along at every bar.
  const alarms = state.raised?.[VALUED.key] === undefined ? standing : [VALUED, ...standing];
  const seen = watchMarket({ ...marked.state, decisions }, entry.snapshot);
  const looked = lookedAt(seen, { marks: marked.marks, snapshot: entry.snapshot });
  const all = looked.alarms.length === 0 ? alarms : [...alarms, ...looked.alarms];
  return {
    state: watchBars(looked.state, entry.bars, entry.snapshot.at, valuation.greeks),
    outcome: all.length === 0 ? { explained, equity } : { explained, equity, alarms: all },
    commands: [],
  };
}
