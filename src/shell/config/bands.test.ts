import { describe, expect, it } from 'vitest';
import { bandsText } from './bands.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const RULE = 'riskAversion: 0.002 per USD, ';

function told(bands: string): string {
  return edited(RULE, `${RULE}bands: ${bands}, `);
}

describe('bands', () => {
  it('are shares of the policy’s own, all of it where none is told', () => {
    const bandsOf = (bands: string) => accepted(told(bands)).engine.profiles[0]?.bands;
    expect(bandsOf('{ calm: 120%, stress: 60% }')).toEqual({ calm: 1.2, normal: 1, stress: 0.6 });
    expect(bandsOf('{ normal: 90% }')).toEqual({ calm: 1, normal: 0.9, stress: 1 });
    expect(bandsOf('{ calm: 500%, stress: 10% }')).toEqual({ calm: 5, normal: 1, stress: 0.1 });
  });

  it('leave no key where they are not there', () => {
    const { engine, assumed } = accepted(FULL);
    expect(Object.keys(engine.profiles[0] ?? {})).not.toContain('bands');
    expect(assumed.join()).not.toContain('bands');
  });

  it.each([
    ['80%', 'bands is one value — write { calm: 120%, stress: 60% }'],
    ['{}', 'bands lists nothing — write { calm: 120%, stress: 60% }, or remove it'],
    ['{ stress: 5% }', 'bands.stress is 5% — it must be 10% or more'],
    ['{ calm: 501% }', 'bands.calm is 501% — it must be 500% or less'],
    ['{ calm: 120 }', 'bands.calm is 120, which has no unit — write 120%'],
    ['{ clam: 120% }', 'bands.clam is not known — did you mean calm?'],
  ])('of %s are refused', (bands, error) => {
    expect(refusals(told(bands))).toEqual([expect.stringContaining(error)]);
  });

  it('may tell a stance on gamma and vega, where the hedge has one for the other regimes', () => {
    const tools = (more: string) =>
      told(more).replace('with: BTC-PERP', 'with: [BTC-PERP, BTC-CALL], vegaBand: [-2000, 5000]');
    const profileOf = (more: string) => accepted(tools(more)).engine.profiles[0];
    expect(profileOf('{ calm: 120%, stress: { width: 60%, vega: [0, 8_000] } }')).toMatchObject({
      bands: { calm: 1.2, normal: 1, stress: 0.6 },
      vegaBand: [-2_000, 5_000],
      stances: { stress: { vega: [0, 8_000] } },
    });
    expect(profileOf('{ stress: { vega: [0, 8_000] } }')).toMatchObject({ bands: { stress: 1 } });
    expect(profileOf('{ stress: { width: 60% } }')).not.toHaveProperty('stances');
    expect(refusals(tools('{ stress: { gamma: [0, 1] } }'))).toEqual([
      expect.stringContaining(
        'bands asks for a stance on gamma in stress, but there is no gammaBand for the other regimes — ' +
          'write gammaBand: [-1000, 1000] beside it',
      ),
    ]);
    expect(refusals(tools('{ stress: { wide: 60% } }'))).toEqual([
      expect.stringContaining('bands.stress.wide is not known'),
    ]);
  });

  it.each(['clock', 'leland'])('stand beside no policy %s', (policy) => {
    const text = edited(RULE, `policy: ${policy}, every: 1h, bands: { stress: 60% }, `);
    expect(refusals(text)).toEqual([
      expect.stringContaining(
        `bands stands beside policy ${policy}, which has no band — ` +
          'remove it, or take a policy with a band, such as whalley-wilmott',
      ),
    ]);
  });

  it('stand beside no bars that are longer than an hour', () => {
    const long = (bar: string) =>
      refusals(told('{ stress: 60% }').replace('bar: 5m, staleAfter: 15m', `bar: ${bar}, staleAfter: 4h`));
    expect(long('1h')).toEqual([]);
    expect(long('2h')).toEqual([
      expect.stringContaining(
        'bars of 2h, which are too long to tell regimes by — remove it, or write timing',
      ),
    ]);
  });

  it('are not blamed for a policy that is wrong itself', () => {
    const text = edited(RULE, 'policy: magic, bands: { stress: 60% }, ');
    expect(refusals(text)).toEqual([expect.stringContaining('is magic, which is no policy')]);
  });

  it('are told as they were written', () => {
    expect(bandsText({ calm: 1.2, normal: 1, stress: 0.6 })).toBe(
      'of that band, 120% in a calm, 100% in normal, 60% in stress, in between as each is likely; ' +
        'all of it until bars of 30d were seen, or while bars are missing',
    );
  });
});
