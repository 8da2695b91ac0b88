import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accepted, edited, FULL } from './config-fixture.ts';
import { describeConfig } from './describe.ts';

/** The paragraph called `title` of a config's description. */
function told(text: string, title: string): readonly string[] {
  const paragraph = describeConfig(accepted(text)).find((one) => one.title === title);
  if (paragraph === undefined) throw new Error(`nothing is told of ${title}`);
  return paragraph.lines;
}

const backtest = edited('expiry: 30d', 'expiry: 2026-02-05T08:00Z')
  .replace(' vol: market', ' vol: 50%')
  .replace('markVol: market', 'markVol: 50%')
  .replace(/market:\n[\s\S]*/, '');

describe('describeConfig', () => {
  it('says what is listed', () => {
    expect(told(FULL, 'Instruments')).toEqual([
      'BTC-PERP: perp on BTC in USDT at paper, in lots of 0.001 BTC and ticks of 0.1',
      'BTC-SPOT: spot on BTC in USD at other, in lots of 0.00001 BTC and ticks of 0.01',
      'BTC-COIN: inverse perp on BTC in USD at paper, in lots of 100 USD and ticks of 0.5',
      'BTC-DEC: future until 2026-12-25T08:00Z on BTC in USD at paper, in lots of 0.01 BTC and ticks of 0.5',
      'BTC-CALL: option call struck at 66,000 until 2026-02-04T00:00Z on BTC in USDT at paper, ' +
        'in lots of 0.1 BTC and ticks of 5',
    ]);
  });

  it('says between which prices liquidity lies', () => {
    const pool = 'kind: lp, venue: paper, base: BTC, quote: USD, lot: 0.01, lower: 50000, upper: 70000';
    const text = edited('  BTC-DEC:', `  POOL: { ${pool} }\n  BTC-DEC:`).replace(
      '  positions:\n',
      '  positions:\n    POOL: 400 L @ 40\n',
    );
    const line = 'POOL: liquidity on BTC in USD at paper, from 50,000 to 70,000, in lots of 0.01 L';
    expect(told(text, 'Instruments')).toContain(line);
    expect(told(text, 'Book at the start')).toContain('long 400 L of POOL, entered at 40');
  });

  it('says what is held and dealt', () => {
    expect(told(FULL, 'Book at the start')).toEqual([
      '250,000.5 USDT of cash at paper',
      '1.5 BTC of cash at paper',
      '1,000 USD of cash at other',
      'long 2.5 BTC of BTC-SPOT, entered at 60,000',
      'short 5,000 USD of BTC-COIN, entered at 61,000',
      'short 1.2 BTC of BTC-CALL, entered at 1,500',
      'sells a straddle on 0.5 BTC at the start and every 7d, struck at the money in steps of 100, ' +
        "at the market's vol",
    ]);
    expect(told(FULL.replace(/book:\n[\s\S]*(?=hedge:)/, ''), 'Book at the start')).toEqual(['empty']);
  });

  it('says how options are quoted, and which deltas are hedged, where that is told', () => {
    const line = '    start: 2026-01-05T00:00Z';
    const text = edited(line, `${line}\n    options: { spread: 2%, every: 30s }`);
    expect(told(text, 'Market')).toContain(
      'listed options on BTC (1) are quoted every 30s, 2% of vol from bid to ask',
    );
    const rule = edited('markVol: market }', 'markVol: market, delta: minimum-variance }');
    expect(told(rule, 'Hedge of BTC')).toContain('deltas of options are those of minimum-variance');
  });

  it('says what is bought as well as what is sold', () => {
    expect(told(edited('size: -0.5', 'size: 12'), 'Book at the start').at(-1)).toMatch(
      /^buys a straddle on 12 BTC at the start and every 7d/,
    );
    const whole = edited('250000.5 USDT', '12345678 USDT').replace('-5000 USD @ 61000', '1234500 USD @ 0.25');
    expect(told(whole, 'Book at the start')).toEqual(
      expect.arrayContaining([
        '12,345,678 USDT of cash at paper',
        'long 1,234,500 USD of BTC-COIN, entered at 0.25',
      ]),
    );
  });

  it('says how it is hedged, with a band to judge it by', () => {
    expect(told(FULL, 'Hedge of BTC')).toEqual([
      'keep a delta of 0 BTC with BTC-PERP, at the price of BTC-SPOT',
      'optimal (tracking): trade what lowers risk by more than it costs, at a risk aversion of 0.002 per USDT',
      expect.stringMatching(
        /^example: with BTC at 60,000 and a vol of 40% the opening gamma is -0\.000\d+ BTC per 1\.00/,
      ),
      "options are marked at the market's vol and a rate of 0%, hedged at the same vol",
    ]);
  });

  it('says what the band is worth, so that its size can be judged', () => {
    const text = edited('riskAversion: 0.002 per USD', 'policy: fixed-band, halfWidth: 0.125 BTC');
    expect(told(text, 'Hedge of BTC').slice(1, 3)).toEqual([
      'fixed-band: trade to the edge of ±0.125 BTC',
      expect.stringMatching(/and the band ±0\.125 BTC, or 7,500 of value$/),
    ]);
  });

  it('says how much of the band is left in each regime, where that is told', () => {
    const text = edited('riskAversion: 0.002 per USD', 'riskAversion: 0.002 per USD, bands: { stress: 60% }');
    expect(told(text, 'Hedge of BTC')[3]).toMatch(
      /^of that band, 100% in a calm, 100% in normal, 60% in stress/,
    );
  });

  it('says where the hedge is meant to stand, and at which vol and rate options are marked', () => {
    const text = edited('markVol: market', 'markVol: 62.5%, rate: 3%, target: -1.5');
    const lines = told(text, 'Hedge of BTC');
    expect(lines[0]).toBe('keep a delta of -1.5 BTC with BTC-PERP, at the price of BTC-SPOT');
    expect(lines[3]).toBe('options are marked at a vol of 62.5% and a rate of 3%, hedged at the same vol');
  });

  it('says when the price of the example is only a guess', () => {
    const text = backtest.replace(/ {2}positions:\n(?: {4}.*\n){3}/, '');
    expect(told(text, 'Hedge of BTC')[2]).toMatch(/^example: with BTC at 50,000, say, and a vol of 50%/);
  });

  it('says what the other policies would do', () => {
    const rule =
      'policy: clock, every: 1h, halfWidth: 0.1 BTC, riskAversion: 0.002 per USD, hedgeVol: forecast';
    expect(told(edited('riskAversion: 0.002 per USD', rule), 'Hedge of BTC')).toEqual([
      'keep a delta of 0 BTC with BTC-PERP, at the price of BTC-SPOT',
      'clock: trade to the target every 1h',
      'no band: whatever stands at that hour is traded away',
      "options are marked at the market's vol and a rate of 0%, hedged at the forecast vol",
      'for backtest --policy, optimal (tracking): trade what lowers risk by more than it costs, at ' +
        'a risk aversion of 0.002 per USDT',
      'for backtest --policy, fixed-band: trade to the edge of ±0.1 BTC',
    ]);
  });

  it('warns that a book without options has no band', () => {
    const text = FULL.replace(/ {2}BTC-CALL: .*\n/, '')
      .replace(/ {4}BTC-CALL: .*\n/, '')
      .replace(/ {2}straddles:\n.*\n/, '');
    expect(told(text, 'Hedge of BTC')[2]).toBe(
      'without options there is no gamma, so the band is 0 and every lot of delta is traded away',
    );
  });

  it('says what trading costs and how fast it is', () => {
    const text = edited('latency: 50ms', 'latency: 50ms, jitter: 20ms, impact: 0.5, participation: 10%');
    expect(told(text, 'Costs')).toEqual([
      'paper: a taker pays 5bp, a maker -1bp, half the spread is 1bp',
      'paper: an order of 100,000 USD costs about 60 USD before its impact on the price',
      "paper: an answer takes 100ms to 140ms, and an order fills at most 10% of a bar's volume",
      'other: a taker pays 10bp, a maker 0bp, half the spread is 2bp',
      'other: an order of 100,000 USD costs about 120 USD',
      "other: an answer takes 100ms, and an order fills at most 100% of a bar's volume",
    ]);
  });

  it('says what the limits are, and the times', () => {
    expect(told(FULL, 'Limits')).toEqual([
      'no order above 100,000 USD',
      'no position of a hedge instrument above 500,000 USD, orders in flight included',
      'hedging halts when 20,000 USD are lost in a UTC day, until it is re-armed',
      'no circuit breakers; breakers: true has them',
    ]);
    const guarded = FULL.replace(
      'limits: {',
      'limits: { maxGross: 900000 USD, maxVenueShare: 60%, slippage: { most: 500 USD, within: 10h }, breakers: true,',
    );
    expect(told(guarded, 'Limits').slice(2)).toEqual([
      'no more than 900,000 USD in all hedge instruments together, without sign',
      'no more than 60% of that at one venue, beyond 500,000 USD',
      'no more than 500 USD lost to slippage, given anew within 10h',
      'hedging halts when 20,000 USD are lost in a UTC day, until it is re-armed',
      'circuit breakers: normal, cautious (nothing is opened by taking), reduce only, halt until re-armed',
    ]);
    const bounded = FULL.replace('limits: {', 'limits: { maxHourlyTurnover: 3000000 USD,');
    expect(told(bounded, 'Limits')).toContain('no more than 3,000,000 USD ordered within an hour');
    expect(told(FULL, 'Orders and timing')).toEqual([
      'a limit stands at most 20bp beyond the best price, for at most 30s',
      'after 5s of silence the venue is asked what became of an order',
      'bars of 5m; a price older than 15m is stale',
      'a decision at least every 1h; the vol forecast forgets by half in 12h',
    ]);
    expect(told(edited('halfLife: 12h', 'model: har, halfLife: 6h'), 'Orders and timing').at(-1)).toBe(
      'a decision at least every 1h; the vol forecast is of HAR over the life of the options, ' +
        'until that is ready of EWMA, which forgets by half in 6h',
    );
  });

  it('says what market there is', () => {
    expect(told(FULL, 'Market')).toEqual([
      'built in, seed 1, from 2026-01-05T00:00Z, a tick every 1s, 600 times as fast as real time',
      'BTC from 60,000: vol 40% in calm, 120% in stress',
      'calm lasts 2d and stress 6h on average, with a jump of 1% every 2h of stress',
    ]);
    expect(told(backtest, 'Market')).toEqual([
      'none: this config is for backtests, which bring their own data',
    ]);
  });

  it('says what was assumed', () => {
    expect(told(FULL, 'Not stated, so assumed')).toContain('venues.paper.jitter: 0ms');
    expect(describeConfig({ ...accepted(FULL), assumed: [] }).at(-1)?.lines).toEqual(['nothing']);
  });

  it('begins with the name and ends no line in a stop or a number that is none', () => {
    for (const name of ['demo', 'btc-straddle', 'vega-bounds']) {
      const text = readFileSync(new URL(`../../../examples/${name}.yaml`, import.meta.url), 'utf8');
      const paragraphs = describeConfig(accepted(text));
      expect(paragraphs[0]).toEqual({
        title: `${name}, on paper, in USD`,
        lines: [`journal in journals/${name}`],
      });
      for (const line of paragraphs.flatMap(({ lines }) => lines))
        expect(line).not.toMatch(/\.$|NaN|undefined|Infinity/);
    }
  });
});
