import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/instrument.ts';
import { forecastOver } from '../forecast/horizon.ts';
import { DAY, HOUR, later, MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  configOf,
  filled,
  lastDecision,
  onlyOrder,
  started,
  T0,
  trading,
} from './engine-fixture.ts';

describe('options', () => {
  const opening = {
    ...CONFIG.opening,
    positions: [{ instrument: 'CALL', lots: lots(-1_000), averageEntry: 1_500 }],
  };

  it('are hedged at the mark vol, or at the forecast once that is ready', () => {
    const [atMark, atForecast] = (['mark', 'forecast'] as const).map((hedgeVol) => {
      const rig = started(configOf({ hedgeVol }, { opening, forecastHalfLifeMs: 2 * MINUTE }));
      for (let i = 0; i < 5; i += 1) {
        rig.bar(60_000 + 20 * (i % 2));
        rig.pass(MINUTE);
      }
      for (const id of ['SPOT', 'PERP']) rig.quote(id, 62_000);
      rig.report();
      rig.pass(SECOND);
      return lastDecision(rig)?.because;
    });
    expect(atMark).toMatchObject({ vol: 0.5, volFrom: 'mark' });
    expect(atForecast).toMatchObject({ volFrom: 'forecast' });
    const [mark, forecast] = [atMark, atForecast].map((because) =>
      because && 'delta' in because ? because : null,
    );
    expect(forecast?.vol).toBe(forecast?.forecastVol);
    expect(forecast?.vol).toBeLessThan(0.4);
    // In the money, a lower vol makes a delta nearer to one.
    expect(forecast?.delta).toBeLessThan((mark?.delta ?? 0) - 0.1);
  });

  /** What is decided four days on, of a call that has `days` left; no order comes of it. */
  function foreseen(days: number): {
    readonly vol: number;
    readonly forecastVol: number;
    readonly own: number;
  } {
    const call = { ...CALL, expiry: later(T0, (4 + days) * DAY) };
    const instruments = CONFIG.instruments.map((one) => (one.id === 'CALL' ? call : one));
    const more = { opening, instruments, forecastModel: 'har', forecastHalfLifeMs: 2 * HOUR } as const;
    const policy = { kind: 'fixed-band', halfWidth: 1_000 } as const;
    const rig = started(configOf({ hedgeVol: 'forecast', policy }, more));
    const decided = (): unknown => {
      for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
      rig.report();
      rig.pass(SECOND);
      return lastDecision(rig)?.because;
    };
    for (let i = 1; i <= 96; i += 1) {
      rig.now = later(T0, i * HOUR);
      const close = 60_000 * (1 + 0.003 * Math.sin(i * i));
      const bar = { instrument: 'SPOT', start: later(rig.now, -HOUR), open: close, high: close, low: close };
      const bars = [{ ...bar, close, volume: 1 }];
      rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: HOUR, bars }, rig.now);
      if (i === 8) expect(decided()).toMatchObject({ volFrom: 'ewma, forecaster not ready' });
    }
    const because = decided();
    expect(because).toMatchObject({ volFrom: 'forecast' });
    const told = forecastOver(rig.state().forecaster?.BTC, Math.min(days, 7) * DAY - SECOND);
    return { ...(because as { vol: number; forecastVol: number }), own: 'vol' in told ? told.vol : 0 };
  }

  it('are hedged at what HAR forecasts of the time that they have left, up to a week', () => {
    const found = [1, 3, 7, 30].map(foreseen);
    for (const { vol, forecastVol, own } of found) {
      expect(vol).toBe(forecastVol);
      expect(vol / own).toBeCloseTo(1, 5);
    }
    const [day = 0, some, week, month] = found.map(({ vol }) => vol);
    expect(day).toBeLessThan(some ?? 0);
    expect(some).toBeLessThan(week ?? 0);
    expect(month).toBeCloseTo(week ?? 0, 5);
  });

  const [AVERSE, HOURLY] = [
    { kind: 'zakamouline', riskAversion: 0.001 },
    { kind: 'leland', everyMs: 3_600_000 },
  ] as const;

  it.each([AVERSE, HOURLY])(
    'are hedged at the vol that $kind takes deltas at, wider for what is sold',
    (policy) => {
      const rig = trading(configOf({ policy }, { opening }));
      const because = lastDecision(rig)?.because;
      expect(because).toMatchObject({ policy: policy.kind, volFrom: 'mark', fallback: null });
      const vol = because && 'vol' in because ? (because.vol ?? 0) : 0;
      expect(vol).toBeGreaterThan(0.5);
      const anchor = rig.state().decisions.watched.BTC?.anchor;
      expect(anchor?.curve).toMatchObject({ side: 'short', vol: 0.5, years: expect.closeTo(7 / 365, 6) });
      expect(anchor?.curve.gamma).toBeLessThan(0);
    },
  );

  it('are hedged at the mark vol where a rule knows no book like this one, saying so', () => {
    const put: Option = { ...CALL, id: 'PUT', type: 'put' };
    const positions = [...opening.positions, { instrument: 'PUT', lots: lots(500), averageEntry: 1_500 }];
    const instruments = [...CONFIG.instruments, put];
    const config = configOf({ policy: AVERSE }, { instruments, opening: { ...opening, positions } });
    expect(lastDecision(trading(config))?.because).toMatchObject({
      vol: 0.5,
      fallback: expect.stringContaining('Whalley'),
    });
  });

  it('are hedged at the mark vol while the forecast is not ready, saying so', () => {
    const rig = trading(configOf({ hedgeVol: 'forecast' }, { opening }));
    expect(lastDecision(rig)?.because).toMatchObject({ vol: 0.5, volFrom: 'mark, forecast not ready' });
  });
});

describe('a hedge ratio', () => {
  it('counts what is held of the hedge, and what is in flight, as hedged', () => {
    // One coin held, of which half is to be hedged, give or take a tenth.
    const targetDelta = { points: [{ at: T0, ratio: 0.5 }], between: 'steps' } as const;
    const rig = trading(configOf({ targetDelta }));
    const order = onlyOrder(rig);
    expect(order.lots).toBe(-400);
    rig.pass(SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    rig.tell(filled(order, 400));
    rig.report();
    rig.pass(SECOND);
    const { anchor } = rig.state().decisions.watched.BTC ?? {};
    expect(anchor?.delta).toBeCloseTo(0.6, 12);
    expect(anchor?.hedgeDelta).toBeCloseTo(-0.4, 12);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
  });
});
