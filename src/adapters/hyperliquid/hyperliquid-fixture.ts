import type { Perp } from '../../domain/instrument.ts';
import { type Symbols, symbolsOf, type Traded } from '../../wire/symbols.ts';
import type { ActTerms, Desk, Question } from './desk.ts';
import type { Acted } from './posts.ts';
import { type Universe, universeOf } from './universe.ts';

/** As Hyperliquid lists it: sizes by 0.00001, and prices by 0.1 below 100 000, of which 5 figures are taken. */
export const BTC: Perp = {
  ...{ kind: 'perp', id: 'HL-BTC', venue: 'hyperliquid', base: 'BTC', quote: 'USD', settle: 'USDC' },
  ...{ tick: 0.1, lot: 1, multiplier: 0.00001, inverse: false },
};

export const SYMBOLS: Symbols = symbolsOf([BTC], { [BTC.id]: 'BTC' });

export const UNIVERSE: Universe = universeOf({
  universe: [
    { name: 'SOL', szDecimals: 2, maxLeverage: 20 },
    { name: 'BTC', szDecimals: 5, maxLeverage: 40 },
    { name: 'kPEPE', szDecimals: 0, maxLeverage: 10 },
    { name: 'OLD', szDecimals: 0, maxLeverage: 3, isDelisted: true },
  ],
});

export const USER: string = `0x${'ab'.repeat(20)}`;

/** A perpetual with these terms, as an adapter sees it. */
export function tradedAs(change: Partial<Perp>, symbol = 'BTC'): Traded {
  const [traded] = symbolsOf([{ ...BTC, ...change }], { [change.id ?? BTC.id]: symbol }).all;
  if (traded === undefined) throw new Error('one was listed');
  return traded;
}

/** A desk that answers as it is told to, and remembers what it was asked. */
export function desk(answers: {
  readonly ask?: (question: Question) => unknown;
  readonly act?: (action: Readonly<Record<string, unknown>>, terms: ActTerms) => Acted;
}): {
  readonly desk: Desk;
  readonly asked: readonly Question[];
  readonly acted: readonly { readonly action: object; readonly terms: ActTerms }[];
} {
  const asked: Question[] = [];
  const acted: { readonly action: object; readonly terms: ActTerms }[] = [];
  const made: Desk = {
    ask: async (question) => {
      asked.push(question);
      return answers.ask?.(question) ?? [];
    },
    act: async (action, terms) => {
      acted.push({ action, terms });
      return answers.act?.({ ...action }, terms) ?? { kind: 'done', response: { type: 'default' } };
    },
  };
  return { desk: made, asked, acted };
}
