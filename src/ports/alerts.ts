import type { Alarm } from '../domain/alarm.ts';
import type { Millis } from '../units/units.ts';

/** An alarm that is news: each is handed over once, and never again after a restart. */
export interface Alert extends Alarm {
  readonly at: Millis;
  /** Name of the book that it is of. */
  readonly book: string;
}

/** Where an operator hears of what cannot wait until somebody looks. Losing one must not stop hedging. */
export interface Alerts {
  raise(alert: Alert): void;
}
