import type { Currency } from './instrument.ts';

/** The dollar, and what its issuers keep at one. */
const DOLLARS: readonly Currency[] = [
  ...['USD', 'USDT', 'USDC', 'DAI', 'FDUSD', 'BUSD', 'TUSD', 'PYUSD', 'USDE', 'USDS'],
];

/** Whether one unit of `currency` is, or promises to be, a dollar. */
export function isDollar(currency: Currency): boolean {
  return DOLLARS.includes(currency);
}
