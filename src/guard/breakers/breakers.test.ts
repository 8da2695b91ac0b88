import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import {
  type BreakerReading,
  type Breakers,
  explain,
  findingsAt,
  foldBreakers,
  forgetSubject,
  NO_BREAKERS,
  rearmBreakers,
  tickBreakers,
} from './breakers.ts';
import { severityOf } from './ladder.ts';

const T = 20_000 * DAY;
const at = (ms: number) => millis(T + ms);
const long = process.env.EVENKEEL_LONG === '1';

function folded(readings: readonly BreakerReading[], from: Breakers = NO_BREAKERS): Breakers {
  return readings.reduce((breakers, reading) => foldBreakers(breakers, reading), from);
}

const peg = (ms: number, worth: number, subject = 'USDC'): BreakerReading => {
  return { signal: 'stablecoinDepeg', subject, reading: { at: at(ms), worth } };
};
const rejected = (ms: number, isRejected = true): BreakerReading => {
  return { signal: 'ownRejects', subject: 'deribit', reading: { at: at(ms), isRejected } };
};
const oracle = (ms: number): BreakerReading => {
  return {
    signal: 'staleOracle',
    subject: 'BTC',
    reading: { at: at(ms), updatedAt: T + ms, heartbeatMs: MINUTE },
  };
};

describe('breakers', () => {
  it('explain each change: which signal, of what, its value and the threshold', () => {
    const { ladder } = folded([peg(0, 0.999), peg(1, 0.98)]);
    expect(ladder).toMatchObject({ level: 'reduceOnly', since: T + 1 });
    expect(explain(ladder)).toBe(
      'reduceOnly: stablecoinDepeg of USDC: distance from the peg is 0.02000, threshold 0.01000',
    );
  });

  it('keep signals and subjects apart', () => {
    const breakers = folded([peg(0, 0.98), peg(1, 1, 'USDT'), rejected(2), rejected(3), rejected(4)]);
    expect(findingsAt(breakers, at(5)).map(({ signal, subject }) => `${signal} ${subject}`)).toEqual([
      'stablecoinDepeg USDC',
      'ownRejects deribit',
    ]);
    expect(findingsAt(forgetSubject(breakers, 'stablecoinDepeg', 'USDC'), at(5))).toHaveLength(1);
  });

  it('see that something is silent by the time that others tell, or a clock', () => {
    const silent = folded([oracle(0), peg(2 * MINUTE, 1)]);
    expect(silent.ladder.level).toBe('reduceOnly');
    expect(tickBreakers(folded([oracle(0)]), at(2 * MINUTE)).ladder.level).toBe('reduceOnly');
    expect(tickBreakers(silent, at(MINUTE))).toBe(silent);
  });

  it('forget at a re-arm what we did, and not what the market is like', () => {
    const twelve = Array.from({ length: 12 }, (_, i) => rejected(i));
    const halted = tickBreakers(folded(twelve), at(16 * SECOND));
    expect(halted.ladder.level).toBe('halt');
    const again = rearmBreakers(halted, at(17 * SECOND));
    expect(again.ladder.level).toBe('reduceOnly');
    const waiting = tickBreakers(again, at(40 * SECOND));
    expect(waiting.ladder.level).toBe('reduceOnly');
    expect(tickBreakers(waiting, at(6 * MINUTE)).ladder.level).toBe('cautious');
    const off = rearmBreakers(tickBreakers(folded([peg(0, 0.9)]), at(15 * SECOND)), at(20 * SECOND));
    expect(off.ladder.level).toBe('reduceOnly');
    expect(tickBreakers(tickBreakers(off, at(21 * SECOND)), at(40 * SECOND)).ladder.level).toBe('halt');
    expect(rearmBreakers(off, at(30 * SECOND))).toBe(off);
  });

  it('take a reading that is late for what it is', () => {
    const late = folded([peg(10, 1), peg(5, 0.5), peg(7, 0.98, 'USDT')]);
    expect(late.ladder).toMatchObject({ level: 'reduceOnly', since: T + 10 });
    expect(late.at).toBe(T + 10);
  });
});

/** Numbers that are right, wrong and absurd. */
const number = fc.oneof(
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, -0, -1, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324),
);

type Unstamped = (time: ReturnType<typeof millis>) => BreakerReading;

const unstamped: fc.Arbitrary<Unstamped> = fc
  .tuple(
    fc.nat({ max: 14 }),
    number,
    number,
    number,
    fc.boolean(),
    fc.array(number, { maxLength: 4 }),
    fc.constantFrom('a', 'b', '__proto__'),
  )
  .map(
    ([kind, x, y, z, flag, list, subject]): Unstamped =>
      (time) => {
        const one = { subject, at: time };
        const all: readonly BreakerReading[] = [
          {
            ...one,
            signal: 'staleOracle',
            reading: { at: time, updatedAt: time - 1e6 * x, heartbeatMs: 1e6 * y },
          },
          { ...one, signal: 'divergingOracles', reading: { at: time, own: x, venues: list } },
          {
            ...one,
            signal: 'fillBand',
            reading: { kind: 'market', at: time, venues: list, band: 0.05, isDoubled: flag },
          },
          { ...one, signal: 'fillBand', reading: { kind: 'fill', at: time, price: x } },
          { ...one, signal: 'depthCollapse', reading: { at: time, depth: x } },
          { ...one, signal: 'spreadBlowOut', reading: { at: time, spread: x } },
          { ...one, signal: 'liquidationPrints', reading: { at: time, liquidated: x, dailyVolume: y } },
          { ...one, signal: 'openInterestDrop', reading: { at: time, openInterest: x } },
          { ...one, signal: 'priceCascade', reading: { at: time, price: x, vol: y } },
          { ...one, signal: 'fundingJump', reading: { at: time, rate: x, intervalMs: y } },
          { ...one, signal: 'stablecoinDepeg', reading: { at: time, worth: x } },
          { ...one, signal: 'venueErrors', reading: { at: time, isError: flag } },
          { ...one, signal: 'ownRejects', reading: { at: time, isRejected: flag } },
          {
            ...one,
            signal: 'journalLag',
            reading: { at: time, waitingSince: flag ? null : millis(time - 1_000), staleAfterMs: x },
          },
          { ...one, signal: 'loopGain', reading: { at: time, traded: x, change: y, volume: z, gamma: -x } },
        ];
        return all[kind] as BreakerReading;
      },
  );

const readings = fc
  .array(fc.tuple(unstamped, fc.integer({ min: -20_000, max: 120_000 })), { maxLength: 120 })
  .map((all) => {
    let time = T;
    return all.map(([reading, wait]) => {
      time += wait;
      return reading(millis(time));
    });
  });

const numRuns = long ? 5_000 : 150;

describe('whatever is read', () => {
  it('nothing is NaN or infinite, nothing throws, and all survives being written down', () => {
    fc.assert(
      fc.property(readings, (all) => {
        let breakers = NO_BREAKERS;
        for (const reading of all) {
          breakers = foldBreakers(breakers, reading);
          for (const { value, threshold } of findingsAt(breakers, breakers.at!))
            expect(Number.isFinite(value) && Number.isFinite(threshold)).toBe(true);
        }
        expect(JSON.parse(JSON.stringify(breakers))).toStrictEqual(structuredClone(breakers));
      }),
      { numRuns },
    );
  });

  it('a restart in the middle changes nothing', () => {
    fc.assert(
      fc.property(readings, fc.nat(), (all, cut) => {
        const middle = cut % (all.length + 1);
        const kept = JSON.parse(JSON.stringify(folded(all.slice(0, middle)))) as Breakers;
        expect(folded(all.slice(middle), kept)).toEqual(folded(all));
      }),
      { numRuns },
    );
  });

  it('the level never falls within a minute of a change, and never out of a halt', () => {
    fc.assert(
      fc.property(readings, (all) => {
        let [breakers, changedAt] = [NO_BREAKERS, -Infinity];
        for (const reading of all) {
          const next = foldBreakers(breakers, reading);
          const [from, to] = [severityOf(breakers.ladder.level), severityOf(next.ladder.level)];
          if (to < from) expect(next.at! - changedAt).toBeGreaterThanOrEqual(MINUTE);
          if (from === 3) expect(to).toBe(3);
          if (to > from) expect(next.ladder.because.length).toBeGreaterThan(0);
          if (to !== from) changedAt = next.at!;
          breakers = next;
        }
      }),
      { numRuns },
    );
  });

  it('a time that is none is ignored', () => {
    for (const time of [Number.NaN, Infinity, 1.5]) {
      const reading = { ...peg(0, 0.5), reading: { at: time as ReturnType<typeof millis>, worth: 0.5 } };
      expect(foldBreakers(NO_BREAKERS, reading as BreakerReading)).toBe(NO_BREAKERS);
    }
  });
});
