/**
 * `lab forecast`: what forecasts of volatility are worth, walk-forward. Every model forecasts the realised
 * variance of the next hour, day, week and month of each asset from what came before alone; the default
 * forecaster is the one that ships, fed bar by bar. On the default files the first 200 days only teach; on
 * others the first 30.
 */
import type { Reading } from '../../forecast/reading.ts';
import { HORIZONS, type HorizonName } from '../../forecast/specs.ts';
import { DAY, HOUR } from '../../units/time.ts';
import type { Findings, Goal, Study } from '../experiment.ts';
import { markovGnp } from '../regimes/gnp.ts';
import { chartsOf } from './charts.ts';
import { type Contest, DEFAULT, holdContest, LOG_HAR, WEEKDAY } from './contest.ts';
import { forecastGoals, garchGoal } from './goals.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Recorded, recordProduct } from './product.ts';
import { marketsOf, periodsOf, readingsOf } from './readings.ts';

const NAMES = Object.keys(HORIZONS) as readonly HorizonName[];
const WARM_UP_DAYS = { default: 200, others: 30 };
/** What readings are floored by: as far back as the forecaster looks. */
const MEMORY: Readonly<Record<number, number>> = { [HOUR]: 168, [DAY]: 30 };
/** Share of the time that the default forecaster takes. */
const PRODUCT_SHARE = 0.6;

/** The readings of each asset at one length of period, as its models get them. */
function allReadings({ assets, implied }: Inputs, periodMs: number): readonly (readonly Reading[])[] {
  const memory = MEMORY[periodMs] as number;
  const periods = assets.map(({ series }) => periodsOf(series, periodMs));
  const markets = marketsOf(periods.map((each) => readingsOf(each, memory)));
  return assets.map(({ name }, i) => {
    const told = periodMs === DAY ? implied.get(name) : undefined;
    return readingsOf(periods[i] ?? [], memory, markets[i], told);
  });
}

function contestsOf(
  inputs: Inputs,
  recorded: readonly Recorded[],
  isDefault: boolean,
  warnings: string[],
): Contest[] {
  const warmUpDays = isDefault ? WARM_UP_DAYS.default : WARM_UP_DAYS.others;
  const byLength = new Map([HOUR, DAY].map((periodMs) => [periodMs, allReadings(inputs, periodMs)]));
  const contests: Contest[] = [];
  for (const [i, { name: asset }] of inputs.assets.entries()) {
    for (const horizon of NAMES) {
      const { periodMs } = HORIZONS[horizon];
      const readings = byLength.get(periodMs)?.[i] ?? [];
      const product = readings.map(({ start }) => recorded[i]?.[horizon].get(start) ?? null);
      const contest = holdContest({
        asset,
        horizon,
        readings,
        product,
        warmUp: (warmUpDays * DAY) / periodMs,
        hasImplied: inputs.implied.has(asset),
        // With little to warm up on, rows are learned while long lags are still short.
        lead: isDefault ? (MEMORY[periodMs] as number) : 1,
      });
      if (contest === null) warnings.push(`${asset}: too little data for the horizon of a ${horizon}`);
      else contests.push(contest);
    }
  }
  return contests;
}

/** One row for each day of the one-day contests, so that their goals can be computed again. */
function dayRows(
  { asset, walks, start, outcomes }: Contest,
  readings: readonly Reading[],
): readonly object[] {
  const at = (model: string, t: number): number | null => walks.get(model)?.[t]?.variance ?? null;
  return outcomes.slice(start).map((variance, i) => {
    const t = start + i;
    const day = new Date((readings[t]?.start ?? 0) + DAY).toISOString().slice(0, 10);
    const logHar = at(LOG_HAR, t);
    return {
      study: 'forecast.day',
      asset,
      day,
      variance,
      logHar,
      weekday: at(WEEKDAY, t),
      default: at(DEFAULT, t),
    };
  });
}

/** Told where the warm-up is short: part of what the default forecaster gains is then what it knew before. */
const SHORT =
  'the default forecaster begins with evidence of 2018 to 2022, its rivals with 30 days: the row of the default ' +
  'without evidence tells what that is worth';

const PEERS = ['RiskMetrics', 'RiskMetrics on realised variance', LOG_HAR, WEEKDAY, DEFAULT];

/** `evenkeel lab forecast`. Throws `InputRefused`. */
export const forecast: Study = async (setting) => {
  const inputs = await readInputs(setting);
  const warnings = [...inputs.warnings];
  const files = [...inputs.files];
  const series = inputs.assets.map((asset) => asset.series);
  const recorded = recordProduct(series, (share) => setting.onProgress(PRODUCT_SHARE * share));
  const contests = contestsOf(inputs, recorded, setting.isDefault, warnings);
  const rows = contests.flatMap((contest) => contest.rows);
  const days = allReadings(inputs, DAY);
  const daily = contests.filter(({ horizon }) => horizon === 'day');
  if (!setting.isDefault) warnings.push(SHORT);
  const garch = garchGoal(inputs.garch);
  const goals: Goal[] = [...forecastGoals(rows), garch.goal];
  const others: object[] = [...garch.rows];
  if (inputs.switching !== null) {
    const { goal, rows: found, file } = await markovGnp(inputs.switching);
    goals.push(goal);
    others.push(...found);
    files.push(file);
  }
  const peers: Findings['peers'] = daily.flatMap(({ asset, rows: all }) =>
    all
      .filter(({ model }) => PEERS.includes(model))
      .map(({ model, qlike }) => ({ name: `${asset}, one-day QLIKE of ${model}`, reached: qlike })),
  );
  const perDay = daily.flatMap((contest) => {
    const i = inputs.assets.findIndex(({ name }) => name === contest.asset);
    return dayRows(contest, days[i] ?? []);
  });
  setting.onProgress(1);
  return {
    goals,
    peers,
    rows: [...rows, ...others, ...perDay],
    charts: chartsOf(daily, days, inputs),
    files,
    warnings,
  };
};
