import { describe, expect, it } from 'vitest';
import { isUnanswered, NoAnswer, WireDown } from './protocol.ts';

describe('isUnanswered', () => {
  it('tells a venue that does not answer from a bug', () => {
    expect([new WireDown('x'), new NoAnswer('x'), new Error('x'), 'x'].map(isUnanswered)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
