import { impliedVol } from '../../pricing/implied-vol/implied-vol.ts';
import { Cells, formulaRefused } from './cells.ts';
import type { Job } from './rows.ts';

const reads = ['type', 'forward', 'strike', 'T', 'price'] as const;

/** Implied vol, annualised as a fraction, of undiscounted prices of options on a forward; T in years. */
export const ivJob: Job = {
  reads,
  answers: ['vol'],
  answer: (row) => {
    const cells = new Cells(reads, row);
    const quote = {
      type: cells.type(),
      forward: cells.number('forward'),
      strike: cells.number('strike'),
      years: cells.number('T'),
      price: cells.number('price'),
    };
    if (cells.wrong !== undefined) return cells.wrong;
    const result = impliedVol(quote);
    return 'kind' in result ? formulaRefused(result, { years: 'T' }) : [result.vol];
  },
};
