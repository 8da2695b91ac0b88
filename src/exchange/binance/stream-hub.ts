import type { ExchangeEvent } from '../told.ts';
import type { Source } from './source.ts';
import { sourceOf } from './stream-names.ts';
import type { Venue } from './venue.ts';

/** Takes what a stream says: bare, and wrapped with the stream's name. Both are written once for all listeners. */
export interface StreamListener {
  hear(bare: string, wrapped: () => string): void;
}

interface Stream {
  readonly name: string;
  readonly source: Source | undefined;
  readonly listeners: Set<StreamListener>;
}

/** `{stream, data}`, as combined streams send. */
export function wrap(name: string, data: string): string {
  return `{"stream":${JSON.stringify(name)},"data":${data}}`;
}

/** All streams that somebody listens to. */
export class StreamHub {
  readonly #venue: Venue;
  readonly #streams = new Map<string, Stream>();

  constructor(venue: Venue) {
    this.#venue = venue;
    venue.exchange.listen((event) => this.#on(event));
  }

  add(name: string, listener: StreamListener): void {
    const stream = this.#streams.get(name) ?? {
      ...{ name, source: sourceOf(name, this.#venue), listeners: new Set<StreamListener>() },
    };
    this.#streams.set(name, stream);
    stream.listeners.add(listener);
  }

  remove(name: string, listener: StreamListener): void {
    const stream = this.#streams.get(name);
    stream?.listeners.delete(listener);
    if (stream?.listeners.size === 0) this.#streams.delete(name);
  }

  #on(event: ExchangeEvent): void {
    for (const stream of this.#streams.values()) publish(stream, stream.source?.on?.(event));
  }

  tick(now: number): void {
    for (const stream of this.#streams.values()) publish(stream, stream.source?.tick?.(now));
  }
}

function publish({ name, listeners }: Stream, said: object | undefined): void {
  if (said === undefined) return;
  const bare = JSON.stringify(said);
  let whole: string | undefined;
  const wrapped = (): string => {
    whole ??= wrap(name, bare);
    return whole;
  };
  for (const listener of listeners) listener.hear(bare, wrapped);
}
