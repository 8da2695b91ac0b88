import { describe, expect, it } from 'vitest';
import { createRefusals } from './refusals.ts';

describe('createRefusals', () => {
  it('has none at first', () => {
    expect(createRefusals().rows()).toEqual({ count: 0, byReason: {}, first: [] });
  });

  it('counts by reason and names by line, in order', () => {
    const refusals = createRefusals();
    refusals.refuse(7, 'not a number');
    refusals.refuse(9, 'time went back');
    refusals.refuse(8, 'not a number');
    expect(refusals.rows()).toEqual({
      count: 3,
      byReason: { 'not a number': 2, 'time went back': 1 },
      first: [
        { line: 7, reason: 'not a number' },
        { line: 8, reason: 'not a number' },
        { line: 9, reason: 'time went back' },
      ],
    });
  });

  it('names twenty and counts all', () => {
    const refusals = createRefusals();
    for (let line = 2; line < 102; line += 1) refusals.refuse(line, 'not a number');
    const { count, byReason, first } = refusals.rows();
    expect([count, byReason['not a number'], first.length, first.at(-1)?.line]).toEqual([100, 100, 20, 21]);
  });
});
