import type { ExchangeEvent } from '../told.ts';

/** What makes the notifications of one channel. */
export interface Feed {
  /** Which events it wants: `keyOf` of them, or `anyOf` their kinds. */
  readonly keys: readonly string[];
  /** What a new subscriber is told before anything else. */
  greet(): readonly unknown[];
  /** Of one of its events. */
  on(event: ExchangeEvent): void;
  /** What there is to tell by now, in order; empty: nothing. */
  take(): readonly unknown[];
  /** Between two tellings, in ms; 0: it tells at every event. */
  readonly pace: number;
}

/** Events of this kind of one symbol, or of one account where they are somebody's own. */
export function keyOf(event: ExchangeEvent): string {
  switch (event.kind) {
    case 'trade':
      return `trade ${event.execution.symbol}`;
    case 'book':
    case 'ticker':
    case 'state':
      return `${event.kind} ${event.symbol}`;
    case 'order':
    case 'fill':
    case 'funding':
    case 'settled':
    case 'transfer':
      return `${event.kind} ${event.account}`;
  }
}

/** Events of this kind, whoever's. */
export function anyOf(kind: ExchangeEvent['kind']): string {
  return `${kind} *`;
}
