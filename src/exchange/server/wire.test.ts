import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { NO_FAULTS } from './faults.ts';
import { createWire, isMeant, losesAnswer, mangled } from './wire.ts';

const random = createRandom(1);

describe('mangled', () => {
  it('leaves alone what the faults are not meant for', () => {
    const faults = { ...NO_FAULTS, drop: 1, match: 'book' };
    expect(mangled(faults, 'a book', random)).toEqual([]);
    expect(mangled(faults, 'a trade', random)).toEqual(['a trade']);
    expect(isMeant(NO_FAULTS, 'anything')).toBe(true);
    expect(losesAnswer({ ...NO_FAULTS, loseAnswer: 1, match: 'buy' }, 'sell', random)).toBe(false);
  });

  it('strikes as often as it is told to', () => {
    const faults = { ...NO_FAULTS, duplicate: 0.25 };
    const doubled = Array.from({ length: 4_000 }, () => mangled(faults, 'x', random).length).filter(
      (n) => n === 2,
    );
    expect(doubled.length).toBeGreaterThan(850);
    expect(doubled.length).toBeLessThan(1_150);
  });
});

describe('createWire', () => {
  it('hands on at once where nothing delays, and never after it was cut', async () => {
    const heard: string[] = [];
    let faults = NO_FAULTS;
    const wire = createWire(
      () => faults,
      random,
      (text) => heard.push(text),
      false,
    );
    wire.carry('now');
    expect(heard).toEqual(['now']);
    faults = { ...NO_FAULTS, latencyMs: 5 };
    wire.carry('later');
    wire.cut();
    wire.carry('never');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(heard).toEqual(['now']);
  });

  it('tampers with nothing that a client says', () => {
    const heard: string[] = [];
    const wire = createWire(
      () => ({ ...NO_FAULTS, drop: 1, truncate: 1 }),
      random,
      (text) => heard.push(text),
      true,
    );
    wire.carry('whole');
    expect(heard).toEqual(['whole']);
  });
});
