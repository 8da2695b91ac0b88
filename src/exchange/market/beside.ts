import type { Currency } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import type { Millis } from '../../units/units.ts';
import type { PriceSource, PriceSourceMaker } from './price-source.ts';

/** Prices of `base` from `recorded`, and of all else from `others`. */
export function beside(
  base: Currency,
  recorded: PriceSourceMaker,
  others: PriceSourceMaker,
): PriceSourceMaker {
  return (random: Random, start: Millis): PriceSource => {
    const own = recorded(random, start);
    const rest = others(random, start);
    const of = (currency: Currency): PriceSource => (currency === base ? own : rest);
    return {
      advance(now) {
        own.advance(now);
        rest.advance(now);
      },
      price: (currency) => of(currency).price(currency),
      vol: (currency) => of(currency).vol(currency),
      usualVol: (currency) => of(currency).usualVol(currency),
      jump: (currency, factor) => of(currency).jump(currency, factor),
    };
  };
}
