import { describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const noMarket = edited('expiry: 30d', 'expiry: 2026-02-05T08:00Z')
  .replace(/market:\n[\s\S]*/, '')
  .replace(' vol: market', ' vol: 50%')
  .replace('markVol: market', 'markVol: 50%');

describe('the synthetic market', () => {
  it('quotes every instrument that has a price of its own', () => {
    expect(accepted(FULL).market).toEqual({
      seed: 1,
      start: Date.UTC(2026, 0, 5),
      tickMs: 1000,
      barMs: 300_000,
      assets: [
        {
          underlying: 'BTC',
          price: 60000,
          quotes: [
            { instrument: 'BTC-PERP', tick: 0.1, halfSpread: 0.0001 },
            { instrument: 'BTC-SPOT', tick: 0.01, halfSpread: 0.0002 },
            { instrument: 'BTC-COIN', tick: 0.5, halfSpread: 0.0001 },
            { instrument: 'BTC-DEC', tick: 0.5, halfSpread: 0.0001 },
          ],
          perps: ['BTC-PERP', 'BTC-COIN'],
          calmVol: 0.4,
          stressVol: 1.2,
        },
      ],
      calmMs: 2 * DAY,
      stressMs: 6 * HOUR,
      jumpEveryMs: 2 * HOUR,
      jumpSize: 0.01,
    });
  });

  it('takes its own seed, pace and weather', () => {
    const told =
      '    seed: 7\n    tick: 5s\n    speed: 1200x\n    calm: 8h\n    stress: 2h\n' +
      '    jumpEvery: 30m\n    jumpSize: 2%\n    start: 2026-01-05T00:00Z';
    const config = accepted(edited('    start: 2026-01-05T00:00Z', told));
    expect(config.market).toMatchObject({
      seed: 7,
      tickMs: 5000,
      calmMs: 8 * HOUR,
      stressMs: 2 * HOUR,
      jumpEveryMs: HOUR / 2,
      jumpSize: 0.02,
    });
    expect(config.speed).toBe(1200);
  });

  it('quotes options where it is asked to, and those alone that are listed', () => {
    const line = '    start: 2026-01-05T00:00Z';
    const told = `${line}\n    options: { spread: 2%, skew: -10%, every: 30s }`;
    const { market, assumed } = accepted(edited(line, told));
    const listed = accepted(FULL).engine.instruments.filter(({ id }) => id === 'BTC-CALL');
    expect(market?.assets[0]?.options).toEqual({ listed, spread: 0.02, skew: -0.1, everyMs: 30_000 });
    expect(accepted(FULL).market?.assets[0]).not.toHaveProperty('options');
    const short = accepted(edited(line, `${line}\n    options: { spread: 2% }`));
    expect(short.market?.assets[0]?.options).toMatchObject({ skew: 0, everyMs: 60_000 });
    expect(short.assumed).toContain('market.synthetic.options.every: 1m');
    expect(assumed).not.toContain('market.synthetic.options.every: 1m');
  });

  it('starts on the same day whenever it is run, if no other is stated', () => {
    const config = accepted(edited('    start: 2026-01-05T00:00Z\n', ''));
    expect(config.market?.start).toBe(Date.UTC(2026, 0, 5));
    expect(config.assumed).toContain('market.synthetic.start: 2026-01-05T00:00Z');
  });

  it('is absent from a config for backtests, whose clock is real', () => {
    const config = accepted(noMarket);
    expect(config.market).toBeUndefined();
    expect('market' in config).toBe(false);
    expect(config.speed).toBe(1);
  });

  it('is what relative expiries count from', () => {
    expect(refusals(noMarket.replace('expiry: 2026-02-05T08:00Z', 'expiry: 30d'))).toEqual([
      '11:64: instruments.BTC-CALL.expiry is 30d from the start, ' +
        'and only the synthetic market has a start — write a date, such as 2026-12-25T08:00Z',
    ]);
  });
});

describe('a market that is refused', () => {
  it.each([
    [
      '    start: 2026-01-05T00:00Z',
      '    start: 7d',
      '28:12: market.synthetic.start is 7d, which is no date — write a date, such as 2026-12-25T08:00Z',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    speed: fast',
      '28:12: market.synthetic.speed is fast, which is no multiple — ' +
        'write a multiple of real time, such as 600x',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    speed: 0x',
      '28:12: market.synthetic.speed is 0x — it must be more than 0x',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    seed: x',
      '28:11: market.synthetic.seed is x, which is no number — write a whole number, such as 7',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    tick: 7s',
      '27:3: market.synthetic has a tick of 7s, which does not divide the bar of 5m — ' +
        'write a tick that does, such as 1s',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    jumpSize: 1',
      '28:15: market.synthetic.jumpSize is 1, which has no unit — write 1%',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    options: { spread: 0.02 }',
      '28:24: market.synthetic.options.spread is 0.02, which has no unit — write 2%',
    ],
    [
      '    start: 2026-01-05T00:00Z',
      '    options: { spread: 2%, every: 1500ms }',
      '28:14: market.synthetic.options has quotes every 1500ms, which the tick does not divide — write 1m',
    ],
    [
      'calmVol: 40%',
      'calmVol: 0.4',
      '30:37: market.synthetic.assets.BTC.calmVol is 0.4, which has no unit — write 40%',
    ],
    [
      ', stressVol: 120%',
      '',
      '30:12: market.synthetic.assets.BTC has no stressVol — write stressVol: a fraction, such as 50%',
    ],
    ['price: 60000', 'price: -1', '30:21: market.synthetic.assets.BTC.price is -1 — it must be more than 0'],
    ['  synthetic:\n', '  synthetik:\n', '27:3: market.synthetik is not known — did you mean synthetic?'],
  ])('%j → %j', (from, to, error) => {
    const errors = refusals(edited(from, to));
    expect(errors).toEqual([error]);
  });

  it('has options to quote, if it is to', () => {
    const line = '    start: 2026-01-05T00:00Z';
    const none = edited(line, `${line}\n    options: { spread: 2% }`)
      .replace(/ {2}BTC-CALL: \{.*\n/, '')
      .replace('    BTC-CALL: -1.2 @ 1500\n', '');
    expect(refusals(none)).toEqual([
      expect.stringContaining('market.synthetic.options quotes nothing — list an option, or remove it'),
    ]);
  });

  it('prices what is listed, and lists what is priced', () => {
    expect(refusals(edited('      BTC: { price', '      SOL: { price'))).toEqual([
      '29:5: market.synthetic.assets has no BTC, which instruments are quoted in — ' +
        'write BTC: { price: 60000, calmVol: 45%, stressVol: 110% }',
      '30:12: market.synthetic.assets.SOL is of nothing listed — ' +
        'list a spot, perp or future of SOL, or remove it',
    ]);
  });
});
