import type { Range } from '../../domain/config.ts';
import { decimal, number } from './reader.ts';
import type { Value } from './section.ts';

const EXAMPLE = '[-1000, 1000]';
const edge = number('a number, such as -1000', {});

/** From the least to the most; undefined where nothing is told, and where it is no range. */
export function readRange(value: Value | undefined): Range | undefined {
  if (value === undefined) return undefined;
  const items = value.items(EXAMPLE);
  const [least, most] = items.map((item) => item.read(edge));
  if (!value.isList) return undefined;
  if (least === undefined || most === undefined || items.length > 2) {
    value.wrong(`has ${items.length === 1 ? 'one number' : `${items.length} numbers`}`, `write ${EXAMPLE}`);
    return undefined;
  }
  if (least > most)
    value.wrong(
      `goes from ${decimal(least)} down to ${decimal(most)}`,
      'write the least first, then the most',
    );
  return [least, most];
}

/** The range as `check` says it. */
export function rangeText([least, most]: Range): string {
  return `${decimal(least)} to ${decimal(most)}`;
}
