import { describe, expect, it } from 'vitest';
import { FAULTS, type Fault } from './faults.ts';
import { runSeed } from './sim.ts';
import { simulate } from './simulate.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const SEEDS = isLong ? 5_000 : 200;
const AT_ONCE = isLong ? 250 : 20;

describe('worlds', () => {
  const struck = new Map<Fault, number>();
  let crashes = 0;

  const starts = Array.from({ length: SEEDS / AT_ONCE }, (_, i) => 1 + i * AT_ONCE);
  it.each(starts)(`hold whatever goes wrong: ${AT_ONCE} from seed %i on`, (from) => {
    const { failures, faults, crashes: died } = simulate({ seeds: AT_ONCE, from });
    expect(failures).toEqual([]);
    for (const fault of FAULTS) struck.set(fault, (struck.get(fault) ?? 0) + faults[fault]);
    crashes += died;
  });

  it('have met every kind of fault, and often', () => {
    for (const fault of FAULTS) expect([fault, struck.get(fault)]).toEqual([fault, expect.any(Number)]);
    // An hour is ten times the length of a world: few can have one.
    // Chains are in less than half of the worlds, and few orders go there.
    // Few transfers are under way at once, and one that is stuck keeps its route from the next.
    const rare: Partial<Record<Fault, number>> = {
      ...{ hourOutage: 200, stuckTransaction: 50, reorg: 50, stuckTransfer: 50 },
      // Positions that win in a margin account are few.
      deleverage: 50,
    };
    const least = (fault: Fault): number => SEEDS / (rare[fault] ?? 10);
    expect(FAULTS.filter((fault) => (struck.get(fault) ?? 0) < least(fault))).toEqual([]);
    expect(crashes).toBeGreaterThan(SEEDS / 4);
  });

  it('are the same again, to the byte of the journal', () => {
    const [first, again] = [runSeed(7), runSeed(7)];
    expect(first.entries).toBeGreaterThan(20);
    expect(again).toEqual(first);
    expect(runSeed(8).hash).not.toBe(first.hash);
  });

  it('are the same whether somebody listens or not', () => {
    const lines: string[] = [];
    const told = runSeed(7, { log: (_at, text) => lines.push(text) });
    expect(told).toEqual(runSeed(7));
    expect(lines.length).toBeGreaterThan(told.entries);
  });
});
