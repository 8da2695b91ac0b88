/** Where orders were when the engine was killed, and what was found. */
import type { SlowExchange } from './kill9-exchange.ts';

/**
 * Where the order was then. `unwritten`: its entry was not on disk. `unsent`: it was, and the order never came to the
 * exchange. `underway`: the exchange had not dealt with it. `unbooked`: it had, and the engine did not know all of it.
 * `settled`: nothing was under way, so that the kill does not count.
 */
type Where = 'unwritten' | 'unsent' | 'underway' | 'unbooked' | 'settled';

export interface KillReport {
  /** Kills in all, and those in the middle of an order. */
  readonly kills: number;
  readonly midOrder: number;
  readonly where: Readonly<Record<Where, number>>;
  /** Times that the book was compared with the exchange. */
  readonly compared: number;
  /** Orders that came to the exchange, executions there, and trades by another hand. */
  readonly orders: number;
  readonly executions: number;
  readonly foreign: number;
  /** What was wrong, each with the kill after which it was found; empty where nothing was. */
  readonly faults: readonly string[];
}

/** A kill, and what its engine has left in the journal. */
export interface Killed {
  readonly at: number;
  /** Orders of which it did not know the end. */
  readonly live: readonly string[];
  /** It had told of an order that is in no entry. */
  readonly isUnwritten: boolean;
}

/** What a report is made of. */
interface Found {
  readonly exchange: SlowExchange;
  readonly kills: readonly Killed[];
  readonly compared: number;
  readonly faults: readonly string[];
}

/** Where the order was at a kill, as its label went on to fare at the exchange. */
export function whereOf({ news }: SlowExchange, { at, live, isUnwritten }: Killed): Where {
  const [id] = live;
  if (id === undefined) return isUnwritten ? 'unwritten' : 'settled';
  const taken = news.find(({ kind, label }) => kind === 'taken' && label === id);
  if (taken !== undefined) return taken.at <= at ? 'unbooked' : 'underway';
  return 'unsent';
}

function sentTwice({ news }: SlowExchange): readonly string[] {
  const sent = news.filter(({ kind }) => kind === 'sent').map(({ label }) => label);
  return sent.filter((label, i) => sent.indexOf(label) !== i).map((label) => `${label} was sent twice`);
}

/** The report of all `kills`. */
export function reportOf({ exchange, kills, compared, faults }: Found): KillReport {
  const where = { unwritten: 0, unsent: 0, underway: 0, unbooked: 0, settled: 0 };
  for (const each of kills) where[whereOf(exchange, each)] += 1;
  const { fills } = exchange.truth();
  const executions = [...fills.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    kills: kills.length,
    midOrder: kills.length - where.settled,
    where,
    compared,
    orders: exchange.news.filter(({ kind }) => kind === 'sent').length,
    executions,
    foreign: fills.get('')?.count ?? 0,
    faults: [...faults, ...sentTwice(exchange)],
  };
}
