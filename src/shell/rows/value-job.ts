import { american } from '../../pricing/american/american.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { Cells, formulaRefused } from './cells.ts';
import type { Job } from './rows.ts';

const reads = ['style', 'type', 'spot', 'strike', 'rate', 'div', 'vol', 'T'] as const;

/**
 * Price and Greeks of options on an underlying with a carry, in the units of `OptionValue`: vega and rho per
 * 1.00, theta per year. `rate` and `div` are continuously compounded, `T` is in years.
 */
export const valueJob: Job = {
  reads,
  answers: ['price', 'delta', 'gamma', 'vega', 'theta', 'rho'],
  answer: (row) => {
    const cells = new Cells(reads, row);
    const style = cells.word('style', ['european', 'american']);
    const terms = {
      type: cells.type(),
      spot: cells.number('spot'),
      strike: cells.number('strike'),
      rate: cells.number('rate'),
      carryYield: cells.number('div'),
      vol: cells.number('vol'),
      years: cells.number('T'),
    };
    if (cells.wrong !== undefined) return cells.wrong;
    const { years, vol } = terms;
    // The formulas go on to the limits, which a book with expired options needs. A row like that is a mistake.
    if (years <= 0)
      return { field: 'T', value: String(years), remedy: 'years to expiry above 0; this has expired' };
    if (vol === 0) return { field: 'vol', value: '0', remedy: 'a vol above 0; 0.6 is 60 %' };
    const value = style === 'american' ? american(terms) : blackScholes(terms);
    if ('kind' in value) return formulaRefused(value, { years: 'T', carryYield: 'div' });
    const { price, delta, gamma, vega, theta, rho } = value;
    return [price, delta, gamma, vega, theta, rho];
  },
};
