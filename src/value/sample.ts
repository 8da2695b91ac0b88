import type { Book, Position } from '../domain/book.ts';
import { type Instrument, type InstrumentId, type Instruments, isQuoted } from '../domain/instrument.ts';

function isAlike(a: Instrument, b: Instrument): boolean {
  return a.kind === b.kind && a.base === b.base && a.quote === b.quote;
}

/**
 * `book` with the first of all positions that want the same marks: options on one underlying in one quote want
 * what the first of them does, and so does liquidity; what is quoted wants its own price. The marks of the one
 * serve the other, and where one is missing, the first that lacks it is the same; but for an option's own vol,
 * which is missed when it is valued. Worth keeping for as long as `book` and `instruments` stay the same objects:
 * most of a large book are options.
 */
export function sampleOf(book: Book, instruments: Instruments): Book {
  const positions: Record<InstrumentId, Position> = {};
  const seen: Instrument[] = [];
  for (const id in book.positions) {
    const instrument = instruments[id];
    const position = book.positions[id];
    if (position === undefined) continue;
    if (instrument !== undefined && !isQuoted(instrument)) {
      if (seen.some((one) => isAlike(one, instrument))) continue;
      seen.push(instrument);
    }
    positions[id] = position;
  }
  return { ...book, positions };
}
