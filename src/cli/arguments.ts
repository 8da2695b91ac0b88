import { InvalidArgumentError } from 'commander';
import type { SweptKey } from '../lab/sweep.ts';
import { duration } from '../shell/config/duration.ts';
import { isWrong, number, type Reader } from '../shell/config/reader.ts';
import type { DataFile } from './verbs.ts';

/** An option written as a config would write it. */
function parser<T>(reader: Reader<T>): (text: string) => T {
  return (text) => {
    const outcome = reader.read(text);
    if (isWrong(outcome)) throw new InvalidArgumentError(`It ${outcome.message}: ${outcome.remedy}.`);
    return outcome.value;
  };
}

export const parseDuration: (text: string) => number = parser(duration());

const multiple = parser(number('a multiple of real time, such as 600', { above: 0 }));

/** "600" or "600x". */
export function parseSpeed(text: string): number {
  return multiple(text.replace(/x$/, ''));
}

export const parseCount: (text: string) => number = parser(number('a whole number', { atLeast: 1 }, true));

export const parseSeed: (text: string) => number = parser(number('a whole number', { atLeast: 0 }, true));

/** Adds `[INSTRUMENT=]FILE` to the files before it. A path with "=" in its name is told apart by a "./". */
export function parseDataFile(text: string, before: readonly DataFile[] = []): readonly DataFile[] {
  const match = /^([^=/\\]+)=(.+)$/.exec(text);
  const [, instrument, file] = match ?? [];
  const parsed = instrument === undefined || file === undefined ? { file: text } : { instrument, file };
  return [...before, parsed];
}

/** Adds `KEY=A,B,…` to the keys before it: a value of the config by its path, and what it is to be in turn. */
export function parseSweep(text: string, before: readonly SweptKey[] = []): readonly SweptKey[] {
  const [, key = '', list = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const values = list.split(',').map((value) => value.trim());
  if (key.trim() === '' || values.includes(''))
    throw new InvalidArgumentError(`It is ${text}: write it as in hedge.BTC.halfWidth=0.05 BTC,0.1 BTC.`);
  return [...before, { key: key.trim(), values }];
}
