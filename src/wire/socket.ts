import { WebSocket } from 'ws';

/** What is told of a socket that comes back. */
export interface SocketEars {
  /** It is open: log in, subscribe. A rejection closes it, and it is tried again. */
  opened(): Promise<void>;
  message(text: string): void;
  /** A message as it came: true where it has been taken, and is told as no text. Its memory is not to be kept. */
  bytes?(bytes: Uint8Array): boolean;
  /** It was open and is no more, or could not be opened; it will be tried again unless it was closed by us. */
  lost(reason: string): void;
}

export interface SocketTerms {
  /** Asked for at each attempt: some venues want a new address every time. */
  readonly url: () => string | Promise<string>;
  /** Silence after which the connection is taken for dead. */
  readonly silenceMs: number;
  /**
   * Pauses between attempts: the first, and the longest. Each is twice the one before, and drawn from its upper half,
   * until a connection has served for longer than the longest.
   */
  readonly retryMs: number;
  readonly retryMaxMs: number;
  /**
   * Sent when half of the silence has passed, so that a quiet venue is told from a dead one; absent: a WebSocket
   * ping.
   */
  readonly ping?: () => string;
}

/** A connection that is opened again whenever it is lost. */
export interface LiveSocket {
  /** False where there is no open connection: nothing was sent. */
  send(text: string): boolean;
  readonly isOpen: boolean;
  /** Gives this connection up and opens another. */
  reset(reason: string): void;
  close(): Promise<void>;
}

/** A venue's largest message (all instruments, all tickers) is far below this. */
const LARGEST_MESSAGE = 32 << 20;
const HANDSHAKE_MS = 10_000;

/**
 * Opens a connection and keeps it. Nothing is sent twice: what was under way when it was lost is its user's to ask
 * after.
 */
export function openSocket(terms: SocketTerms, ears: SocketEars): LiveSocket {
  const { silenceMs, retryMs, retryMaxMs } = terms;
  let socket: WebSocket | undefined;
  let pause = retryMs;
  let isClosed = false;
  let heardAt = 0;
  /** Since when this connection has served. */
  let servedAt = Infinity;
  let watch: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;

  const again = (): void => {
    if (isClosed) return;
    retry = setTimeout(connect, pause * (0.5 + 0.5 * Math.random()));
    pause = Math.min(retryMaxMs, 2 * pause);
  };
  const lose = (of: WebSocket | undefined, reason: string): void => {
    if (of !== socket) return;
    clearInterval(watch);
    // One that is taken away at once, again and again, is no reason to ask for it at the first pace.
    if (performance.now() - servedAt > retryMaxMs) pause = retryMs;
    servedAt = Infinity;
    socket = undefined;
    of?.removeAllListeners();
    of?.on('error', () => undefined);
    of?.terminate();
    if (!isClosed) ears.lost(reason);
    again();
  };
  const listen = (opened: WebSocket): void => {
    heardAt = performance.now();
    opened.on('message', (data) => {
      heardAt = performance.now();
      if (Buffer.isBuffer(data) && ears.bytes?.(data) === true) return;
      ears.message(String(data));
    });
    opened.on('pong', () => {
      heardAt = performance.now();
    });
    watch = setInterval(() => {
      const silent = performance.now() - heardAt;
      if (silent > silenceMs) lose(opened, `nothing was heard for ${Math.round(silent)} ms`);
      else if (silent > silenceMs / 2) {
        if (terms.ping === undefined) opened.ping();
        else opened.send(terms.ping());
      }
    }, silenceMs / 4);
    ears.opened().then(
      () => {
        servedAt = performance.now();
      },
      (error: unknown) => lose(opened, error instanceof Error ? error.message : String(error)),
    );
  };
  const connect = (): void => {
    Promise.resolve()
      .then(() => terms.url())
      .then((url) => {
        if (isClosed) return;
        const opened = new WebSocket(url, {
          maxPayload: LARGEST_MESSAGE,
          handshakeTimeout: HANDSHAKE_MS,
          perMessageDeflate: false,
        });
        socket = opened;
        opened.on('open', () => listen(opened));
        opened.on('error', (error) => lose(opened, error.message));
        opened.on('close', (code, reason) => lose(opened, `closed with ${code} ${String(reason)}`.trim()));
      })
      .catch((error: unknown) => lose(undefined, error instanceof Error ? error.message : String(error)));
  };
  connect();
  return {
    get isOpen() {
      return socket?.readyState === WebSocket.OPEN;
    },
    send: (text) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    reset: (reason) => {
      if (socket !== undefined) lose(socket, reason);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      const last = socket;
      lose(last, 'closed by us');
    },
  };
}
