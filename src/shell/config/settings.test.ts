import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../units/time.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

describe('limits', () => {
  it('are in the reporting currency', () => {
    expect(accepted(FULL).engine.limits).toEqual({
      maxOrderNotional: 100_000,
      maxPositionNotional: 500_000,
      maxDailyLoss: 20_000,
    });
  });

  it.each([
    [
      'maxOrder: 100000 USD',
      'maxOrder: 100000',
      '22:21: limits.maxOrder is 100000, which has no currency — write 100000 USD',
    ],
    [
      'maxOrder: 100000 USD',
      'maxOrder: 0 USD',
      '22:21: limits.maxOrder is 0 USD — a limit must be more than 0 USD',
    ],
    [
      'maxOrder: 100000 USD',
      'maxOrder: -5 USD',
      '22:21: limits.maxOrder is -5 USD — a limit must be more than 0 USD',
    ],
    [
      'maxOrder: 100000 USD',
      'maxOrder: 2 BTC',
      '22:21: limits.maxOrder is in BTC, but limits are in the reporting currency — ' +
        'write an amount in USD, such as 100000 USD',
    ],
    [
      ', maxDailyLoss: 20000 USD',
      '',
      '22:9: limits has no maxDailyLoss — write maxDailyLoss: an amount in USD, such as 100000 USD',
    ],
    ['limits: {', 'limit: {', '22:1: limit is not known — did you mean limits?'],
  ])('%s → %s', (from, to, error) => {
    expect(refusals(edited(from, to))).toEqual([error]);
  });

  it('may bound what is ordered within an hour', () => {
    const { limits } = accepted(edited('limits: {', 'limits: { maxHourlyTurnover: 2_000_000 USD,')).engine;
    expect(limits.maxHourlyTurnover).toBe(2_000_000);
  });

  it('may bound the whole book, and be guarded by breakers', () => {
    const more =
      'maxGross: 900000 USD, maxVenueShare: 60%, slippage: { most: 500 USD, within: 10h }, breakers: true, ';
    const { engine } = accepted(edited('maxOrder: 100000 USD', `${more}maxOrder: 100000 USD`));
    expect(engine.limits).toMatchObject({
      ...{ maxGrossNotional: 900_000, maxVenueShare: 0.6, slippage: { most: 500, decayMs: 10 * HOUR } },
    });
    expect(engine.breakers).toBe(true);
    expect(accepted(FULL).engine).not.toHaveProperty('breakers');
  });

  it('have no defaults', () => {
    expect(refusals(FULL.replace(/limits: .*\n/, ''))).toEqual([
      '1:1: the config has no limits — write limits: ' +
        '{ maxOrder: 100000 USD, maxPosition: 500000 USD, maxDailyLoss: 20000 USD }',
    ]);
  });

  it('explain a comma among the digits', () => {
    expect(refusals(edited('maxOrder: 100000 USD', 'maxOrder: 100,000 USD'))).toEqual([
      '22:21: limits.maxOrder is 100, which has no currency — write 100 USD',
      '22:25: limits.000 USD is not known — write thousands without a comma: 100000 or 100_000',
    ]);
  });
});

describe('execution, forecast and timing', () => {
  it('are read with their units', () => {
    const text = edited('halfLife: 12h', 'halfLife: 2d').replace('orderLife: 30s', 'orderLife: 2m');
    const { engine, barMs } = accepted(text);
    expect(engine.execution).toEqual({
      maxSlippage: 0.002,
      orderLifeMs: 2 * MINUTE,
      ackWithinMs: 5 * SECOND,
    });
    expect(engine.forecastHalfLifeMs).toBe(2 * DAY);
    expect(engine).toMatchObject({ staleAfterMs: 15 * MINUTE, reviewEveryMs: HOUR });
    expect(barMs).toBe(5 * MINUTE);
  });

  it('may have orders worked over time', () => {
    const worked = (text: string) => edited('ackWithin: 5s', `ackWithin: 5s, work: { ${text} }`);
    const { working } = accepted(worked('schedule: twap, over: 10m')).engine.execution;
    expect(working).toEqual({ schedule: { kind: 'twap' }, horizonMs: 10 * MINUTE, everyMs: 30 * SECOND });
    const risky = accepted(worked('schedule: almgren-chriss, over: 1h, every: 1m, halfLife: 10m'));
    expect(risky.engine.execution.working).toEqual({
      // Half of what is left is done within ten minutes.
      schedule: { kind: 'almgren-chriss', urgency: (Math.LN2 / (10 * MINUTE)) * YEAR },
      ...{ horizonMs: HOUR, everyMs: MINUTE },
    });
    expect(refusals(worked('schedule: obizhaeva-wang, over: 1h')).join()).toContain('has no halfLife');
    expect(refusals(worked('schedule: pov, over: 1h')).join()).toContain('pov');
  });

  it('name the model of a forecast only where it is not the default', () => {
    const told = (model: string): unknown =>
      accepted(edited('halfLife: 12h', `model: ${model}, halfLife: 12h`)).engine;
    expect(told('ewma')).toEqual(accepted(FULL).engine);
    expect(Object.keys(accepted(FULL).engine)).not.toContain('forecastModel');
    expect(told('har')).toEqual({ ...accepted(FULL).engine, forecastModel: 'har' });
  });

  it('may be left out, and what is assumed is told', () => {
    const config = accepted(FULL.replace(/execution: .*\nforecast: .*\ntiming: .*\n/, ''));
    expect(config.engine).toEqual(accepted(FULL).engine);
    expect(config.assumed).toEqual(
      expect.arrayContaining([
        'execution.maxSlippage: 20bp',
        'execution.orderLife: 30s',
        'execution.ackWithin: 5s',
        'forecast.model: ewma',
        'forecast.halfLife: 12h',
        'timing.bar: 5m',
        'timing.staleAfter: 15m',
        'timing.reviewEvery: 1h',
      ]),
    );
  });

  it.each([
    [
      'maxSlippage: 20bp',
      'maxSlippage: 20',
      '23:27: execution.maxSlippage is 20, which has no unit — write 20bp or 0.2%',
    ],
    [
      'maxSlippage: 20bp',
      'maxSlippage: 0bp',
      '23:27: execution.maxSlippage is 0bp — it must be more than 0bp',
    ],
    [
      'orderLife: 30s',
      'orderLife: 30',
      '23:44: execution.orderLife is 30, which has no unit — write 30s, 30m or 30h',
    ],
    ['ackWithin: 5s', 'ackWithin: 0s', '23:60: execution.ackWithin is 0s — it must be more than 0s'],
    [
      'halfLife: 12h',
      'model: garch',
      '24:20: forecast.model is garch, which is no model of vol — write one of ewma, har',
    ],
    ['halfLife: 12h', 'halflife: 12h', '24:13: forecast.halflife is not known — did you mean halfLife?'],
    [
      'bar: 5m',
      'bar: 5 minutes',
      '25:16: timing.bar is 5 minutes, and minutes is no unit of time — write 5m',
    ],
    ['bar: 5m', 'bar: 100ms', '25:16: timing.bar is 100ms — it must be 1s or more'],
    [
      'staleAfter: 15m',
      'staleAfter: 2m',
      '25:32: timing.staleAfter leaves prices stale between bars: staleAfter is 2m, a bar 5m — ' +
        'write staleAfter: 15m, so that two bars may be missed',
    ],
    [
      'bar: 5m, staleAfter: 15m',
      'bar: 1h',
      '25:16: timing.bar leaves prices stale between bars: staleAfter is 15m, a bar 1h — ' +
        'write staleAfter: 3h, so that two bars may be missed',
    ],
  ])('%s → %s', (from, to, error) => {
    expect(refusals(edited(from, to))).toEqual([error]);
  });
});
