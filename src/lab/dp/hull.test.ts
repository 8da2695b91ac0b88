import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { hullPrice, hullTable } from './hull.ts';

describe('hullPrice', () => {
  it('is what the book prints', () => {
    expect(hullPrice()).toBeCloseTo(2.4005, 4);
  });
});

describe('hullTable', () => {
  const cells = hullTable(10_000, createRandom('table'));

  it('is the stated one within what the noise of so few paths allows', () => {
    expect(cells.map(({ weeks }) => weeks)).toEqual([5, 4, 2, 1, 0.5, 0.25]);
    // That of n nearly normal numbers has a relative error of 1 / √(2n), and some more for fat tails.
    const most = (4 * 1.4) / Math.sqrt(20_000);
    for (const { reached, stated } of cells) expect(Math.abs(reached / stated - 1)).toBeLessThan(most);
  });

  it('falls as the root of the number of hedges where these are many', () => {
    const at = (weeks: number) => cells.find((cell) => cell.weeks === weeks)?.reached ?? 0;
    expect(at(1) / at(0.25)).toBeGreaterThan(1.9);
    expect(at(1) / at(0.25)).toBeLessThan(2.05);
  });

  it('draws from nothing but its stream', () => {
    expect(hullTable(100, createRandom('a'))).toEqual(hullTable(100, createRandom('a')));
    expect(hullTable(100, createRandom('a'))).not.toEqual(hullTable(100, createRandom('b')));
  });
});
