import type { Finding } from '../../ports/live-venue.ts';
import { fieldsOf, stringOf } from '../../wire/fields.ts';
import type { ClockOffset } from '../../wire/offset.ts';
import type { Desk } from './desk.ts';
import { Refusal, textOf } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import type { Quirks } from './quirks.ts';
import { type Listed, leastOf, misfits } from './terms.ts';

export interface Examined {
  readonly exchange: CcxtExchange;
  readonly desk: Desk;
  readonly listings: readonly Listed[];
  readonly offset: ClockOffset;
  readonly quirks: Quirks;
  readonly hasKey: boolean;
}

/** A clock that is further off makes deadlines wrong. */
const CLOCK_GOOD_MS = 500;

/** Whether the key may withdraw; undefined where that cannot be known. */
export async function mayWithdraw({
  exchange,
  desk,
  quirks,
}: Pick<Examined, 'exchange' | 'desk' | 'quirks'>): Promise<boolean | undefined> {
  const { mayWithdraw: ask } = quirks;
  if (ask === undefined) return undefined;
  try {
    return await desk.ask('what the key may do', () => ask(exchange));
  } catch (error) {
    // An endpoint that will not have the question tells nothing.
    if (error instanceof Refusal && !error.isOfKey) return undefined;
    throw error;
  }
}

/** Whether positions of both directions are held side by side, in which orders mean something else. */
export async function isHedged(
  { exchange, desk }: Pick<Examined, 'exchange' | 'desk'>,
  { symbol }: Listed,
): Promise<boolean | undefined> {
  if (!can(exchange, 'fetchPositionMode')) return undefined;
  const mode = await desk.ask('fetchPositionMode', () => exchange.fetchPositionMode(symbol));
  const { hedged } = fieldsOf(mode);
  return typeof hedged === 'boolean' ? hedged : undefined;
}

async function ofConnection({ exchange, desk, listings, offset }: Examined): Promise<Finding[]> {
  const begun = performance.now();
  const hasTime = can(exchange, 'fetchTime');
  const [first] = listings;
  if (hasTime) await desk.ask('fetchTime', () => exchange.fetchTime());
  else if (first !== undefined) await desk.ask('fetchOrderBook', () => exchange.fetchOrderBook(first.symbol));
  const ms = performance.now() - begun;
  const isNear = Math.abs(offset.ms) <= CLOCK_GOOD_MS;
  const clock = `theirs is ${offset.ms.toFixed(0)} ms ahead, give or take ${offset.within.toFixed(0)} ms`;
  return [
    {
      what: 'latency',
      verdict: ms < 1_000 ? 'good' : 'warning',
      detail: `${ms.toFixed(1)} ms for a round trip`,
    },
    hasTime
      ? { what: 'clock', verdict: isNear ? 'good' : 'warning', detail: clock }
      : { what: 'clock', verdict: 'warning', detail: 'the exchange does not tell its time' },
  ];
}

async function ofKey(examined: Examined): Promise<Finding> {
  const withdraws = await mayWithdraw(examined);
  if (withdraws === true) return { what: 'key', verdict: 'bad', detail: 'it may withdraw' };
  await examined.desk.ask('fetchBalance', () => examined.exchange.fetchBalance());
  return withdraws === false
    ? { what: 'key', verdict: 'good', detail: 'it is accepted, and may not withdraw' }
    : { what: 'key', verdict: 'warning', detail: 'it is accepted; whether it may withdraw is not told' };
}

async function ofSettings(examined: Examined, listed: Listed): Promise<Finding[]> {
  const { exchange, desk } = examined;
  const { symbol } = listed;
  const found: Finding[] = [];
  const hedged = await isHedged(examined, listed);
  if (hedged !== undefined)
    found.push({
      what: `position mode of ${symbol}`,
      verdict: hedged ? 'bad' : 'good',
      detail: hedged ? 'hedged: it must be one-way' : 'one-way',
    });
  // ccxt may have to look for it among other things; it is asked for once.
  if (exchange.has.fetchLeverage) {
    const row = fieldsOf(await desk.ask('fetchLeverage', () => exchange.fetchLeverage(symbol)));
    const told = `${stringOf(row.longLeverage ?? 'not told')}, ${stringOf(row.marginMode ?? 'margin not told')}`;
    found.push({ what: `leverage of ${symbol}`, verdict: 'good', detail: told });
  }
  return found;
}

/** What `doctor` tells of a connection that is up. */
export async function examineCcxt(examined: Examined): Promise<readonly Finding[]> {
  const { exchange, listings, hasKey } = examined;
  const found = await ofConnection(examined);
  for (const listed of listings) {
    const wrong = misfits(listed, exchange.precisionMode);
    const detail = wrong.length === 0 ? leastOf(listed) : wrong.join('; ');
    found.push({ what: listed.instrument.id, verdict: wrong.length === 0 ? 'good' : 'bad', detail });
  }
  if (!hasKey) {
    found.push({ what: 'key', verdict: 'warning', detail: 'none: public data alone, fills on paper' });
    return found;
  }
  try {
    found.push(await ofKey(examined));
    for (const listed of listings) found.push(...(await ofSettings(examined, listed)));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    found.push({ what: 'key', verdict: 'bad', detail: textOf(error) });
  }
  return found;
}
