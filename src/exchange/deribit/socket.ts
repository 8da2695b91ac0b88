/** One WebSocket of the protocol: its requests, whose it is, its heartbeats, and what becomes of its orders. */
import type { Exchange, ExchangeOrderId } from '../exchange.ts';
import type { Connection, Session } from '../server/gateway.ts';
import type { Caller } from './auth.ts';
import type { Link } from './call.ts';
import type { Channels } from './channels.ts';
import { type Dispatcher, readRequest } from './dispatch.ts';
import { heartbeat } from './envelope.ts';

/** A longer message closes the socket. */
export const LONGEST_MESSAGE: number = 64 * 1024;

export interface Socket extends Session {
  /** Called as time goes on. */
  tick(): void;
}

export interface SocketDesk {
  readonly exchange: Exchange;
  readonly dispatcher: Dispatcher;
  readonly channels: Channels;
  /** Called when it is gone. */
  readonly onGone: () => void;
  /** Called before and after each message: events that wait are told. */
  readonly settle: () => void;
}

/** Says every `everyMs` that the server lives, and asks back when the client has been silent that long. */
class Heartbeat {
  #everyMs = 0;
  #dueAt = 0;
  #wasHeard = true;
  #isAsked = false;

  get everyMs(): number {
    return this.#everyMs;
  }

  start(everyMs: number, now: number): void {
    this.#everyMs = everyMs;
    this.#dueAt = now + everyMs;
    this.#wasHeard = true;
    this.#isAsked = false;
  }

  hear(): void {
    this.#wasHeard = true;
  }

  answerTest(): void {
    this.#isAsked = false;
  }

  /** What is to be said by now; `dead`: the last question was not answered. */
  due(now: number): readonly ('heartbeat' | 'test_request')[] | 'dead' {
    if (this.#everyMs === 0 || now < this.#dueAt) return [];
    if (this.#isAsked) return 'dead';
    this.#dueAt = now + this.#everyMs;
    this.#isAsked = !this.#wasHeard;
    this.#wasHeard = false;
    return this.#isAsked ? ['heartbeat', 'test_request'] : ['heartbeat'];
  }
}

/** A socket that has just been opened. */
export function createSocket(connection: Connection, desk: SocketDesk): Socket {
  const { exchange, dispatcher, channels } = desk;
  const beats = new Heartbeat();
  const placed = new Set<ExchangeOrderId>();
  let isGone = false;

  /** `isBroken`: not as the client wished, so that its orders go where it has asked for that. */
  const end = (isBroken: boolean): void => {
    if (isGone) return;
    isGone = true;
    channels.drop(link);
    if (isBroken && link.cancelsOnDisconnect)
      for (const id of placed) {
        const order = exchange.order(id);
        if (order?.status === 'open') exchange.cancel(order.account, id, 'disconnect');
      }
    desk.onGone();
  };

  const close = (code: number, reason: string, isBroken: boolean): void => {
    end(isBroken);
    connection.close(code, reason);
  };

  const link: Link = {
    id: connection.id,
    send: (text) => connection.send(text),
    caller: null as Caller | null,
    cancelsOnDisconnect: false,
    placed,
    get heartbeatMs() {
      return beats.everyMs;
    },
    set heartbeatMs(everyMs) {
      beats.start(everyMs, exchange.now);
    },
    answerTest: () => beats.answerTest(),
    logout: () => close(1000, 'logged out', false),
  };

  const answer = (text: string): void => {
    const request = readRequest(text);
    const outcome =
      'fault' in request
        ? dispatcher.refuse(request.id, request.fault)
        : dispatcher.carryOut(request, {
            address: connection.address,
            link,
            caller: () => link.caller,
          });
    if (outcome.text !== null) connection.send(outcome.text);
  };

  return {
    message: (text) => {
      if (isGone) return;
      if (text.length > LONGEST_MESSAGE) return close(1009, `message of more than ${LONGEST_MESSAGE}`, true);
      beats.hear();
      desk.settle();
      answer(text);
      desk.settle();
    },
    closed: () => {
      end(true);
      desk.settle();
    },
    tick: () => {
      const due = isGone ? [] : beats.due(exchange.now);
      if (due === 'dead') return close(1000, 'no answer to test_request', true);
      for (const type of due) connection.send(heartbeat(type));
    },
  };
}
