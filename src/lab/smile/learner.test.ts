import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { callDelta } from '../../pricing/surface/vol-response.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { BUCKETS, bucketOf } from './buckets.ts';
import { hedgerOf, type Known, learnedFrom, type Move, NOTHING_KNOWN } from './learner.ts';
import settings from './smile.json' with { type: 'json' };
import type { Start } from './snapshots.ts';

const YEARS = 0.1;

function startOf(delta: number): Start {
  const type = delta < 0 ? 'put' : 'call';
  const u = callDelta(delta);
  const terms = { name: '', ccy: 'BTC', type, strike: 100, expiry: 0 } as const;
  const vega = 100 * Math.sqrt(YEARS) * 1.6 * u * (1 - u);
  return { terms, contract: 0, at: 0, spot: 100, price: 5, years: YEARS, delta, vega, perStrike: 0 };
}

/** A move of `spotChange` in which vol followed by `pull`, hedged as `known` said. */
function moveOf(delta: number, spotChange: number, pull: number, known: Known): Move {
  const start = startOf(delta);
  const volChange = ((pull / Math.sqrt(YEARS)) * spotChange) / start.spot;
  const priceChange = delta * spotChange + start.vega * volChange;
  return { start, deltas: hedgerOf(known, settings)(start), spotChange, priceChange };
}

/** After `count` snapshots in which options of these deltas were seen, and in those below a half vol did follow. */
function taught(count: number, deltas: readonly number[]): Known {
  const random = createRandom('learner');
  let known = NOTHING_KNOWN;
  for (let i = 0; i < count; i += 1) {
    const spotChange = random.normal();
    const moves = deltas.map((delta) => moveOf(delta, spotChange, callDelta(delta) < 0.5 ? -0.3 : 0, known));
    known = learnedFrom(known, DAY + 6 * HOUR * i, moves, settings);
  }
  return known;
}

describe('learnedFrom', () => {
  it('forgets by time: half of the response in its half-life, half of the evidence in its own', () => {
    const known = taught(2, [0.1, 0.5]);
    const { response, evidence } = known;
    const at = known.at + settings.halfLifeDays * DAY;
    const later = learnedFrom(known, at, [], settings);
    expect(later.response.snapshots).toBeCloseTo(response.snapshots / 2, 12);
    const bucket = bucketOf(0.5, YEARS);
    const longer = learnedFrom(known, known.at + settings.trustHalfLifeDays * DAY, [], settings);
    expect(evidence[bucket]?.size).toBeGreaterThan(0);
    expect(longer.evidence[bucket]?.size).toBeCloseTo((evidence[bucket]?.size ?? 0) / 2, 14);
  });

  it('gives each outcome to the bucket of the call at that strike', () => {
    const known = taught(4, [-0.9]);
    const seen = known.evidence.flatMap(({ snapshots }, bucket) => (snapshots > 0 ? [bucket] : []));
    expect(seen).toEqual([bucketOf(0.1, YEARS)]);
    expect(known.evidence).toHaveLength(BUCKETS);
  });

  it('stays plain data', () => {
    const known = taught(5, [0.1, -0.5]);
    expect(JSON.parse(JSON.stringify(known))).toEqual(known);
  });
});

describe('hedgerOf', () => {
  it('hedges as Black-Scholes does where nothing is known', () => {
    const deltas = hedgerOf(NOTHING_KNOWN, settings)(startOf(-0.3));
    expect(new Set(Object.values(deltas))).toEqual(new Set([-0.3]));
  });

  it('trusts where vol did follow and not where it did not, a put as the call at its strike', () => {
    const hedge = hedgerOf(taught(80, [0.1, 0.3, 0.5, 0.7, -0.1]), settings);
    const adjusted = (delta: number, method: 'minimumVariance' | 'untrusted') =>
      hedge(startOf(delta))[method] - delta;
    for (const delta of [0.1, -0.9]) {
      expect(adjusted(delta, 'minimumVariance')).toBeLessThan(0.6 * adjusted(delta, 'untrusted'));
      expect(adjusted(delta, 'minimumVariance')).toBeLessThan(-0.01);
    }
    for (const delta of [0.9, -0.1]) {
      expect(Math.abs(adjusted(delta, 'untrusted'))).toBeGreaterThan(0.001);
      expect(adjusted(delta, 'minimumVariance')).toBeCloseTo(0, 12);
    }
    expect(adjusted(0.1, 'minimumVariance')).toBeCloseTo(adjusted(-0.9, 'minimumVariance'), 12);
  });
});
