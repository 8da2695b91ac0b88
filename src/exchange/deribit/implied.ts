import type { Option } from '../../domain/instrument.ts';
import { impliedVol } from '../../pricing/implied-vol/implied-vol.ts';
import { YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';

/**
 * The vol that a price of `option` says, in percent as Deribit shows it; 0 where no vol gives that price. The price
 * is in coin for an inverse option, in quote units for a linear one; `underlying` is the forward.
 */
export function impliedPercent(option: Option, price: number, underlying: number, now: Millis): number {
  const quote = {
    type: option.type,
    strike: option.strike,
    years: (option.expiry - now) / YEAR,
    forward: underlying,
    price: option.inverse ? price * underlying : price,
  };
  const implied = impliedVol(quote);
  return 'vol' in implied ? Math.round(implied.vol * 10_000) / 100 : 0;
}
