import { basename } from 'node:path';
import type { Currency } from '../../domain/instrument.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';

/** What a file of bars is of, as far as its name says; null where it does not. */
export interface BarFileName {
  readonly base: Currency | null;
  readonly quote: Currency | null;
  readonly kind: 'spot' | 'perp' | 'future' | null;
  readonly intervalMs: number | null;
}

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'BUSD', 'USD', 'EUR'];
const PAIR = new RegExp(`^(?=.*[A-Z])([A-Z0-9]+?)[-/]?(${QUOTES.join('|')})?(?:-(PERP|SPOT))?$`);
const LENGTH = /^(\d+)([smhd])$/;
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const KINDS: Readonly<Record<string, BarFileName['kind']>> = {
  spot: 'spot',
  perp: 'perp',
  swap: 'perp',
  future: 'future',
  futures: 'future',
};

function lengthOf(words: readonly string[]): number | null {
  for (const word of words) {
    const [, count, unit] = LENGTH.exec(word) ?? [];
    if (unit !== undefined && Number(count) > 0) return Number(count) * (UNITS[unit] as number);
  }
  return null;
}

/** Reads names such as `BTCUSDT_perp_5m_2023_202405.csv.gz`, `BTC-PERP_ftx_1m.csv`, `BTCUSD_bitfinex_1m`. */
export function readBarFileName(path: string): BarFileName {
  const words = basename(path)
    .replace(/\.(csv|txt|gz)\b/gi, '')
    .split('_');
  const [, base = null, quote = null, suffix] = PAIR.exec(words[0] ?? '') ?? [];
  const stated = words.map((word) => KINDS[word.toLowerCase()]).find((kind) => kind !== undefined);
  // A pair with nothing said of it is spot, as on the exchanges.
  const kind = stated ?? (suffix === 'PERP' ? 'perp' : base === null ? null : 'spot');
  return { base, quote, kind, intervalMs: lengthOf(words) };
}
