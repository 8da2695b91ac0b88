import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from './exit.ts';
import { verbs } from './verbs.ts';

describe('verbs', () => {
  it.each(Object.entries(verbs))(
    '%s is loaded when called, or says that it is not there yet',
    async (verb, load) => {
      // A verb's file and its line in the table come and go together.
      if (existsSync(new URL(`${verb}.ts`, import.meta.url))) expect(await load()).toHaveProperty('main');
      else
        await expect(load()).rejects.toThrow(
          new UsageError(`${verb} is not part of this version yet`, 'see evenkeel --help'),
        );
    },
  );

  it('are the seven of the command line', () => {
    expect(Object.keys(verbs).toSorted()).toEqual([
      'backtest',
      'bench',
      'check',
      'lab',
      'replay',
      'run',
      'simulate',
    ]);
  });
});
