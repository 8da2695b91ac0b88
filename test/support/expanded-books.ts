/** For the tests of estimates: books expanded at calm marks, and valued in full after a move. */
import fc from 'fast-check';
import type { Book } from '../../src/domain/book.ts';
import type { Instruments } from '../../src/domain/instrument.ts';
import { later, YEAR } from '../../src/units/time.ts';
import type { BookTable } from '../../src/value/book-table.ts';
import { type Estimate, estimate, type Move, noEstimate } from '../../src/value/estimate.ts';
import type { Box } from '../../src/value/remainders.ts';
import { type Expansion, expand, expansion } from '../../src/value/taylor.ts';
import { between, CALM, marksAt } from './books.ts';
import { summed } from './option-books.ts';

const BOXES: readonly Box[] = [
  { spot: 0.001, years: 1e-5, vol: 0.001 },
  { spot: 0.01, years: 1e-4, vol: 0.01 },
  { spot: 0.05, years: 2e-3, vol: 0.05 },
];

/** `book` expanded at calm marks. */
export function expanded(book: Book, list: Instruments, boxes: readonly Box[] = BOXES): Expansion {
  const into = expansion(boxes);
  expand(summed(book, list), into);
  return into;
}

/** `book` valued in full after `move` from calm marks; each basis stays as scenarios and estimates have it. */
export function moved(book: Book, list: Instruments, { spot, years, vol }: Move): BookTable {
  return summed(book, list, marksAt({ at: later(CALM.at, years * YEAR), spot, vol: CALM.vol + vol }));
}

/** What is estimated of BTC after `move`. */
export function estimated(from: Expansion, move: Move): Estimate {
  const into = noEstimate();
  estimate(from, 0, move, into);
  return into;
}

/** Whole milliseconds, as a clock has them. */
const movesIn = (box: Box): fc.Arbitrary<Move> =>
  fc
    .tuple(
      between(-box.spot, box.spot),
      between(0, box.years),
      between(-box.vol, box.vol),
      fc.nat({ max: 7 }),
    )
    .map(([spot, years, vol, mask]) => ({
      spot: CALM.spot * (1 + (mask === 1 ? 0 : spot)),
      years: mask === 2 ? 0 : Math.floor(years * YEAR) / YEAR,
      vol: mask === 3 ? 0 : vol,
    }));
/** Any move that one of the boxes holds. */
export const anyMove: fc.Arbitrary<Move> = fc.constantFrom(...BOXES).chain(movesIn);
