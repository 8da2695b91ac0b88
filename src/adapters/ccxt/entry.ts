import type { OrderRequest } from '../../domain/order.ts';
import { amountOf, priceOf } from '../../wire/symbols.ts';
import { meaningOf } from './fault.ts';
import { type CcxtExchange, can } from './library.ts';
import type { Listed } from './terms.ts';

/** How orders leave: over a socket where there is one that is known to be open, or else over HTTP. */
export interface Entry {
  /** Whether there may be a socket for orders that is not open. */
  readonly isCold: boolean;
  /** Opens it. The first time no other socket may be open, or it could not be told which one it is. */
  warm(): Promise<void>;
  send(order: OrderRequest, listed: Listed, params: object): Promise<unknown>;
}

/**
 * ccxt connects when something is to be sent, and what was meant to be sent then waits for it, beyond its deadline if
 * need be. So a request that reads something opens the socket, and an order goes there only while it is open.
 */
export function createEntry(exchange: () => CcxtExchange): Entry {
  let url: string | undefined;
  let hasNone = false;
  const reader = (): (() => Promise<unknown>) | undefined => {
    const made = exchange();
    if (!can(made, 'createOrderWs')) return undefined;
    if (can(made, 'fetchBalanceWs')) return () => made.fetchBalanceWs();
    return can(made, 'fetchOpenOrdersWs') ? () => made.fetchOpenOrdersWs() : undefined;
  };
  const isOpen = (): boolean => url !== undefined && exchange().clients[url]?.isOpen() === true;
  return {
    get isCold() {
      return !hasNone && !isOpen() && reader() !== undefined;
    },
    warm: async () => {
      const read = reader();
      if (read === undefined || isOpen()) return;
      const before = new Set(Object.keys(exchange().clients));
      try {
        await read();
      } catch (error) {
        // What it has and will not do is not to keep orders from leaving over HTTP.
        hasNone = meaningOf(error) === 'refused';
        throw error;
      }
      const opened = Object.keys(exchange().clients).filter((one) => !before.has(one));
      if (url === undefined && opened.length === 1) [url] = opened;
      hasNone = url === undefined;
    },
    send: (order, listed, params) => {
      const made = exchange();
      const terms = [
        ...([listed.symbol, 'limit', order.lots > 0 ? 'buy' : 'sell'] as const),
        ...([amountOf(listed, order.lots), priceOf(listed, order.limit), params] as const),
      ] as const;
      return isOpen() ? made.createOrderWs(...terms) : made.createOrder(...terms);
    },
  };
}
