/** What all parts of the gateway work with. */
import type { AccountId, Exchange, ExchangeOrder } from '../exchange.ts';
import type { OrderWire } from './action.ts';
import type { Asset, Assets } from './asset.ts';
import type { Fills } from './fills.ts';
import type { Wallets } from './wallets.ts';

/** An order that the exchange did not take: the venue remembers it like any other. */
export interface RefusedOrder {
  readonly account: AccountId;
  readonly asset: Asset;
  readonly wire: OrderWire;
  readonly oid: number;
  readonly status: string;
  readonly at: number;
}

export interface Desk {
  readonly exchange: Exchange;
  readonly network: 'mainnet' | 'testnet';
  /** Quote units. */
  readonly scheduleCancelVolume: number;
  readonly assets: Assets;
  readonly wallets: Wallets;
  readonly fills: Fills;
  /** Oldest first, and the oldest are forgotten. */
  readonly refused: RefusedOrder[];
  /** By account: when all its orders are to be cancelled. */
  readonly deadMan: Map<AccountId, number>;
  /** By account and coin: the leverage that was last asked for. */
  readonly leverages: Map<string, number>;
  /** By account: builders that may be named in its orders. */
  readonly builders: Map<AccountId, Set<string>>;
}

const OURS = /^E-(\d{1,15})$/;

/** The venue numbers its orders; the exchange's names have the number in them. */
export function oidOf(id: ExchangeOrder['id']): number {
  return Number(OURS.exec(id)?.[1] ?? 0);
}

/** Numbers of refused orders, which the exchange has none for, lie far above all others. */
const FIRST_REFUSED = 1_000_000_000_000_000;
const REFUSED_KEPT = 1_000;

/** Remembers an order that was refused. */
export function remember(desk: Desk, order: Omit<RefusedOrder, 'oid' | 'at'>): void {
  const oid = 1 + (desk.refused.at(-1)?.oid ?? FIRST_REFUSED);
  desk.refused.push({ ...order, oid, at: desk.exchange.now });
  if (desk.refused.length > REFUSED_KEPT) desk.refused.shift();
}

/** An account's order by the venue's number or the client's id, of which the newest counts. */
export function findOrder(
  desk: Desk,
  account: AccountId,
  name: number | string,
  which: 'open' | 'all',
): ExchangeOrder | undefined {
  if (typeof name === 'number') {
    const order = desk.exchange.order(`E-${name}`);
    const isTheirs = order?.account === account && (which === 'all' || order.status === 'open');
    return isTheirs ? order : undefined;
  }
  return desk.exchange.orders(account, which).findLast((order) => order.ticket.label === name);
}
