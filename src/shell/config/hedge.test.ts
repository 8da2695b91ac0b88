import { describe, expect, it } from 'vitest';
import { regionOf, STRAIGHT } from '../../decide/region.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const RULE = 'riskAversion: 0.002 per USD, markVol: market';

describe('a hedge', () => {
  it('is a profile with its defaults', () => {
    expect(accepted(FULL).engine.profiles).toEqual([
      {
        underlying: 'BTC',
        index: 'BTC-SPOT',
        hedge: 'BTC-PERP',
        targetDelta: 0,
        policy: { kind: 'optimal', riskAversion: 0.002, objective: 'tracking' },
        markVol: { kind: 'market' },
        hedgeVol: 'mark',
        rate: 0,
      },
    ]);
  });

  it('says all of it', () => {
    const told =
      'policy: fixed-band, halfWidth: 0.1 BTC, target: -0.5, markVol: 55%, hedgeVol: forecast, rate: 3%';
    expect(accepted(edited(RULE, told)).engine.profiles[0]).toMatchObject({
      targetDelta: -0.5,
      policy: { kind: 'fixed-band', halfWidth: 0.1 },
      markVol: { kind: 'stated', vol: 0.55 },
      hedgeVol: 'forecast',
      rate: 0.03,
    });
  });

  it('takes deltas of the smile where it is told to', () => {
    const profileOf = (rule: string) => accepted(edited(RULE, `${RULE}, delta: ${rule}`)).engine.profiles[0];
    expect(profileOf('sticky-moneyness')).toMatchObject({ deltaRule: 'sticky-moneyness' });
    expect(profileOf('minimum-variance')).toMatchObject({ deltaRule: 'minimum-variance' });
    expect(profileOf('black-scholes')).not.toHaveProperty('deltaRule');
    expect(refusals(edited(RULE, `${RULE}, delta: sticky-strike`))).toEqual([
      expect.stringContaining('hedge.BTC.delta is sticky-strike'),
    ]);
  });

  it('keeps the numbers of the policies that it does not use, its own first', () => {
    const told = 'policy: clock, riskAversion: 0.002 per USD, halfWidth: 0.1 BTC, every: 1h, markVol: market';
    const config = accepted(edited(RULE, told));
    expect(config.engine.profiles[0]?.policy).toEqual({ kind: 'clock', everyMs: 3_600_000 });
    expect(config.policies).toEqual({
      BTC: [
        { kind: 'clock', everyMs: 3_600_000 },
        { kind: 'optimal', riskAversion: 0.002, objective: 'tracking' },
        { kind: 'fixed-band', halfWidth: 0.1 },
      ],
    });
  });
});

describe('a risk aversion in words', () => {
  it.each([
    ['calm', 0.09],
    ['balanced', 0.065],
    ['strict', 0.044],
  ])(
    '%s leaves a straddle a week from expiry and as large as the largest position %d of itself',
    (word, share) => {
      const { engine } = accepted(edited('riskAversion: 0.002 per USD', `riskAversion: ${word}`));
      const policy = engine.profiles[0]?.policy;
      const [price, years, vol] = [60_000, 7 / 365, 0.6];
      const size = engine.limits.maxPositionNotional / price;
      const terms = { type: 'call', spot: price, strike: price, years, vol, rate: 0, carryYield: 0 } as const;
      const value = blackScholes(terms);
      if ('kind' in value || policy === undefined) throw new Error('no value');
      const curve = { ...STRAIGHT, gamma: -2 * size * value.gamma };
      expect(regionOf(policy, curve, price, 6e-4).halfWidth / size).toBeCloseTo(share, 2);
    },
  );
});

describe('a policy', () => {
  it.each([
    ['optimal, riskAversion: 0.002 per USD', { kind: 'optimal', riskAversion: 0.002, objective: 'tracking' }],
    [
      'optimal, riskAversion: 0.002 per USD, objective: utility',
      { kind: 'optimal', riskAversion: 0.002, objective: 'utility' },
    ],
    ['whalley-wilmott, riskAversion: 0.002 per USD', { kind: 'whalley-wilmott', riskAversion: 0.002 }],
    ['zakamouline, riskAversion: 0.002 per USD', { kind: 'zakamouline', riskAversion: 0.002 }],
    ['fixed-percentage, move: 1%', { kind: 'fixed-percentage', move: 0.01 }],
    ['leland, every: 1h', { kind: 'leland', everyMs: 3_600_000 }],
  ])('may be %s', (told, policy) => {
    const config = accepted(edited(RULE, `policy: ${told}, markVol: 55%`));
    expect(config.engine.profiles[0]?.policy).toEqual(policy);
    expect(config.policies.BTC?.[0]).toEqual(policy);
  });
});

describe('a hedge that is refused', () => {
  it.each([
    [
      'riskAversion: 0.002 per USD, ',
      '',
      '21:8: hedge.BTC has no riskAversion — write riskAversion: ' +
        'a number per USDT, such as 0.002 per USDT, or one of calm, balanced, strict; policy optimal needs it',
    ],
    [
      'riskAversion: 0.002 per USD',
      'riskAversion: 0.002',
      '21:57: hedge.BTC.riskAversion is 0.002, which has no unit — write 0.002 per USDT',
    ],
    [
      'riskAversion: 0.002 per USD',
      'riskAversion: -0.002 per USD',
      '21:57: hedge.BTC.riskAversion is -0.002 per USD — it must be more than 0 per USDT',
    ],
    [
      'riskAversion: 0.002 per USD',
      'riskAversion: 0 per USD',
      '21:57: hedge.BTC.riskAversion is 0 per USD — it must be more than 0 per USDT',
    ],
    [
      'riskAversion: 0.002 per USD',
      'policy: whaley-wilmot, riskAversion: 0.002 per USD',
      '21:51: hedge.BTC.policy is whaley-wilmot, which is no policy — ' +
        'did you mean whalley-wilmott? There are optimal, whalley-wilmott, zakamouline, fixed-band, fixed-percentage, clock, leland',
    ],
    [
      'riskAversion: 0.002 per USD',
      'policy: magic',
      '21:51: hedge.BTC.policy is magic, which is no policy — ' +
        'write one of optimal, whalley-wilmott, zakamouline, fixed-band, fixed-percentage, clock, leland',
    ],
    [
      'riskAversion: 0.002 per USD',
      'policy: clock',
      '21:8: hedge.BTC has no every — write every: ' +
        'a duration, such as 500ms, 30s, 5m, 8h or 7d; policy clock needs it',
    ],
    [
      'riskAversion: 0.002 per USD',
      'policy: fixed-band, halfWidth: 0 BTC',
      '21:74: hedge.BTC.halfWidth is 0 BTC — it must be more than 0 BTC',
    ],
    [
      'riskAversion: 0.002 per USD',
      'riskAversoin: 0.002 per USD',
      '21:43: hedge.BTC.riskAversoin is not known — did you mean riskAversion?',
    ],
    [
      'riskAversion: 0.002 per USD',
      'policy: clock, every: 1h, objective: utility',
      '21:80: hedge.BTC.objective stands beside policy clock, which has but one — ' +
        'remove it, or write policy: optimal',
    ],
    [
      'with: BTC-PERP',
      'with: BTC-PRP',
      '21:33: hedge.BTC.with is BTC-PRP, which is not listed under instruments — did you mean BTC-PERP? ' +
        'If not, list it there or take one of BTC-PERP, BTC-SPOT, BTC-COIN, BTC-DEC, BTC-CALL',
    ],
    [
      'with: BTC-PERP',
      'with: BTC-CALL',
      '21:33: hedge.BTC.with is BTC-CALL, an option — take one of BTC-PERP, BTC-SPOT, BTC-COIN, BTC-DEC',
    ],
    [
      'index: BTC-SPOT, ',
      '',
      '21:8: hedge.BTC has no index — write index: the name of an instrument under instruments',
    ],
    ['markVol: market', 'markVol: 0.55', '21:81: hedge.BTC.markVol is 0.55, which has no unit — write 55%'],
    [
      'markVol: market',
      'hedgeVol: marked',
      '21:82: hedge.BTC.hedgeVol is marked, which is no source of vol — ' +
        'did you mean mark? There are mark, forecast',
    ],
    [
      'markVol: market',
      'target: 1 ETH',
      '21:80: hedge.BTC.target is in ETH, but deltas of BTC are in BTC — write a delta in BTC, such as 0',
    ],
  ])('%s → %s', (from, to, error) => {
    expect(refusals(edited(from, to))).toEqual([error]);
  });

  it('does not hedge with a claim on something else', () => {
    const text = edited(
      'BTC-DEC: { kind: future, venue: paper, base: BTC',
      'BTC-DEC: { kind: future, venue: paper, base: ETH',
    )
      .replace('with: BTC-PERP', 'with: BTC-DEC')
      .replace(
        '      BTC: { price',
        '      ETH: { price: 3000, calmVol: 50%, stressVol: 90% }\n      BTC: { price',
      );
    expect(refusals(text)).toEqual([
      '21:33: hedge.BTC.with is BTC-DEC, a claim on ETH and not on BTC — ' +
        'take one of BTC-PERP, BTC-SPOT, BTC-COIN',
    ]);
  });

  it('must be there', () => {
    const text = FULL.replace(/hedge:\n.*\n/, 'hedge: {}\n');
    expect(refusals(text)).toContain(
      '20:8: hedge lists nothing — write BTC: ' +
        '{ index: BTC-PERP, with: BTC-PERP, riskAversion: 0.002 per USD, markVol: 55% }',
    );
  });
});

describe('the vol that options are marked at', () => {
  const absolute = edited('expiry: 30d', 'expiry: 2026-02-05T08:00Z');
  const backtest = absolute.slice(0, absolute.indexOf('market:\n')).replace('vol: market', 'vol: 50%');

  it("is the market's where there is one and nothing else is said", () => {
    const config = accepted(edited(', markVol: market', ''));
    expect(config.engine.profiles[0]?.markVol).toEqual({ kind: 'market' });
    expect(config.assumed).toContain('hedge.BTC.markVol: market');
  });

  it('must be stated where there is no market', () => {
    expect(refusals(backtest)).toEqual([
      '21:81: hedge.BTC.markVol is market, but this config has no market section to tell a vol — ' +
        'write a vol, such as 55%',
    ]);
    expect(refusals(backtest.replace(', markVol: market', ''))).toEqual([
      '21:8: hedge.BTC has no markVol — write markVol: a vol, such as 55%; the book has options',
    ]);
    expect(refusals(backtest.replace('markVol: market', 'markVol: 55%'))).toEqual([]);
  });

  it('does not matter to a book without options', () => {
    const text = backtest
      .replace(/ {2}BTC-CALL: .*\n/, '')
      .replace(/ {4}BTC-CALL: .*\n/, '')
      .replace(/ {2}straddles:\n.*\n/, '')
      .replace(', markVol: market', '');
    expect(refusals(text)).toEqual([]);
  });
});
