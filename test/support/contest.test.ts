import { describe, expect, it } from 'vitest';
import { agree, openPeers, peersOf, speedGoal, speedOf, speedOfPeer } from '../../bench/contest.ts';

const exactly = (): number => 0;

describe('agreement', () => {
  it('is relative to what is expected, or to the scale where that is larger', () => {
    agree('a', [100.09, 0.001], [100, 0], 1e-3, () => 1);
    expect(() => agree('a', [100.11, 0], [100, 0], 1e-3, () => 1)).toThrow('a does not agree at 0: 100.11');
    expect(() => agree('a', [100, 0.0011], [100, 0], 1e-3, () => 1)).toThrow('at 1: 0.0011, not 0');
  });

  it('is never with NaN, nor with too few', () => {
    expect(() => agree('a', [Number.NaN], [1], 1, () => 1)).toThrow('NaN');
    expect(() => agree('a', [1], [Number.NaN], 1, () => 1)).toThrow('NaN');
    expect(() => agree('a', [1], [1, 1], 1, exactly)).toThrow('1 answers, not 2');
    agree('a', [0.5], [0.5], 0, exactly);
  });
});

describe('a goal of speed', () => {
  const wanted = { id: 'x', target: 2, ours: 'a', peer: 'b', what: 'w' };

  it('is the median of ratios, not the ratio of medians', () => {
    const rows = [
      { a: 10, b: 1 },
      { a: 3, b: 2 },
      { a: 100, b: 100 },
    ];
    expect(speedGoal(rows, wanted)).toEqual({ id: 'x', target: 2, reached: 1.5, met: false, what: 'w' });
    expect(speedGoal([{ a: 4, b: 2 }], wanted)).toMatchObject({ reached: 2, met: true });
  });

  it('is not met without a peer', () => {
    const nothing = { reached: null, met: false };
    expect(speedGoal([{ a: 4 }], wanted)).toMatchObject(nothing);
    expect(speedGoal([{ a: 4, b: 1 }, { a: 4 }], wanted)).toMatchObject(nothing);
    expect(speedGoal([], wanted)).toMatchObject(nothing);
  });
});

describe('peers', () => {
  it('are told by label, absent ones with why', () => {
    const rows = [
      { a: 1, b: 9 },
      { a: 3, b: 9 },
    ];
    expect(peersOf(rows, { a: 'A', c: 'C' }, { c: 'no compiler' })).toEqual([
      { name: 'A', reached: 2 },
      { name: 'C: no compiler', reached: null },
    ]);
  });

  it('that cannot be built do not stop the others', async () => {
    const peers = await openPeers({ none: { source: 'no-such-file', flags: [] } }, []);
    expect(Object.keys(peers.running)).toEqual([]);
    expect(peers.absent.none).toContain('no-such-file.cpp is missing');
    await peers.close();
  });

  it('measure themselves', async () => {
    const peer = {
      time: async () => 4_000,
      answers: async () => new Float64Array(0),
      close: async () => undefined,
    };
    expect(await speedOfPeer(peer, 'job', 10, 2)()).toBe(5);
  });

  it('are measured beside us by CPU time', () => {
    let passes = 0;
    const speed = speedOf(1, 50, () => {
      passes += 1;
      for (let i = 0, x = 1; i < 1e5; i += 1) x = Math.sqrt(x + i);
    })();
    expect(passes).toBe(50);
    expect(speed).toBeGreaterThan(0);
  });
});
