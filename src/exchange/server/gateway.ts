import type { IncomingHttpHeaders } from 'node:http';

/** A request over HTTP, read whole. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark: signatures are taken over it. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Who asks: limits that venues count per address are counted per this. */
  readonly address: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A socket as a protocol sees it; what is sent passes through the faults that are switched on. */
export interface Connection {
  readonly id: number;
  readonly address: string;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What a protocol does with one socket. */
export interface Session {
  message(text: string): void;
  /** The socket is gone, whoever closed it. */
  closed(): void;
}

/** One protocol in front of one exchange. */
export interface Gateway {
  readonly name: 'deribit' | 'binance' | 'hyperliquid';
  /** Whether a request or a socket on this path is this protocol's. */
  serves(path: string): boolean;
  request(request: HttpRequest): HttpAnswer;
  /** A socket has opened on `path`; undefined: the path has none, and it is closed. */
  connect(connection: Connection, path: string, query: string): Session | undefined;
  /** Called as the exchange's time goes on: heartbeats, dead-man switches, batched streams. */
  tick(): void;
  /** `real`: requests beyond the venue's limits are refused; `none`: no limits; `spent`: as if all were used up. */
  limits(to: 'real' | 'none' | 'spent'): void;
}
