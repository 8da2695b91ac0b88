import { describe, expect, it } from 'vitest';
import { verbs } from './verbs.ts';

describe('verbs', () => {
  it.each(Object.entries(verbs))('%s is loaded when called', async (_verb, load) => {
    expect(await load()).toHaveProperty('main');
  });

  it('are those of the command line', () => {
    expect(Object.keys(verbs).toSorted()).toEqual([
      'backtest',
      'bench',
      'check',
      'control',
      'doctor',
      'exchange',
      'iv',
      'lab',
      'replay',
      'run',
      'simulate',
      'value',
    ]);
  });
});
