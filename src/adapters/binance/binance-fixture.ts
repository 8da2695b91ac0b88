import type { Future, Perp } from '../../domain/instrument.ts';
import { millis } from '../../units/units.ts';
import { type Symbols, symbolsOf, type Traded } from '../../wire/symbols.ts';

/** As Binance lists it: amounts in BTC, by thousandths. */
export const PERPETUAL: Perp = {
  ...{ kind: 'perp', id: 'BTC-PERP', venue: 'binance', base: 'BTC', quote: 'USDT', settle: 'USDT' },
  ...{ tick: 0.1, lot: 1, multiplier: 0.001, inverse: false },
};

export const QUARTER: Future = {
  ...{ kind: 'future', id: 'BTCUSDT_261225', venue: 'binance', base: 'BTC', quote: 'USDT', settle: 'USDT' },
  ...{ tick: 0.1, lot: 1, multiplier: 0.001, inverse: false, expiry: millis(1_798_185_600_000) },
};

export const SYMBOLS: Symbols = symbolsOf([PERPETUAL, QUARTER], { 'BTC-PERP': 'BTCUSDT' });

export function tradedOf(symbol: string): Traded {
  const traded = SYMBOLS.bySymbol(symbol);
  if (traded === undefined) throw new Error(`the fixture lists no ${symbol}`);
  return traded;
}
