import { expect, it } from 'vitest';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { HedgeDecision } from '../decide/decide.ts';
import { createEngine } from '../engine/engine.ts';
import { recover } from '../engine/replay.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { HOUR } from '../units/time.ts';
import { sha256 } from './hash.ts';
import { hedgeDemo } from './shell-fixture.ts';

it('keeps the vega of two coins within its bounds with options, hedges both together, and replays to the same', async () => {
  const journal = createMemoryJournal();
  const decisions: HedgeDecision[] = [];
  const { started } = await hedgeDemo(journal, 10 * HOUR, 'vega-bounds', ({ outcome }) => {
    decisions.push(...(outcome.decisions ?? []));
  });
  const { state } = started.conductor;
  const bought = ['BTC-LATER', 'ETH-LATER'].map((id) => state.book.positions[id]?.lots ?? 0);
  for (const count of bought) expect(count).toBeGreaterThan(0);

  const told = decisions.flatMap(({ because }) => ('optimum' in because ? [because.optimum] : []));
  const last = new Map(
    told
      .slice(-2)
      .flatMap((one) => one?.exposures ?? [])
      .map((one) => [one.name, one]),
  );
  for (const name of ['vega of BTC', 'vega of ETH']) {
    const { after = 0, least = 0, most = 0 } = last.get(name) ?? {};
    expect(after).toBeGreaterThanOrEqual(least);
    expect(after).toBeLessThanOrEqual(most);
  }
  expect(told.at(-1)?.correlations).toHaveProperty('BTC');
  expect(decisions.filter(({ because }) => 'fallback' in because && because.fallback !== null)).toEqual([]);

  const again = recover(
    journal.length,
    (from) => journal.read(from),
    sha256,
    createEngine(typescriptKernel()),
  );
  expect(again.state).toEqual(state);
});
