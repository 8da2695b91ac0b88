import type { OrderId } from '../../domain/order.ts';
import { cloidOf, orderIn } from './cloid.ts';

/** Which order of ours the venue means by a number or a cloid. */
export interface Names {
  /** What an order is called there; remembered, where it cannot be read back. */
  cloid(order: OrderId): string;
  /** The venue's number of an order belongs to this cloid, or to one that is not ours. */
  learn(oid: number, cloid: unknown): void;
  /** Our id; empty where the order is not ours; undefined where that is not known. */
  order(oid: number, cloid: unknown): OrderId | undefined;
}

const REMEMBERED = 10_000;

function remember<K>(map: Map<K, OrderId>, key: K, order: OrderId): void {
  map.delete(key);
  map.set(key, order);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}

export function createNames(): Names {
  const hashed = new Map<string, OrderId>();
  const numbered = new Map<number, OrderId>();
  const read = (cloid: unknown): OrderId =>
    typeof cloid === 'string' ? (orderIn(cloid) ?? hashed.get(cloid) ?? '') : '';
  return {
    cloid: (order) => {
      const cloid = cloidOf(order);
      if (orderIn(cloid) === undefined) remember(hashed, cloid, order);
      return cloid;
    },
    learn: (oid, cloid) => remember(numbered, oid, read(cloid)),
    order: (oid, cloid) => (typeof cloid === 'string' ? read(cloid) : numbered.get(oid)),
  };
}
