import { describe, expect, it } from 'vitest';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const PAPER = '{ takerFee: 5bp, makerFee: -1bp, halfSpread: 1bp, latency: 50ms }';

describe('a venue', () => {
  it('is a paper venue with its models', () => {
    const told =
      '{ takerFee: 5bp, makerFee: 2bp, halfSpread: 1bp, impact: 0.5, latency: 50ms, jitter: 20ms, ' +
      'participation: 10%, seed: 42 }';
    expect(accepted(edited(PAPER, told)).paper[0]).toMatchObject({
      venue: 'paper',
      seed: 42,
      models: {
        fee: { taker: 0.0005, maker: 0.0002 },
        latency: { ms: 50, jitterMs: 20 },
        spread: { half: 0.0001, impact: 0.5 },
        participation: 0.1,
      },
    });
  });

  it('pays a rebate where its fee is negative', () => {
    expect(accepted(FULL).engine.venues).toEqual([
      { id: 'paper', takerFee: 0.0005, makerFee: -0.0001 },
      { id: 'other', takerFee: 0.001, makerFee: 0 },
    ]);
  });

  it('draws from a stream of its own', () => {
    expect(accepted(FULL).paper.map(({ seed }) => seed)).toEqual([1, 2]);
  });

  it.each([
    [
      'takerFee: 5bp',
      'takerFee: 5',
      '4:22: venues.paper.takerFee is 5, which has no unit — write 5bp or 0.05%',
    ],
    ['takerFee: 5bp', 'takerFee: 20%', '4:22: venues.paper.takerFee is 20% — it must be 1000bp or less'],
    ['takerFee: 5bp', 'takerFees: 5bp', '4:12: venues.paper.takerFees is not known — did you mean takerFee?'],
    [
      'halfSpread: 1bp, latency',
      'latency',
      '4:10: venues.paper has no halfSpread — write halfSpread: a fraction, such as 5bp or 0.05%',
    ],
    ['halfSpread: 1bp', 'halfSpread: -1bp', '4:55: venues.paper.halfSpread is -1bp — it must be 0bp or more'],
    [
      'latency: 50ms',
      'latency: 50',
      '4:69: venues.paper.latency is 50, which has no unit — write 50s, 50m or 50h',
    ],
    ['latency: 50ms', 'jitter: -1ms', '4:68: venues.paper.jitter is -1ms — it must be 0s or more'],
    ['latency: 50ms', 'impact: 1bp', '4:68: venues.paper.impact is 1bp, but takes no unit — write 1'],
    [
      'latency: 50ms',
      'participation: 0.1',
      '4:75: venues.paper.participation is 0.1, which has no unit — write 10%',
    ],
    [
      'latency: 50ms',
      'participation: 0%',
      '4:75: venues.paper.participation is 0% — it must be more than 0%',
    ],
    [
      'latency: 50ms',
      'seed: 1.5',
      '4:66: venues.paper.seed is 1.5, which is not whole — write a whole number, such as 1',
    ],
  ])('refuses %s as %s', (from, to, error) => {
    expect(
      refusals(edited(`${PAPER.replace('{ ', '').replace(' }', '')}`, PAPER.slice(2, -2).replace(from, to))),
    ).toEqual([error]);
  });

  it('must be there', () => {
    const none = FULL.replace(/venues:\n.*\n.*\n/, 'venues: {}\n');
    expect(refusals(none)[0]).toBe(
      '3:9: venues lists nothing — write paper: { takerFee: 5bp, makerFee: 2bp, halfSpread: 1bp }',
    );
    expect(refusals(none)[1]).toBe(
      '5:34: instruments.BTC-PERP.venue is paper, which is not listed under venues — list it there',
    );
  });
});
