import type { OrderId } from '../../domain/order.ts';

/** Our ids as an exchange takes them, one to one: after a restart an order can be asked for by the same. */
export interface ClientIds {
  /** Undefined where it is longer than the exchange takes. */
  encode(order: OrderId): string | undefined;
  /** Undefined where it is none of ours. */
  decode(clientId: unknown): OrderId | undefined;
}

const OURS = /^ekZ[0-9a-z]+Z[0-9a-z]+Z[0-9a-z]+$/;

/**
 * Ids are of [0-9a-z-] (see `execute/order-id.ts`). Many exchanges take letters and digits alone, as OKX and Bitget
 * do, so Z stands for the dash. `prefix` is what some want in front, and counts for `most`.
 */
export function createClientIds(prefix: string, most: number): ClientIds {
  return {
    encode: (order) => {
      const id = prefix + order.replaceAll('-', 'Z');
      return id.length > most ? undefined : id;
    },
    decode: (clientId) => {
      if (typeof clientId !== 'string' || !clientId.startsWith(prefix)) return undefined;
      const id = clientId.slice(prefix.length);
      return OURS.test(id) ? id.replaceAll('Z', '-') : undefined;
    },
  };
}
