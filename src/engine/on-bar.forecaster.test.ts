import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { Bar } from '../domain/market.ts';
import { type ForecasterState, foldForecaster } from '../forecast/forecaster.ts';
import { createRandom } from '../math/random.ts';
import { decode, encode } from '../record/canonical.ts';
import { DAY, HOUR, later } from '../units/time.ts';
import { lots, millis } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  configOf,
  configured,
  ETH_PERP,
  hash,
  PROFILE,
  type Rig,
  recovered,
  restarted,
  T0,
  trading,
} from './engine-fixture.ts';
import { replay } from './replay.ts';

const HAR = { forecastModel: 'har' } as const;
const POSITIONS = [{ instrument: 'CALL', lots: lots(-1_000), averageEntry: 1_500 }];
const OPTIONS = {
  opening: { ...CONFIG.opening, positions: POSITIONS },
  instruments: CONFIG.instruments.map((one) =>
    one.id === 'CALL' ? { ...CALL, expiry: later(T0, 30 * DAY) } : one,
  ),
};

/** Lets `rig` hear of `hours` hourly bars of the index, at a vol of about 30 %, and quotes to match. */
function hear(rig: Rig, hours: number, seed: string): void {
  const random = createRandom(seed);
  let price = 60_000;
  for (let i = 0; i < hours; i += 1) {
    rig.pass(HOUR);
    const open = price;
    price *= Math.exp(0.0032 * random.normal());
    for (const id of ['SPOT', 'PERP']) rig.quote(id, price);
    const [low, high] = [Math.min(open, price), Math.max(open, price)];
    const bar = {
      instrument: 'SPOT',
      start: later(rig.now, -HOUR),
      open,
      high,
      low,
      close: price,
      volume: 1,
    };
    rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: HOUR, bars: [bar] }, rig.now);
    rig.pass(0);
  }
}

describe('bars of the index', () => {
  it('teach the forecaster where it is the model, by underlying', () => {
    const rig = trading(configOf({}, HAR));
    expect(rig.state().forecaster).toBeUndefined();
    hear(rig, 30, 'teach');
    const { forecaster } = rig.state();
    expect(Object.keys(forecaster ?? {})).toEqual(['BTC']);
    expect(forecaster?.BTC?.forecasts.day?.variance).toBeGreaterThan(0);
    const other = { instrument: 'PERP', start: rig.now, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    rig.now = later(rig.now, HOUR);
    rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: HOUR, bars: [other] }, rig.now);
    expect(rig.state().forecaster).toEqual(forecaster);
  });

  it('leave no trace of it in a journal of EWMA', () => {
    const rig = trading(configOf({ hedgeVol: 'forecast' }, OPTIONS));
    hear(rig, 30, 'no trace');
    rig.conductor.checkpoint(rig.now);
    expect(Object.keys(rig.state())).not.toContain('forecaster');
    for (const line of rig.lines) expect(line).not.toMatch(/forecaster|forecastModel/);
  });

  it('are replayed to the byte over checkpoints, which a start can go on from', () => {
    const policy = { kind: 'fixed-band', halfWidth: 1_000 } as const;
    const rig = trading(configOf({ hedgeVol: 'forecast', policy }, { ...HAR, ...OPTIONS }), 20);
    hear(rig, 60, 'replay');
    expect(rig.lines.filter((line) => line.includes('"kind":"checkpoint"')).length).toBeGreaterThan(3);
    expect(rig.lines.some((line) => line.includes('"volFrom":"forecast"'))).toBe(true);
    const found = replay(rig.lines, hash, ENGINE);
    expect(found.difference).toBeNull();
    const again = recovered(rig);
    expect(encode(again.state())).toBe(encode(rig.state()));
    for (const each of [rig, again]) hear(each, 30, 'after');
    expect(encode(again.state().forecaster)).toBe(encode(rig.state().forecaster));
  });

  it('are forgotten when another model is configured, or their underlying is hedged no more', () => {
    const rig = trading(configOf({}, HAR));
    hear(rig, 30, 'forget');
    const { forecaster } = rig.state();
    expect(restarted(rig, configOf({ index: 'PERP' }, HAR)).state().forecaster).toEqual(forecaster);
    expect(Object.keys(restarted(rig).state())).not.toContain('forecaster');
    const eth = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP' };
    const instruments = [...CONFIG.instruments, ETH_PERP];
    const venues = [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }];
    rig.conductor.configure(
      configured({ ...CONFIG, ...HAR, instruments, venues, profiles: [eth] }, false),
      rig.now,
    );
    expect(rig.state().forecaster).toEqual({});
  });
});

describe('what the forecaster remembers', () => {
  /** Prices as wild as they may be, that stand still, jump and leave gaps. */
  const bars = fc.array(
    fc.record({
      skip: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 30),
      open: fc.constantFrom(1, 1, 1, 2, 1e-18, 1e18),
      close: fc.constantFrom(1, 1, 1.01, 0.98, 2, 1e-18, 1e18),
    }),
    { minLength: 30, maxLength: 250 },
  );
  const length = fc.constantFrom(HOUR / 4, HOUR, 6 * HOUR);

  it('comes back from a checkpoint as it was, and goes on to the same bits', () => {
    fc.assert(
      fc.property(bars, bars, length, (first, second, intervalMs) => {
        let start = 0;
        const told = (shape: (typeof first)[number]): readonly Bar[] => {
          start += (1 + shape.skip) * intervalMs;
          const [low, high] = [Math.min(shape.open, shape.close), Math.max(shape.open, shape.close)];
          const bar = { instrument: 'A', start: millis(start), ...shape, low, high, volume: 1 };
          return [bar, { ...bar, instrument: 'B', close: bar.open }];
        };
        let kept: ForecasterState | undefined;
        for (const shape of first) kept = foldForecaster(kept, told(shape), intervalMs);
        // Throws on what is no number, and keys come back in another order.
        let back = decode(encode(kept)) as ForecasterState;
        expect(encode(back)).toBe(encode(kept));
        for (const shape of second) {
          const next = told(shape);
          kept = foldForecaster(kept, next, intervalMs);
          back = foldForecaster(back, next, intervalMs);
        }
        expect(encode(back)).toBe(encode(kept));
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 500 : 40 },
    );
  });
});
