import { describe, expect, it } from 'vitest';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';
import { alsoText } from './stances.ts';

const RULE = 'with: BTC-PERP';

function profileOf(text: string) {
  const [profile] = accepted(text).engine.profiles;
  if (profile === undefined) throw new Error('no profile');
  return profile;
}

describe('further instruments', () => {
  it('stand behind the one that trades delta', () => {
    const profile = profileOf(edited(RULE, 'with: [BTC-PERP, BTC-CALL, BTC-DEC]'));
    expect(profile.hedge).toBe('BTC-PERP');
    expect(profile.orHedge).toEqual(['BTC-DEC']);
    expect(profile.alsoHedge).toEqual(['BTC-CALL']);
    expect(profileOf(edited(RULE, 'with: [BTC-PERP]'))).toEqual(profileOf(FULL));
  });

  it('leave no key where there are none', () => {
    for (const key of ['orHedge', 'alsoHedge', 'gammaBand', 'vegaBand', 'stances'])
      expect(profileOf(FULL)).not.toHaveProperty(key);
  });

  it.each([
    ['with: []', 'with lists nothing — write [BTC-PERP, BTC-CALL]'],
    ['with: [BTC-CALL, BTC-PERP]', 'with[0] is BTC-CALL, an option — take one of BTC-PERP'],
    ['with: [BTC-PERP, BTC-CAL]', 'with[1] is BTC-CAL, which is not listed under instruments'],
    ['with: [BTC-PERP, BTC-PERP]', 'with[1] is BTC-PERP again — name each once'],
    [
      'policy: clock, every: 1h, with: [BTC-PERP, BTC-CALL]',
      'with lists BTC-CALL beside policy clock, which trades no options — remove it, or write policy: optimal',
    ],
    [
      'policy: clock, every: 1h, vegaBand: [0, 1], with: BTC-PERP',
      'vegaBand stands beside policy clock, which keeps delta alone — remove it, or write policy: optimal',
    ],
    [
      'gammaBand: [0, 1], with: [BTC-PERP, BTC-DEC]',
      'gammaBand stands beside no option that could keep it — list one, as in with: [BTC-PERP, BTC-CALL]',
    ],
    ['vegaBand: [0, 1], with: BTC-PERP', 'vegaBand stands beside no option that could keep it'],
  ])('%s is refused', (told, error) => {
    expect(refusals(edited(RULE, told))).toEqual([expect.stringContaining(error)]);
  });

  it('are claims on the same underlying', () => {
    const text = edited(RULE, 'with: [BTC-PERP, BTC-CALL]').replace(
      'strike: 66000, expiry: 30d, venue: paper, base: BTC',
      'strike: 66000, expiry: 30d, venue: paper, base: ETH',
    );
    expect(refusals(text).join()).toContain('with[1] is BTC-CALL, an option on ETH — take an option on BTC');
  });
});

describe('alsoText', () => {
  it('says what may be traded and between what gamma and vega are kept', () => {
    const told =
      'with: [BTC-PERP, BTC-CALL], gammaBand: [-0.001, 0.001], vegaBand: [-2000, 5000], ' +
      'bands: { stress: { vega: [0, 8000] } }';
    expect(alsoText(profileOf(edited(RULE, told)), 'USDT')).toEqual([
      'BTC-CALL may be traded too, where that lowers risk by more than it costs',
      'keep gamma at -0.001 to 0.001 and vega at -2000 to 5000 (per 1.00 of price; USDT per 1.00 of vol)',
      'as far as stress is likely, keep vega at 0 to 8000',
    ]);
    expect(alsoText(profileOf(FULL), 'USDT')).toEqual([]);
  });
});

describe('joint', () => {
  const eth = FULL.replace('hedge:\n', 'hedge:\n  joint: true\n');

  it('needs two hedges that the optimiser decides', () => {
    expect(refusals(eth)).toEqual([
      expect.stringContaining(
        'hedge.joint is true, but there are no two hedges with policy: optimal — remove it, or add a hedge',
      ),
    ]);
    expect(accepted(eth.replace('joint: true', 'joint: false')).engine).not.toHaveProperty('joint');
    expect(refusals(eth.replace('joint: true', 'joint: maybe'))).toEqual([
      expect.stringContaining('hedge.joint is maybe — write true or false'),
    ]);
  });

  it('is told to the engine', () => {
    const two = eth
      .replace(
        'book:\n',
        '  ETH-PERP: { kind: perp, venue: paper, base: ETH, quote: USDT, tick: 0.1, lot: 0.001 }\nbook:\n',
      )
      .replace('limits:', '  ETH: { index: ETH-PERP, with: ETH-PERP, riskAversion: 0.002 per USD }\nlimits:')
      .replace('    assets:\n', '    assets:\n      ETH: { price: 3000, calmVol: 50%, stressVol: 90% }\n');
    const { engine } = accepted(two);
    expect(engine.joint).toBe(true);
    expect(engine.profiles.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH']);
  });
});
