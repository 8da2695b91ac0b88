import type { EngineConfig, ExecutionSettings, Limits, Schedule } from '../../domain/config.ts';
import type { Currency } from '../../domain/instrument.ts';
import { SECOND, YEAR } from '../../units/time.ts';
import { duration, durationText } from './duration.ts';
import { fraction } from './fraction.ts';
import { money } from './money.ts';
import { choice, flag } from './reader.ts';
import type { Section } from './section.ts';

/**
 * Limits have no defaults: what may be lost is the owner's to say. Circuit breakers are there unless told otherwise
 * where venues connect; recorded and made-up prices have them where they are asked for.
 */
export function readLimits(
  root: Section,
  reporting: Currency,
  isConnected: boolean,
): Pick<EngineConfig, 'limits' | 'breakers'> {
  const unit = reporting === '' ? 'USD' : reporting;
  const example = `{ maxOrder: 100000 ${unit}, maxPosition: 500000 ${unit}, maxDailyLoss: 20000 ${unit} }`;
  const section = root.section('limits', example);
  const limits = {
    maxOrderNotional: section.required('maxOrder', money(unit)),
    maxPositionNotional: section.required('maxPosition', money(unit)),
    maxDailyLoss: section.required('maxDailyLoss', money(unit)),
  };
  const hourly = section.value('maxHourlyTurnover')?.read(money(unit));
  const gross = section.value('maxGross')?.read(money(unit));
  const share = section.value('maxVenueShare')?.read(fraction('%', { above: 0, atMost: 1 }));
  const inTransit = section.value('maxInTransit')?.read(money(unit));
  const slippage = readSlippage(section, unit);
  const breakers = section.value('breakers')?.read(flag) ?? isConnected;
  section.refuseUnknown();
  return {
    limits: {
      ...limits,
      ...(hourly !== undefined && { maxHourlyTurnover: hourly }),
      ...(gross !== undefined && { maxGrossNotional: gross }),
      ...(share !== undefined && { maxVenueShare: share }),
      ...(inTransit !== undefined && { maxInTransit: inTransit }),
      ...(slippage !== undefined && { slippage }),
    },
    ...(breakers && { breakers: true as const }),
  };
}

function readSlippage(section: Section, unit: Currency): Limits['slippage'] {
  const told = section.value('slippage')?.section(`{ most: 5000 ${unit}, within: 10h }`);
  if (told === undefined) return undefined;
  const slippage = { most: told.required('most', money(unit)), decayMs: told.required('within', duration()) };
  told.refuseUnknown();
  return slippage;
}

export function readExecution(root: Section): ExecutionSettings {
  const section = root.optionalSection('execution', '{ maxSlippage: 20bp, orderLife: 30s, ackWithin: 5s }');
  const settings = {
    maxSlippage: section.optional('maxSlippage', fraction('bp', { above: 0, atMost: 0.1 }), '20bp'),
    orderLifeMs: section.optional('orderLife', duration(), '30s'),
    ackWithinMs: section.optional('ackWithin', duration(), '5s'),
  };
  const patienceMs = section.value('patience')?.read(duration());
  const working = readWorking(section);
  section.refuseUnknown();
  return {
    ...settings,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(working !== undefined && { working }),
  };
}

const WORKED = '{ schedule: twap, over: 10m, every: 30s }';

/** How long it takes until half of what an order did is gone, or of what is wanted is done, as a rate per year. */
function rateOf(halfLifeMs: number): number {
  return (Math.LN2 / halfLifeMs) * YEAR;
}

/** How orders are worked over time; nothing where they leave at once. */
function readWorking(section: Section): ExecutionSettings['working'] {
  const told = section.value('work')?.section(WORKED);
  if (told === undefined) return undefined;
  const kind = told.required('schedule', choice('schedule', ['twap', 'almgren-chriss', 'obizhaeva-wang']));
  const halfLife = kind === 'twap' ? Number.NaN : told.required('halfLife', duration());
  const working = {
    schedule: scheduleOf(kind, rateOf(halfLife)),
    horizonMs: told.required('over', duration()),
    everyMs: told.optional('every', duration(), '30s'),
  };
  told.refuseUnknown();
  return working;
}

function scheduleOf(kind: 'twap' | 'almgren-chriss' | 'obizhaeva-wang', rate: number): Schedule {
  switch (kind) {
    case 'twap':
      return { kind };
    case 'almgren-chriss':
      return { kind, urgency: rate };
    case 'obizhaeva-wang':
      return { kind, resilience: rate };
  }
}

/** The default model is not named in what comes out: journals and results made without a choice stay the same. */
export function readForecast(root: Section): Pick<EngineConfig, 'forecastModel' | 'forecastHalfLifeMs'> {
  const section = root.optionalSection('forecast', '{ model: ewma, halfLife: 12h }');
  const model = section.optional('model', choice('model of vol', ['ewma', 'har']), 'ewma');
  const forecastHalfLifeMs = section.optional('halfLife', duration(), '12h');
  section.refuseUnknown();
  return model === 'ewma' ? { forecastHalfLifeMs } : { forecastModel: model, forecastHalfLifeMs };
}

export interface Timing {
  readonly barMs: number;
  readonly staleAfterMs: number;
  readonly reviewEveryMs: number;
}

/** `isConnected`: prices come from venues as they change, and not once a bar. */
export function readTiming(root: Section, isConnected: boolean): Timing {
  const section = root.optionalSection('timing', '{ bar: 5m, staleAfter: 15m, reviewEvery: 1h }');
  const barMs = section.optional('bar', duration({ atLeast: SECOND }), '5m');
  const staleAfterMs = section.optional('staleAfter', duration(), '15m');
  const timing = { barMs, staleAfterMs, reviewEveryMs: section.optional('reviewEvery', duration(), '1h') };
  // Recorded data tells a price once a bar: it would be stale before the next.
  if (!isConnected && staleAfterMs < barMs) {
    const at = section.value('staleAfter') ?? section.value('bar');
    at?.wrong(
      'leaves prices stale between bars: ' +
        `staleAfter is ${durationText(staleAfterMs)}, a bar ${durationText(barMs)}`,
      `write staleAfter: ${durationText(3 * barMs)}, so that two bars may be missed`,
    );
  }
  section.refuseUnknown();
  return timing;
}
