import type { JournalEntry } from '../../domain/entry.ts';
import type { VenueId } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { MINUTE } from '../../units/time.ts';
import type { Checker, Finding, Witness } from './witness.ts';

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** What tells changes of what is held from their repetitions; none for what tells of no change. */
function tradesIn(event: AccountEvent): readonly string[] {
  if (event.kind === 'fill') return [event.fill];
  if (event.kind === 'report') return event.orders.flatMap(({ fills }) => fills.map(({ fill }) => fill));
  return event.kind === 'deal' || event.kind === 'settled' ? [`${event.kind} ${event.id}`] : [];
}

/** What is truly held, or may yet be, of what a flatten closes: nobody in these worlds quotes an option. */
function heldFault({ truth, now }: Witness): Finding {
  for (const { id, kind } of truth.instruments.values()) {
    if (kind !== 'perp') continue;
    if (truth.position(id) !== 0) return `${truth.position(id)} lots of ${id} are held`;
    for (const { request, state } of truth.orders.values()) {
      const isComing = state === 'open' || (state === 'sent' && request.deadline > now);
      if (request.instrument === id && isComing) return `order ${request.id} is ${state}`;
    }
  }
  return null;
}

/**
 * "Flat" is said only when it is true and every venue has said so since the last trade; and what is not flat for long,
 * though nothing crashes, is alarmed. That nothing is opened meanwhile is checked in `limits.ts`, that a flatten
 * succeeds once faults have stopped in `rest.ts`.
 */
export function createFlattened(witness: Witness): Checker {
  const reports = new Map<VenueId, Report>();
  const trades = new Set<string>();
  let tradedAt = -Infinity;
  /** Since when a flatten had nothing to wait for but itself; null while there is none. */
  let since: number | null = null;
  let isAlarmed = false;

  const perpsIn = ({ positions }: Report): readonly string[] =>
    Object.keys(positions).filter(
      (id) => witness.truth.instruments.get(id)?.kind === 'perp' && positions[id] !== 0,
    );

  const keptFault = (seq: number): Finding => {
    const held = heldFault(witness);
    return held === null ? null : `entry ${seq} says that all is flat, and ${held}`;
  };

  const claimFault = (seq: number): Finding => {
    const what = `entry ${seq} says that all is flat`;
    for (const { id } of witness.config.venues) {
      const report = reports.get(id);
      if (report === undefined || report.at < tradedAt)
        return `${what}, ${id} has not said so since the last trade`;
      const held = perpsIn(report);
      if (held.length > 0) return `${what}, ${id} says that it holds ${held.join(', ')}`;
    }
    return keptFault(seq);
  };

  const note = ({ body, at, outcome, seq }: JournalEntry): Finding => {
    const { alarms = [], closing } = outcome as Outcome;
    for (const { key, state } of alarms) if (key === 'flatten') isAlarmed = state !== null;
    if (body.kind === 'operator' && body.action !== 'pause' && body.action !== 'resume')
      since = body.action === 'flatten' ? at : body.action === 'stop' ? since : null;
    // A start is no new claim that all is flat.
    if (since !== null && since !== Infinity && body.kind === 'configured') since = at;
    if (body.kind === 'account') {
      const { event } = body;
      if (event.kind === 'report' && event.at >= (reports.get(event.venue)?.at ?? 0))
        reports.set(event.venue, event);
      const told = tradesIn(event);
      if (told.some((trade) => !trades.has(trade))) tradedAt = at;
      for (const trade of told) trades.add(trade);
      if (since !== null && since !== Infinity && told.length > 0) since = at;
    }
    // What is told of the account ends no claim by itself, as it may leave all flat: the claim is checked whenever it
    // is kept up, and where the engine takes it back all begins anew.
    if (since === Infinity && closing?.mode === 'flattening') since = at;
    if (closing?.mode !== 'flat') return null;
    const isNew = since !== Infinity;
    since = Infinity;
    return isNew ? claimFault(seq) : keptFault(seq);
  };

  return {
    name: 'flattened',
    flushed(entries) {
      for (const entry of entries) {
        const finding = note(entry);
        if (finding !== null) return finding;
      }
      return null;
    },
    ticked() {
      const { state, clock, config, scenario } = witness;
      if (since === null || isAlarmed || state === null || state.decisions.stopped) return null;
      if (state.seq !== witness.entries.length - 1 || state.standing.mode !== 'flattening') return null;
      const { orderLifeMs, ackWithinMs } = config.execution;
      // Looks are a minute apart at most.
      const patience = 2 * (orderLifeMs + ackWithinMs) + MINUTE + ackWithinMs + 4 * scenario.tickMs;
      return clock - since > patience ? `not flat after ${clock - since} ms, and nobody was told` : null;
    },
  };
}
