import { mean } from '../../math/statistics.ts';
import { type DayRow, OFF, SAMPLINGS } from './contest.ts';
import { type Interval, intervalOf } from './interval.ts';

/** One hedger against none, over all seeds. */
export interface VerdictRow {
  readonly part: 'hedger';
  readonly hedger: string;
  /** Volatility over that without a hedger, at each of the samplings: geometric mean over seeds. */
  readonly ratios: readonly Interval[];
  /** The largest of the means, and of the upper ends. */
  readonly worst: number;
  readonly worstHigh: number;
  /** Of a day, less those without a hedger. */
  readonly liquidations: Interval;
  /** The largest fall over that without a hedger. */
  readonly drawdown: Interval;
  /** Root mean square, in base units. */
  readonly residual: number;
  /** Of what was traded. */
  readonly share: number;
  readonly mostChangesPerMinute: number;
  readonly flaps: number;
}

function ratioOf(logs: readonly number[]): Interval {
  const { mean: middle, low, high } = intervalOf(logs);
  return { mean: Math.exp(middle), low: Math.exp(low), high: Math.exp(high) };
}

/** A row for each hedger, from the days that all had in common with the market that had none. */
export function verdicts(days: readonly DayRow[]): readonly VerdictRow[] {
  const without = new Map(days.filter(({ hedger }) => hedger === OFF).map((day) => [day.seed, day]));
  const names = [...new Set(days.map(({ hedger }) => hedger))].filter((name) => name !== OFF);
  return names.map((hedger): VerdictRow => {
    const own = days.filter((day) => day.hedger === hedger);
    const pairs = own.map((day) => [day, without.get(day.seed) as DayRow] as const);
    const ratios = SAMPLINGS.map((_, k) =>
      ratioOf(pairs.map(([day, off]) => Math.log((day.vols[k] as number) / (off.vols[k] as number)))),
    );
    return {
      ...{ part: 'hedger', hedger, ratios },
      worst: Math.max(...ratios.map((ratio) => ratio.mean)),
      worstHigh: Math.max(...ratios.map((ratio) => ratio.high)),
      liquidations: intervalOf(pairs.map(([day, off]) => day.liquidations - off.liquidations)),
      drawdown: ratioOf(pairs.map(([day, off]) => Math.log(day.drawdown / off.drawdown))),
      residual: Math.sqrt(mean(own.map(({ residual }) => residual * residual))),
      share: mean(own.map(({ took, rested, traded }) => (took + rested) / traded)),
      mostChangesPerMinute: Math.max(...own.map((day) => day.mostChangesPerMinute)),
      flaps: own.reduce((sum, day) => sum + day.flaps, 0),
    };
  });
}
