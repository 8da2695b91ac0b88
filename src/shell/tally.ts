import type { HedgeDecision } from '../decide/decide.ts';
import type { DueReason } from '../domain/entry.ts';
import type { Currency } from '../domain/instrument.ts';
import type { Appended } from '../engine/scribe.ts';
import type { Refused } from '../guard/guard.ts';
import type { Alert } from '../ports/alerts.ts';
import type { Leg } from '../route/plan.ts';
import type { Millis } from '../units/units.ts';

/** A decision that led to an order, or was kept from one. */
export interface Notable {
  readonly at: Millis;
  readonly why: DueReason;
  readonly decision: HedgeDecision;
  readonly leg: Leg | null;
  readonly refused: Refused | null;
}

/** What a session has done so far, counted from its entries: for views and the closing report. */
export interface Tally {
  entries: number;
  decisions: number;
  hedges: number;
  fills: number;
  /** Expected cost of all orders sent, in the reporting currency. */
  expectedCost: number;
  /** What keeps each underlying from being decided on its merits, where something does. */
  readonly obstacles: Map<Currency, string>;
  /** The last few, newest last. */
  readonly notable: Notable[];
  readonly alarms: Pick<Alert, 'at' | 'key' | 'severity' | 'text'>[];
}

const KEPT = 8;

export function createTally(): Tally {
  return {
    entries: 0,
    decisions: 0,
    hedges: 0,
    fills: 0,
    expectedCost: 0,
    obstacles: new Map(),
    notable: [],
    alarms: [],
  };
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > KEPT) list.shift();
}

/** Counts one entry into `tally`. Returns what of it deserves a line, if anything does. */
export function count(tally: Tally, { at, body, outcome }: Appended): readonly Notable[] {
  tally.entries += 1;
  for (const { key, severity, text } of outcome.alarms ?? []) keep(tally.alarms, { at, key, severity, text });
  if (body.kind === 'account' && body.event.kind === 'fill') tally.fills += 1;
  if (body.kind !== 'decisionDue') return [];
  tally.decisions += 1;
  const sent = outcome.commands !== undefined;
  const found: Notable[] = [];
  for (const decision of outcome.decisions ?? []) {
    if ('reason' in decision.because) tally.obstacles.delete(decision.underlying);
    else tally.obstacles.set(decision.underlying, `${decision.because.kind}: ${decision.because.what}`);
    if (decision.kind === 'hold') continue;
    const planned = outcome.plan?.legs.find((leg) => leg.underlying === decision.underlying);
    const leg = sent && planned !== undefined ? planned : null;
    const refused = outcome.refused ?? null;
    if (leg === null && refused === null) continue;
    if (leg !== null) {
      tally.hedges += 1;
      tally.expectedCost += leg.cost.total;
    }
    found.push({ at, why: body.why, decision, leg, refused });
  }
  for (const notable of found) keep(tally.notable, notable);
  return found;
}
