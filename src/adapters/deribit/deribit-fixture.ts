import type { Instrument, Option, Perp } from '../../domain/instrument.ts';
import { millis } from '../../units/units.ts';
import { type Symbols, symbolsOf } from '../../wire/symbols.ts';

/** As Deribit lists it: amounts in USD, by tens. */
export const PERPETUAL: Perp = {
  ...{ kind: 'perp', id: 'BTC-PERPETUAL', venue: 'deribit', base: 'BTC', quote: 'USD', settle: 'BTC' },
  ...{ tick: 0.5, lot: 1, multiplier: 10, inverse: true },
};

export const CALL: Option = {
  ...{
    kind: 'option',
    id: 'BTC-27NOV26-60000-C',
    venue: 'deribit',
    base: 'BTC',
    quote: 'BTC',
    settle: 'BTC',
  },
  ...{ tick: 0.0005, lot: 0.1, multiplier: 1, inverse: true, type: 'call', strike: 60_000 },
  expiry: millis(1_795_680_000_000),
};

export const SYMBOLS: Symbols = symbolsOf([PERPETUAL, CALL] satisfies Instrument[], {});
