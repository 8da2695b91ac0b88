import { describe, expect, it } from 'vitest';
import { forecastOf } from '../forecast/forecast.ts';
import { MINUTE } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { CONFIG, configOf, hedged, started, trading } from './engine-fixture.ts';

describe('a bar', () => {
  it('marks the book, explains what it made and decides nothing', () => {
    const rig = hedged();
    rig.quote('SPOT', 61_000);
    rig.quote('PERP', 61_000);
    const before = rig.outcomes('decisionDue').length;
    rig.bar(61_000);
    const outcome = rig.outcomes('bar').at(-1);
    expect(outcome?.explained?.delta).toBeCloseTo(0.1 * 1_000, 8);
    expect(outcome?.equity).toBeCloseTo(1_060_000 + 100 - 1, 6);
    expect(rig.state().ledger.equity).toBe(outcome?.equity);
    expect(rig.outcomes('decisionDue')).toHaveLength(before);
  });

  it('of the index teaches the forecast, and a bar of anything else does not', () => {
    const rig = hedged();
    for (let i = 0; i < 10; i += 1) {
      rig.pass(MINUTE);
      rig.bar(60_000 + 60 * (i % 2));
    }
    // 0.1 % a minute is 0.1 % · √525,600 a year.
    expect(forecastOf(rig.state().volatility.BTC)?.vol).toBeCloseTo(0.001 * Math.sqrt(525_600), 2);
    const { volatility } = rig.state();
    const other = { instrument: 'PERP', start: rig.now, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: MINUTE, bars: [other] }, rig.now);
    expect(rig.state().volatility).toEqual(volatility);
  });

  it('on which the book cannot be valued says what has no price, and still teaches the forecast', () => {
    const positions = [{ instrument: 'CALL', lots: lots(1), averageEntry: 1 }];
    const rig = started(
      configOf({ markVol: { kind: 'market' } }, { opening: { ...CONFIG.opening, positions } }),
    );
    rig.bar();
    expect(rig.outcomes('bar')).toEqual([
      { alarms: [expect.objectContaining({ text: 'not valued: vol of BTC for CALL has no price' })] },
    ]);
    expect(rig.state().volatility.BTC?.close).toBe(60_000);
  });

  it('anchors the estimate that raises decisions', () => {
    const positions = [{ instrument: 'CALL', lots: lots(-100), averageEntry: 1_700 }];
    const rig = trading({ ...CONFIG, opening: { ...CONFIG.opening, positions } });
    const before = rig.state().decisions.watched.BTC?.anchor;
    rig.quote('SPOT', 59_800);
    rig.bar(59_800);
    const after = rig.state().decisions.watched.BTC?.anchor;
    expect(after?.price).toBe(59_800);
    // It still counts the purchase that is in flight.
    expect(after?.delta).toBeCloseTo((before?.delta ?? 0) - (before?.curve.gamma ?? 0) * 200, 3);
  });
});
