import type { Finding } from '../../ports/live-venue.ts';
import { type Fields, fieldsOf, numberOf, stringOf } from '../../wire/fields.ts';
import type { ClockOffset } from '../../wire/offset.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import { type Desk, Refusal } from './desk.ts';

function differs(name: string, ours: unknown, theirs: unknown): string[] {
  return ours === theirs ? [] : [`${name} is ${stringOf(ours)} in the config and ${stringOf(theirs)} there`];
}

/**
 * Amounts are in USD for inverse perpetuals and futures, in coins for all else; a step of ours must be a multiple
 * of theirs.
 */
function sizeMisfits({ instrument }: Traded, theirs: Fields): string[] {
  const ours = Number((instrument.lot * instrument.multiplier).toPrecision(12));
  const least = numberOf(theirs.min_trade_amount);
  // Options trade in parts of a contract, all else in whole ones.
  const step = instrument.kind === 'option' ? least : numberOf(theirs.contract_size);
  const parts = ours / step;
  const found: string[] = [];
  if (!(step > 0) || Math.abs(parts - Math.round(parts)) > 1e-9 || Math.round(parts) < 1)
    found.push(`a lot is ${ours} in the config, which is no multiple of its step of ${step}`);
  if (ours < least - 1e-12)
    found.push(`a lot is ${ours} in the config, less than its smallest order of ${least}`);
  return found;
}

/** What of an instrument is not as the venue lists it, with what it should be. */
export function misfits(traded: Traded, theirs: Fields): readonly string[] {
  const { instrument } = traded;
  const isPerpetual = theirs.settlement_period === 'perpetual';
  const kind = theirs.kind === 'future' && isPerpetual ? 'perp' : theirs.kind;
  const found = [
    ...differs('kind', instrument.kind, kind),
    ...differs('base', instrument.base, theirs.base_currency),
    ...differs('settle', instrument.settle, theirs.settlement_currency ?? instrument.settle),
    ...sizeMisfits(traded, theirs),
  ];
  const tick = numberOf(theirs.tick_size);
  const ticks = instrument.tick / tick;
  if (!(tick > 0) || Math.abs(ticks - Math.round(ticks)) > 1e-9 || Math.round(ticks) < 1)
    found.push(`tick is ${instrument.tick} in the config, which is no multiple of its ${tick}`);
  if (instrument.kind === 'option') {
    found.push(...differs('strike', instrument.strike, theirs.strike));
    found.push(...differs('type', instrument.type, theirs.option_type));
  }
  if (instrument.kind === 'option' || instrument.kind === 'future')
    found.push(...differs('expiry', instrument.expiry, theirs.expiration_timestamp));
  if (theirs.is_active === false) found.push('it is not traded any more');
  return found;
}

/**
 * Symbols that the venue has ceased to trade, where `mayEnd`; contracts expire, and what else is traded there goes on.
 * Rejects with `VenueRefused` where an instrument is not as the venue lists it.
 */
export async function endedOf(
  desk: Desk,
  symbols: Symbols,
  venue: string,
  mayEnd: boolean,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const traded of symbols.all) {
    const asked = desk.ask('public/get_instrument', { instrument_name: traded.symbol });
    const theirs = await asked.then(fieldsOf, (error: unknown): Fields => {
      if (mayEnd && error instanceof Refusal) return { is_active: false };
      throw error;
    });
    const [first] = misfits(traded, theirs);
    if (mayEnd && theirs.is_active === false) ended.push(traded.symbol);
    else if (first !== undefined) throw new VenueRefused(`${traded.instrument.id} at ${venue}: ${first}`);
  }
  return ended;
}

export interface Examined {
  readonly desk: Desk;
  readonly symbols: Symbols;
  readonly offset: ClockOffset;
  readonly scope: () => string;
  readonly hasKey: boolean;
}

/** A clock that is further off makes deadlines wrong. */
const CLOCK_GOOD_MS = 500;

/** What `doctor` tells of a connection that is up. */
export async function examineDeribit({
  desk,
  symbols,
  offset,
  scope,
  hasKey,
}: Examined): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const begun = performance.now();
  await desk.ask('public/test', {});
  const ms = performance.now() - begun;
  found.push({
    what: 'latency',
    verdict: ms < 1_000 ? 'good' : 'warning',
    detail: `${ms.toFixed(1)} ms for a round trip`,
  });
  const isNear = Math.abs(offset.ms) <= CLOCK_GOOD_MS;
  found.push({
    what: 'clock',
    verdict: isNear ? 'good' : 'warning',
    detail: `theirs is ${offset.ms.toFixed(0)} ms ahead, give or take ${offset.within.toFixed(0)} ms`,
  });
  for (const traded of symbols.all) {
    const theirs = fieldsOf(await desk.ask('public/get_instrument', { instrument_name: traded.symbol }));
    const wrong = misfits(traded, theirs);
    const least = `smallest order ${stringOf(theirs.min_trade_amount)}, tick ${stringOf(theirs.tick_size)}`;
    found.push({
      what: traded.instrument.id,
      verdict: wrong.length === 0 ? 'good' : 'bad',
      detail: wrong.length === 0 ? least : wrong.join('; '),
    });
  }
  if (!hasKey) {
    found.push({ what: 'key', verdict: 'warning', detail: 'none: public data alone, fills on paper' });
    return found;
  }
  const mayWithdraw = scope().includes('wallet:read_write');
  const mayTrade = scope().includes('trade:read_write');
  found.push({ what: 'key', verdict: mayTrade && !mayWithdraw ? 'good' : 'bad', detail: `scope ${scope()}` });
  return found;
}
