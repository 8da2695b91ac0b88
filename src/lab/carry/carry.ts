/**
 * `lab carry`: what spot held against a sold perp earns by the rule of `decide/carry`, walk-forward and after fees and
 * spreads, against the fixed rules of the field, on the same account. Marked to market where there are prices of both
 * legs; before, funding alone. Parameters are those of `parameters.json`, chosen on funding before 2023. On the
 * default files all that comes before the first prices teaches; on others, the first 30 days with prices as well.
 */
import { DAY } from '../../units/time.ts';
import type { Chart, Study } from '../experiment.ts';
import { TERMS, type Terms } from './account.ts';
import { type Contest, contestOf } from './contest.ts';
import { oosGoal, peersOf } from './goals.ts';
import { type Coin, readInputs } from './inputs.ts';
import { measuresOf } from './measures.ts';
import parameters from './parameters.json' with { type: 'json' };
import { pricedSpan } from './prints.ts';
import { fundingOnly, TRAINED_UNTIL } from './training.ts';

const WARM_UP_DAYS = 30;
/** Cash rates that the same is told for: one is taken for all years. */
const CASH_RATES: readonly number[] = [0, 0.02, 0.06];

function dayOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function ruleRows(kind: string, contest: Contest, terms: Terms): readonly object[] {
  const [first] = contest.courses;
  const span = { from: dayOf(first?.days[0] ?? 0), to: dayOf(first?.days.at(-1) ?? 0), cash: terms.cash };
  return contest.courses.map((course) => {
    const rival = contest.rivals.find(({ rule }) => rule === course.rule);
    const against = rival === undefined ? {} : { advantage: rival.advantage, ...rival.resampled };
    return { kind, coin: contest.coin, rule: course.rule, ...span, ...measuresOf(course), ...against };
  });
}

/** A row for each day, from which all else can be computed again. */
function dayRows(kind: string, { coin, courses }: Contest): readonly object[] {
  const [first] = courses;
  return (first?.days ?? []).map((day, i) => ({
    kind,
    coin,
    day: dayOf(day),
    excess: Object.fromEntries(courses.map(({ rule, excess }) => [rule, excess[i]])),
    share: Object.fromEntries(courses.map(({ rule, share }) => [rule, share[i]])),
  }));
}

function chartOf({ coin, courses }: Contest): Chart {
  const series = courses.map(({ rule, days, excess }) => {
    let sum = 0;
    const points = days.map((day, i): readonly [number, number] => {
      sum += 100 * (excess[i] as number);
      return [(day + 1) * DAY, sum];
    });
    return { name: rule, points };
  });
  return { title: `${coin}: return over cash so far`, kind: 'line', x: 'day', y: '%', time: true, series };
}

function troubles({ coin, trouble }: Contest): readonly string[] {
  const { refused, isWrongSign } = trouble;
  return [
    ...(refused > 0
      ? [`${coin}: our rule left out ${refused} payments whose rate, stamp or interval cannot be`]
      : []),
    ...(isWrongSign
      ? [`${coin}: funding seems to be told with the wrong sign, and our rule kept away from it`]
      : []),
  ];
}

/** The days that count: on the default files those since the parameters were chosen. */
function countedSpan({ prints }: Coin, isDefault: boolean): { from: number; to: number } | null {
  const span = pricedSpan(prints);
  if (span === null) return null;
  const isTaught = isDefault && (prints[0]?.at ?? 0) + WARM_UP_DAYS * DAY <= span.from * DAY;
  const from = isTaught ? Math.max(span.from, TRAINED_UNTIL / DAY) : span.from + WARM_UP_DAYS;
  return from < span.to ? { from, to: span.to } : null;
}

/** The same at other cash rates, without resampling the days again for each rule. */
function cashRows({ name, prints }: Coin, from: number, to: number): readonly object[] {
  return CASH_RATES.flatMap((cash) => {
    const terms = { ...TERMS, cash };
    const contest = contestOf(name, prints, { terms, parameters, from, to, isResampled: false });
    return contest === null ? [] : ruleRows('other cash rate', contest, terms);
  });
}

/** Funding alone, before there are prices of perps. */
function earlyRows(coin: Coin): readonly object[] {
  const prints = fundingOnly(coin.funding);
  const [from, to] = [Math.ceil((prints[0]?.at ?? 0) / DAY) + WARM_UP_DAYS, TRAINED_UNTIL / DAY];
  if (prints.length === 0 || from >= to) return [];
  const contest = contestOf(coin.name, prints, { terms: TERMS, parameters, from, to, isResampled: false });
  return contest === null ? [] : ruleRows('funding only, in sample', contest, TERMS);
}

export const carry: Study = async (setting) => {
  const { coins, files, warnings } = await readInputs(setting);
  const told = [...warnings];
  const contests: Contest[] = [];
  const rows: object[] = [];
  for (const [i, coin] of coins.entries()) {
    const span = countedSpan(coin, setting.isDefault);
    const contest =
      span === null
        ? null
        : contestOf(coin.name, coin.prints, { terms: TERMS, parameters, ...span, isResampled: true });
    if (span === null || contest === null)
      told.push(`${coin.name}: too few days with funding and prices of both legs`);
    else {
      contests.push(contest);
      told.push(...troubles(contest));
      rows.push(...ruleRows('marked', contest, TERMS), ...cashRows(coin, span.from, span.to));
      rows.push(...dayRows('day', contest));
    }
    rows.push(...earlyRows(coin));
    setting.onProgress((i + 1) / coins.length);
  }
  return {
    goals: [oosGoal(contests)],
    peers: peersOf(contests),
    rows,
    charts: contests.map(chartOf),
    files,
    warnings: told,
  };
};
