import { describe, expect, it } from 'vitest';
import { SCENARIO_PRESETS } from '../../pricing/margin/presets.ts';
import { HOUR } from '../../units/time.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';
import { marginSection } from './margin.ts';

const VENUE = 'halfSpread: 1bp, latency: 50ms }';

/** The full config, with `margin` told of its first venue. */
function told(margin: string): string {
  return edited(VENUE, `halfSpread: 1bp, latency: 50ms, margin: ${margin} }`);
}

describe('the margin of a venue', () => {
  it('is not known unless it is told, and then nothing is protected', () => {
    const { engine } = accepted(FULL);
    expect(engine.venues.some((venue) => 'margin' in venue)).toBe(false);
    expect(engine).not.toHaveProperty('protection');
    expect(marginSection(engine)).toEqual(['not known, and nothing is done about it']);
  });

  it('is of every perp and future there, at one leverage, with brackets where they are told', () => {
    const brackets =
      '{ BTC-PERP: [{ from: 0, initial: 1%, maintenance: 0.5% }, { from: 50000, initial: 2%, maintenance: 1% }] }';
    const { engine } = accepted(told(`{ model: standard, leverage: 20x, brackets: ${brackets} }`));
    expect(engine.venues[0]?.margin).toEqual({
      model: { kind: 'standard' },
      mode: 'cross',
      contracts: {
        'BTC-PERP': {
          leverage: 20,
          tiers: [
            { fromNotional: 0, initial: 0.01, maintenance: 0.005 },
            { fromNotional: 50_000, initial: 0.02, maintenance: 0.01 },
          ],
        },
        'BTC-COIN': { leverage: 20, tiers: [] },
        'BTC-DEC': { leverage: 20, tiers: [] },
      },
    });
    expect(engine.protection).toEqual({ horizonMs: 8 * HOUR, gap: 0.25 });
    expect(marginSection(engine).join('\n')).toContain("BTC-COIN, BTC-DEC are the venue's to tell");
  });

  it('is of all currencies together, less what they may fall by', () => {
    const { engine } = accepted(
      told('{ model: derive-pmrm, unit: USDT, collateral: { BTC: { haircut: 10%, most: 500000 USDT } } }'),
    );
    expect(engine.venues[0]?.margin).toMatchObject({
      model: { kind: 'scenario', grid: SCENARIO_PRESETS['derive-pmrm'] },
      joined: { unit: 'USDT', collateral: { BTC: { haircut: 0.1, cap: 500_000 } } },
    });
  });

  it('says how soon and how far accounts are protected, and what margin costs', () => {
    const text = `${told('{ model: standard }')}protection: { horizon: 4h, gap: 15% }\ncapitalCost: 5%\n`;
    expect(accepted(text).engine).toMatchObject({
      protection: { horizonMs: 4 * HOUR, gap: 0.15 },
      capitalCost: 0.05,
    });
  });

  it.each([
    ['{ model: standrd }', 'no model of margin'],
    ['{ model: standard, leverage: 20 }', 'write 1x or more'],
    ['{ model: standard, leverage: 0.5x }', 'write 1x or more'],
    ['{ model: paradex }', 'no unit that the whole account is counted in'],
    ['{ model: standard, collateral: { BTC: { haircut: 10% } } }', 'write unit: USDT'],
    [
      '{ model: standard, brackets: { NOPE: [{ from: 0, initial: 1%, maintenance: 1% }] } }',
      'no perp or future',
    ],
    [
      '{ model: standard, brackets: { BTC-PERP: [{ from: 5, initial: 1%, maintenance: 1% }] } }',
      'does not rise',
    ],
    [
      '{ model: standard, brackets: { BTC-PERP: [{ from: 0, initial: 1%, maintenance: 2% }] } }',
      'at least the maintenance',
    ],
    ['{ model: standard, lever: 3x }', 'is not known'],
  ])('refuses %s', (margin, wanted) => {
    expect(refusals(told(margin)).join('\n')).toContain(wanted);
  });

  it('refuses to protect what nothing is known of', () => {
    expect(refusals(`${FULL}protection: { gap: 10% }\n`).join('\n')).toContain(
      'stands beside no venue whose margin is known',
    );
  });
});
