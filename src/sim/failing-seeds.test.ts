import { describe, expect, it } from 'vitest';
import { EDITION } from './edition.ts';
import { FAILING_SEEDS } from './failing-seeds.ts';
import { FAULTS } from './faults.ts';
import { drawScenario } from './scenario.ts';
import { runSeed } from './sim.ts';

describe('a world that once failed', () => {
  it.each(FAILING_SEEDS)('$seed of edition $edition stays mended: $showed', ({ seed, edition }) => {
    expect(runSeed(seed, { edition }).failure).toBeNull();
  });

  it('is the world that it was, whatever worlds have learnt since', () => {
    const struck = FAULTS.filter((fault) => drawScenario(491, 1).mix[fault] > 0);
    expect(struck).toEqual(
      FAULTS.filter((fault) => drawScenario(491, EDITION).mix[fault] > 0 && struck.includes(fault)),
    );
    expect(struck.length).toBeLessThanOrEqual(22);
  });

  it('is in the list once', () => {
    const names = FAILING_SEEDS.map(({ seed, edition }) => `${seed} of ${edition}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
