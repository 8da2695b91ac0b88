import type { Connection, Session } from '../server/gateway.ts';
import { type StreamHub, type StreamListener, wrap } from './stream-hub.ts';
import type { Venue } from './venue.ts';

const MOST_STREAMS = 1_024;
const LONGEST_NAME = 128;
/** Messages that a client may send within a second. */
const MOST_MESSAGES = 10;
const POLICY_VIOLATION = 1008;

/** What a socket's address asks for. */
export interface StreamTarget {
  /** Events come wrapped with the name of their stream. */
  readonly isCombined: boolean;
  readonly names: readonly string[];
}

const PATH = /^(?:\/(?:public|market|private))?\/(ws|stream)(?:\/(.*))?$/;
const NAME = /^[!\w@]{1,128}$/;

/**
 * Of the three styles: `/ws/<names>` and `/stream?streams=<names>`, both also under `/public`, `/market` and
 * `/private`, where `listenKey=` names a user stream and `/ws/<number>` only tells sockets apart.
 */
export function targetOf(path: string, query: string): StreamTarget | undefined {
  const match = PATH.exec(path);
  if (match === null) return undefined;
  const [, style, rest = ''] = match;
  const params = new URLSearchParams(query);
  const names = [...rest.split('/'), ...(params.get('streams') ?? '').split('/')];
  names.push(params.get('listenKey') ?? '');
  const streams = names.filter((name) => name !== '' && !/^\d+$/.test(name));
  if (streams.length > MOST_STREAMS || !streams.every((name) => NAME.test(name))) return undefined;
  return { isCombined: style === 'stream', names: [...new Set(streams)] };
}

interface Command {
  readonly id: string | number | null;
  readonly method: string;
  readonly params: readonly unknown[];
}

function readCommand(text: string): Command | { readonly code: number; readonly msg: string } {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { code: 3, msg: 'Invalid JSON: expected value' };
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return { code: 3, msg: 'Invalid JSON: expected an object' };
  const { id = null, method, params = [] } = message as Record<string, unknown>;
  if (id !== null && typeof id !== 'number' && typeof id !== 'string')
    return { code: 2, msg: 'Invalid request: request ID must be an unsigned integer or a string' };
  if (typeof method !== 'string') return { code: 2, msg: "Invalid request: missing field 'method'" };
  if (!Array.isArray(params)) return { code: 2, msg: "Invalid request: field 'params' must be a list" };
  return { id, method, params };
}

/** A socket for streams: it starts with those that its address names, and takes more and fewer by message. */
export class StreamSession implements Session, StreamListener {
  readonly #connection: Connection;
  readonly #venue: Venue;
  readonly #hub: StreamHub;
  readonly #streams = new Map<string, () => void>();
  #isCombined: boolean;
  #second = 0;
  #messages = 0;

  constructor(connection: Connection, target: StreamTarget, venue: Venue, hub: StreamHub) {
    this.#connection = connection;
    this.#venue = venue;
    this.#hub = hub;
    this.#isCombined = target.isCombined;
    for (const name of target.names) this.#add(name);
  }

  hear(bare: string, wrapped: () => string): void {
    this.#connection.send(this.#isCombined ? wrapped() : bare);
  }

  #add(name: string): void {
    if (this.#streams.has(name)) return;
    const account = this.#venue.keys.accountOf(name);
    if (account !== undefined) {
      this.#streams.set(
        name,
        this.#venue.feed.listen(account, (event) => this.#hearUser(name, event)),
      );
      return;
    }
    this.#hub.add(name, this);
    this.#streams.set(name, () => this.#hub.remove(name, this));
  }

  /** What the account's stream says is said under this key as long as it is one, and that it has ended. */
  #hearUser(key: string, event: object): void {
    const isEnd = 'listenKey' in event;
    if (isEnd ? event.listenKey !== key : this.#venue.keys.accountOf(key) === undefined) return;
    const bare = JSON.stringify(event);
    this.hear(bare, () => wrap(key, bare));
  }

  #remove(name: string): void {
    this.#streams.get(name)?.();
    this.#streams.delete(name);
  }

  message(text: string): void {
    if (this.#isTooMuch()) this.#connection.close(POLICY_VIOLATION, 'Too many requests');
    else this.#send(this.#answer(readCommand(text)));
  }

  #answer(command: ReturnType<typeof readCommand>): object {
    if ('code' in command) return { error: command };
    const { id } = command;
    const result = this.#carryOut(command);
    return result instanceof Refusal ? { error: result.error, id } : { result, id };
  }

  #isTooMuch(): boolean {
    const second = Math.floor(this.#venue.exchange.now / 1000);
    if (second !== this.#second) this.#messages = 0;
    this.#second = second;
    this.#messages += 1;
    return this.#venue.limits.mode === 'real' && this.#messages > MOST_MESSAGES;
  }

  #carryOut({ method, params }: Command): unknown {
    switch (method) {
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE': {
        const names = params.filter((name) => typeof name === 'string' && name.length <= LONGEST_NAME);
        if (names.length < params.length || params.length === 0)
          return new Refusal('Invalid request: streams are named by strings');
        if (method === 'SUBSCRIBE' && this.#streams.size + names.length > MOST_STREAMS)
          return new Refusal(`Invalid request: a socket has at most ${MOST_STREAMS} streams`);
        for (const name of names.map(String)) {
          if (method === 'SUBSCRIBE') this.#add(name);
          else this.#remove(name);
        }
        return null;
      }
      case 'LIST_SUBSCRIPTIONS':
        return [...this.#streams.keys()];
      case 'SET_PROPERTY': {
        const [name, value] = params;
        if (name !== 'combined' || typeof value !== 'boolean')
          return new Refusal("Invalid request: the property is 'combined', true or false");
        this.#isCombined = value;
        return null;
      }
      case 'GET_PROPERTY':
        return params[0] === 'combined' ? this.#isCombined : new Refusal('Invalid request: unknown property');
      default:
        return new Refusal(`Invalid request: unknown variant '${method.slice(0, LONGEST_NAME)}'`);
    }
  }

  #send(answer: object): void {
    this.#connection.send(JSON.stringify(answer));
  }

  closed(): void {
    for (const end of this.#streams.values()) end();
    this.#streams.clear();
  }
}

/** A command that cannot be carried out. */
class Refusal {
  readonly error: { readonly code: number; readonly msg: string };

  constructor(msg: string) {
    this.error = { code: 2, msg };
  }
}
