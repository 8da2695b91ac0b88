/** Which order is whose: trades name the venue's order, orders of ours are asked for by symbol and client id. */
export interface Identities {
  learn(symbol: string, clientId: string, orderId?: string): void;
  /** The client id of an order of the venue's. */
  clientOf(symbol: string, orderId: string): string | undefined;
  /** Where an order of ours was placed. */
  symbolOf(clientId: string): string | undefined;
}

/** What is forgotten can be asked for again. */
const REMEMBERED = 10_000;

function keep(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}

export function createIdentities(): Identities {
  const clients = new Map<string, string>();
  const places = new Map<string, string>();
  return {
    learn: (symbol, clientId, orderId) => {
      keep(places, clientId, symbol);
      if (orderId !== undefined) keep(clients, `${symbol}/${orderId}`, clientId);
    },
    clientOf: (symbol, orderId) => clients.get(`${symbol}/${orderId}`),
    symbolOf: (clientId) => places.get(clientId),
  };
}
