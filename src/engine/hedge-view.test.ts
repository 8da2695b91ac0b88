import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { CONFIG, configOf, lastDecision, started, trading } from './engine-fixture.ts';

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

  it('are hedged at the mark vol while the forecast is not ready, saying so', () => {
    const rig = trading(configOf({ hedgeVol: 'forecast' }, { opening }));
    expect(lastDecision(rig)?.because).toMatchObject({ vol: 0.5, volFrom: 'mark, forecast not ready' });
  });
});
