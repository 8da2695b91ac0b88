import type { OrderId } from '../domain/order.ts';
import type { TransferId } from '../domain/transfer.ts';

/**
 * The id of an order: journal, seq of the deciding entry, leg. A pure function of the three, so replay makes the
 * same; one-to-one, so no two orders of a journal can share one; and 32 characters at most of [0-9a-z-], which
 * every venue's client id takes or can encode.
 */
export function orderId(journal: string, seq: number, leg: number): OrderId {
  return `ek-${journal}-${seq.toString(36)}-${leg.toString(36)}`;
}

/** The same of the transfer that the entry makes as its `n`th. */
export function transferId(journal: string, seq: number, n: number): TransferId {
  return `ek-${journal}-${seq.toString(36)}-t${n.toString(36)}`;
}

const SEQ_AND_LEG = /^([0-9a-z]+)-[0-9a-z]+$/;

/** Seq of the entry that made the order or transfer, or null when `id` is not of this journal. */
export function seqOfOrder(journal: string, id: OrderId | TransferId): number | null {
  const prefix = `ek-${journal}-`;
  const [, seq] = id.startsWith(prefix) ? (SEQ_AND_LEG.exec(id.slice(prefix.length)) ?? []) : [];
  return seq === undefined ? null : Number.parseInt(seq, 36);
}
