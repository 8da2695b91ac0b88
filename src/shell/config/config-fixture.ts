/** A config of everything there is, and ways to break it, for the tests of this folder. */
import { type AppConfig, parseConfig } from './config.ts';
import { isWrong, type Reader } from './reader.ts';

/** Lines and columns matter to the tests; a backslash goes on with the line. */
export const FULL = `name: full
reporting: USD
venues:
  paper: { takerFee: 5bp, makerFee: -1bp, halfSpread: 1bp, latency: 50ms }
  other: { takerFee: 0.1%, makerFee: 0, halfSpread: 2bp }
instruments:
  BTC-PERP: { kind: perp, venue: paper, base: BTC, quote: USDT, tick: 0.1, lot: 0.001 }
  BTC-SPOT: { kind: spot, venue: other, base: BTC, quote: USD, tick: 0.01, lot: 0.00001 }
  BTC-COIN: { kind: perp, venue: paper, base: BTC, quote: USD, tick: 0.5, lot: 1, \
inverse: true, contract: 100 USD }
  BTC-DEC: { kind: future, venue: paper, base: BTC, quote: USD, tick: 0.5, lot: 0.01, \
expiry: 2026-12-25T08:00Z }
  BTC-CALL: { kind: option, type: call, strike: 66000, expiry: 30d, \
venue: paper, base: BTC, quote: USDT, tick: 5, lot: 0.1 }
book:
  cash: { paper: [250000.5 USDT, 1.5 BTC], other: 1_000 USD }
  positions:
    BTC-SPOT: 2.5 BTC @ 60000
    BTC-COIN: -5000 USD @ 61000
    BTC-CALL: -1.2 @ 1500
  straddles:
    - { underlying: BTC, size: -0.5, tenor: 7d, strikeStep: 100, vol: market, venue: paper }
hedge:
  BTC: { index: BTC-SPOT, with: BTC-PERP, riskAversion: 0.002 per USD, markVol: market }
limits: { maxOrder: 100000 USD, maxPosition: 500000 USD, maxDailyLoss: 20000 USD }
execution: { maxSlippage: 20bp, orderLife: 30s, ackWithin: 5s }
forecast: { halfLife: 12h }
timing: { bar: 5m, staleAfter: 15m, reviewEvery: 1h }
market:
  synthetic:
    start: 2026-01-05T00:00Z
    assets:
      BTC: { price: 60000, calmVol: 40%, stressVol: 120% }
`;

/** `FULL` with `from`, which must be there exactly once, replaced. */
export function edited(from: string, to: string): string {
  if (FULL.split(from).length !== 2) throw new Error(`"${from}" is not in the config exactly once`);
  return FULL.replace(from, to);
}

/** The errors of a config, as "line:column: message — remedy". */
export function refusals(text: string): readonly string[] {
  const parsed = parseConfig(text, 'test.yaml');
  if (parsed.kind === 'config') return [];
  return parsed.errors.map(
    ({ line, column, message, remedy }) => `${line}:${column}: ${message} — ${remedy}`,
  );
}

/** What a valid config comes to; an error tells why it is not. */
export function accepted(text: string): AppConfig {
  const parsed = parseConfig(text, 'test.yaml');
  if (parsed.kind === 'refused') throw new Error(refusals(text).join('\n'));
  return parsed.value;
}

/** What `reader` makes of `text`: the value, or "message — remedy". */
export function reading<T>(reader: Reader<T>, text: string): T | string {
  const outcome = reader.read(text);
  return isWrong(outcome) ? `${outcome.message} — ${outcome.remedy}` : outcome.value;
}
