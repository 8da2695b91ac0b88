/** The limits and the breakers as `check` says them. */
import type { EngineConfig, ExecutionSettings } from '../../domain/config.ts';
import { durationText } from './duration.ts';
import { percentText } from './fraction.ts';

/** How orders that open a position are worked; nothing where they leave at once. */
export function workingLines({ working, patienceMs }: ExecutionSettings): readonly string[] {
  const waits =
    patienceMs === undefined
      ? []
      : [
          `what opens a position rests at the touch for ${durationText(patienceMs)} before it takes, ` +
            'less the further delta is outside its band',
        ];
  if (working === undefined) return waits;
  const { schedule, horizonMs, everyMs } = working;
  const over = `over ${durationText(horizonMs)}, in slices ${durationText(everyMs)} apart at least`;
  return [...waits, `what opens a position is worked by ${schedule.kind} ${over}`];
}

/** A sentence for each; `money` writes an amount in the reporting currency. */
export function limitLines(
  { limits, breakers }: Pick<EngineConfig, 'limits' | 'breakers'>,
  money: (value: number) => string,
): readonly string[] {
  const { maxHourlyTurnover, maxGrossNotional, maxVenueShare, maxInTransit, slippage } = limits;
  return [
    `no order above ${money(limits.maxOrderNotional)}`,
    `no position of a hedge instrument above ${money(limits.maxPositionNotional)}, orders in flight included`,
    ...(maxHourlyTurnover === undefined
      ? []
      : [`no more than ${money(maxHourlyTurnover)} ordered within an hour`]),
    ...(maxGrossNotional === undefined
      ? []
      : [`no more than ${money(maxGrossNotional)} in all hedge instruments together, without sign`]),
    ...(maxVenueShare === undefined
      ? []
      : [
          `no more than ${percentText(maxVenueShare)} of that at one venue, ` +
            `beyond ${money(limits.maxPositionNotional)}`,
        ]),
    ...(maxInTransit === undefined ? [] : [`no more than ${money(maxInTransit)} between accounts at once`]),
    ...(slippage === undefined
      ? []
      : [
          `no more than ${money(slippage.most)} lost to slippage, given anew within ${durationText(slippage.decayMs)}`,
        ]),
    `hedging halts when ${money(limits.maxDailyLoss)} are lost in a UTC day, until it is re-armed`,
    breakers === true
      ? 'circuit breakers: normal, cautious (nothing is opened by taking), reduce only, halt until re-armed'
      : 'no circuit breakers; breakers: true has them',
  ];
}
