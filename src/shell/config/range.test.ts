import { describe, expect, it } from 'vitest';
import { accepted, edited, refusals } from './config-fixture.ts';
import { rangeText } from './range.ts';

function told(range: string): string {
  return edited('with: BTC-PERP', `with: [BTC-PERP, BTC-CALL], gammaBand: ${range}`);
}

describe('a range', () => {
  it('is two numbers, the least first', () => {
    const bandOf = (range: string) => accepted(told(range)).engine.profiles[0]?.gammaBand;
    expect(bandOf('[-0.001, 0.001]')).toEqual([-0.001, 0.001]);
    expect(bandOf('[0, 0]')).toEqual([0, 0]);
  });

  it.each([
    ['[1, -1]', 'gammaBand goes from 1 down to -1 — write the least first, then the most'],
    ['[1]', 'gammaBand has one number — write [-1000, 1000]'],
    ['[1, 2, 3]', 'gammaBand has 3 numbers — write [-1000, 1000]'],
    ['5', 'gammaBand is one value — write [-1000, 1000]'],
    ['[a, 1]', 'gammaBand[0] is a, which is no number'],
    ['[1 USD, 2]', 'gammaBand[0] is 1 USD, but takes no unit — write 1'],
  ])('%s is refused', (range, error) => {
    expect(refusals(told(range))).toEqual([expect.stringContaining(error)]);
  });

  it('is told as it was written', () => {
    expect(rangeText([-0.001, 5_000])).toBe('-0.001 to 5000');
  });
});
