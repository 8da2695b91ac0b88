/** As much of Deribit as our adapter needs to trade on, and no more: whatever it adds is not ours to be timed. */
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface FakeTerms {
  /** The one instrument, and its least size and step of price. */
  readonly name: string;
  readonly lot: number;
  readonly tick: number;
  /** Held there besides, in whole numbers. */
  readonly held: Readonly<Record<string, number>>;
  readonly cash: number;
}

export interface FakeDeribit {
  readonly url: string;
  /** Moves the book to `price`; answers the milliseconds until an order was there. */
  tickToOrder(price: number): Promise<number>;
  close(): Promise<void>;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Answers = Readonly<Record<string, (params: Request['params']) => unknown>>;

const LEVELS = 5;

/** The book as messages: every price there moves with each tick. */
function createBook({ name, tick }: FakeTerms) {
  let id = 0;
  let shown: { readonly bids: number[]; readonly asks: number[] } = { bids: [], asks: [] };
  const message = (data: object): string => {
    const params = { channel: `book.${name}.raw`, data };
    return JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params });
  };
  const around = (price: number, sign: number): number[] =>
    Array.from({ length: LEVELS }, (_, i) => price + sign * tick * (i + 1));
  return {
    to: (price: number): string => {
      const next = { bids: around(price, -1), asks: around(price, 1) };
      const rows = (old: readonly number[], now: readonly number[]): unknown[] => [
        ...old.filter((one) => !now.includes(one)).map((one) => ['delete', one, 0]),
        ...now.map((one) => [old.includes(one) ? 'change' : 'new', one, 100]),
      ];
      const type = id === 0 ? 'snapshot' : 'change';
      const before = id === 0 ? {} : { prev_change_id: id };
      id += 1;
      const [bids, asks] = [rows(shown.bids, next.bids), rows(shown.asks, next.asks)];
      shown = next;
      const common = { type, timestamp: Date.now(), ...before, instrument_name: name, change_id: id };
      return message({ ...common, bids, asks });
    },
  };
}

/** What an account says of itself, and how orders fill: at once, in full, at their limits, for no fee. */
function answersOf(terms: FakeTerms): Answers {
  const { name, lot, tick, held, cash } = terms;
  let position = 0;
  let trades = 0;
  const listing = {
    ...{ instrument_name: name, kind: 'future', settlement_period: 'perpetual', base_currency: 'BTC' },
    ...{
      settlement_currency: 'USD',
      min_trade_amount: lot,
      contract_size: lot,
      tick_size: tick,
      is_active: true,
    },
  };
  const place =
    (direction: 'buy' | 'sell') =>
    ({ amount, label, price }: Request['params']): unknown => {
      trades += 1;
      position += direction === 'buy' ? Number(amount) : -Number(amount);
      const common = { instrument_name: name, label, order_id: `o${trades}`, amount, price, direction };
      const timestamp = Date.now();
      const trade = { ...common, trade_id: `t${trades}`, timestamp, fee: 0, fee_currency: 'USD' };
      const order = {
        ...common,
        order_state: 'filled',
        filled_amount: amount,
        last_update_timestamp: timestamp,
      };
      return { order, trades: [trade] };
    };
  const row = (instrument: string, size: number, kind: string): object => {
    return { instrument_name: instrument, size, average_price: 1, kind, floating_profit_loss: 0 };
  };
  return {
    'public/get_time': () => Date.now(),
    'public/auth': () => ({ scope: 'trade:read_write wallet:none', access_token: 'x', expires_in: 86_400 }),
    'public/get_instrument': () => listing,
    'private/subscribe': ({ channels }) => channels,
    'private/get_user_trades_by_currency_and_time': () => ({ trades: [], has_more: false }),
    'private/get_transaction_log': () => ({ logs: [], continuation: null }),
    'private/get_positions': () => [
      row(name, position, 'future'),
      ...Object.entries(held).map(([id, size]) => row(id, size, 'option')),
    ],
    'private/get_account_summaries': () => ({ summaries: [{ currency: 'USD', equity: cash }] }),
    'private/get_open_orders_by_currency': () => [],
    'private/buy': place('buy'),
    'private/sell': place('sell'),
  };
}

/** Listens on a free port of the loopback address. The book is there from the subscription on, at `price`. */
export async function openFakeDeribit(terms: FakeTerms, price: number): Promise<FakeDeribit> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const answers = answersOf(terms);
  const book = createBook(terms);
  let client: WebSocket | undefined;
  let arrived: ((at: number) => void) | undefined;
  server.on('connection', (socket) => {
    client = socket;
    socket.on('message', (data) => {
      const at = performance.now();
      const { id, method, params } = JSON.parse(String(data)) as Request;
      if (method === 'private/buy' || method === 'private/sell') arrived?.(at);
      const result = answers[method]?.(params) ?? 'ok';
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
      if (method === 'private/subscribe') socket.send(book.to(price));
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tickToOrder: (to) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no order came of a tick to ${to}`)), 5_000);
        const text = book.to(to);
        const sent = performance.now();
        arrived = (at) => {
          clearTimeout(late);
          arrived = undefined;
          resolve(at - sent);
        };
        client?.send(text);
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate();
        server.close(() => resolve());
      }),
  };
}
