/** A book as the committed file has it, opened at the prices where a path begins. */
import type { Route } from '../../guard/protection/account.ts';
import { MINUTE } from '../../units/time.ts';
import books from './books.json' with { type: 'json' };

interface AccountJson {
  /** Of notional. */
  readonly collateral: number;
  /** Of notional, signed, by instrument. */
  readonly positions?: Readonly<Record<string, number>>;
}

interface RouteJson {
  readonly from: string;
  readonly to: string;
  /** In the currency of both. */
  readonly fee: number;
  readonly minutes: number;
  readonly minimum: number;
}

export interface BookSetup {
  readonly name: string;
  readonly accounts: Readonly<Record<string, AccountJson>>;
  readonly routes: readonly Route[];
}

/** Quote units that shares in the file are of: of one leg. */
export const NOTIONAL = 1_000_000;

export function venueOf(account: string): string {
  return account.slice(0, account.indexOf('/'));
}

export function currencyOf(account: string): string {
  return account.slice(account.indexOf('/') + 1);
}

function routeOf({ from, to, fee, minutes, minimum }: RouteJson): Route {
  const latencyMs = minutes * MINUTE;
  return { id: `${from}→${to}`, from, to, currency: currencyOf(to), fee, latencyMs, minimum };
}

/** All books of the committed file. */
export const BOOKS: readonly BookSetup[] = Object.entries(
  books as Readonly<Record<string, { accounts: Record<string, AccountJson>; routes: readonly RouteJson[] }>>,
).map(([name, { accounts, routes }]) => ({ name, accounts, routes: routes.map(routeOf) }));
