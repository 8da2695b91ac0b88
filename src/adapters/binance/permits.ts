import { HOUR } from '../../units/time.ts';
import { type Fields, fieldsOf, numberOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import type { Symbols } from '../../wire/symbols.ts';
import { Refusal } from './fault.ts';
import { hasEnded, misfits } from './misfits.ts';
import type { Rest } from './rest.ts';

/** Where a venue does not say otherwise, funding is paid every eight hours. */
const FUNDING_MS = 8 * HOUR;
const NOT_FOUND = 404;

/** What may be asked of the venue, and who we are there. */
export interface Permits {
  readonly rest: Rest;
  /** Serves `/sapi`, which is not where the futures are. */
  readonly sapi: Rest;
  readonly symbols: Symbols;
}

/** `exchangeInfo` by symbol. */
export async function listingsOf(rest: Rest): Promise<ReadonlyMap<string, Fields>> {
  const info = fieldsOf(await rest.ask({ path: '/fapi/v1/exchangeInfo', weight: 1, security: 'none' }));
  return new Map(rowsOf(info.symbols).map((row) => [stringOf(row.symbol), row]));
}

/** Times between payments of funding that are not eight hours, by symbol. */
export async function fundingIntervals(rest: Rest): Promise<ReadonlyMap<string, number>> {
  const rows = rowsOf(await rest.ask({ path: '/fapi/v1/fundingInfo', weight: 1, security: 'none' }));
  return new Map(
    rows.map(({ symbol, fundingIntervalHours: hours }) => {
      const ms = numberOf(hours) * HOUR;
      return [stringOf(symbol), ms > 0 && ms < Infinity ? ms : FUNDING_MS];
    }),
  );
}

/** What the key may do; undefined where the venue does not tell, as on test networks. */
export async function restrictionsOf({ sapi }: Permits): Promise<Fields | undefined> {
  try {
    return fieldsOf(await sapi.ask({ path: '/sapi/v1/account/apiRestrictions', weight: 1 }));
  } catch (error) {
    if (error instanceof Refusal && error.fault.status === NOT_FOUND) return undefined;
    throw error;
  }
}

/** Whether long and short are held apart, in which mode an order without a side is refused. */
export async function isHedgeMode({ rest }: Permits): Promise<boolean> {
  const mode = fieldsOf(await rest.ask({ path: '/fapi/v1/positionSide/dual', weight: 30 }));
  return stringOf(mode.dualSidePosition) === 'true';
}

/** Refuses what trading with would go wrong, and says what to change. What has ended is no reason where it `mayEnd`. */
export async function checkInstruments(
  { rest, symbols }: Permits,
  venue: string,
  mayEnd: boolean,
): Promise<void> {
  const listings = await listingsOf(rest);
  for (const traded of symbols.all) {
    const theirs = listings.get(traded.symbol);
    const [first] = mayEnd && hasEnded(theirs) ? [] : misfits(traded, theirs);
    if (first !== undefined) throw new VenueRefused(`${traded.instrument.id} at ${venue}: ${first}`);
  }
}

/** The same of the key and of the account's position mode. `notice` hears of what the venue does not tell. */
export async function checkAccount(
  permits: Permits,
  venue: string,
  notice: (text: string) => void,
): Promise<void> {
  const restrictions = await restrictionsOf(permits);
  if (restrictions === undefined) notice('it does not tell whether the key may withdraw');
  if (restrictions?.enableWithdrawals === true)
    throw new VenueRefused(
      `the key of ${venue} may withdraw: take "Enable Withdrawals" from it in API management`,
    );
  if (restrictions?.enableFutures === false)
    throw new VenueRefused(`the key of ${venue} may not trade: give it "Enable Futures" in API management`);
  if (await isHedgeMode(permits))
    throw new VenueRefused(
      `the account at ${venue} is in hedge mode: switch its position mode to one-way, which takes that no position ` +
        'and no order is open',
    );
}
