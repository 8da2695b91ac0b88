import { describe, expect, it } from 'vitest';
import { later } from '../units/time.ts';
import { millis } from '../units/units.ts';
import { faultsOf } from './sim-fixture.ts';
import { createSpells } from './spells.ts';

const START = millis(0);
const LENGTH = { least: 2_000, most: 5_000, stepMs: 1_000 };

describe('spells', () => {
  it('never begin in a world without them', () => {
    const spells = createSpells(faultsOf(), 'outage', LENGTH);
    expect([spells.begins('a', START), spells.isOn('a', START), spells.isAnyOn(START)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('last as long as they may, each under its own name, and begin again only when they are over', () => {
    const spells = createSpells(faultsOf({ outage: 1 }), 'outage', LENGTH);
    const lengths = new Set<number>();
    let now = START;
    for (let i = 0; i < 200; i += 1) {
      expect(spells.begins('a', now)).toBe(true);
      expect([spells.begins('a', now), spells.isOn('b', now), spells.isAnyOn(now)]).toEqual([
        false,
        false,
        true,
      ]);
      const begun = now;
      while (spells.isOn('a', now)) now = later(now, 1_000);
      lengths.add(now - begun);
    }
    expect([...lengths].toSorted()).toEqual([2_000, 3_000, 4_000, 5_000]);
  });
});
