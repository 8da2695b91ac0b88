import type { JournalEntry } from '../../domain/entry.ts';
import type { Currency, VenueId } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import type { Tally } from '../tally.ts';
import type { Finding, Witness } from './witness.ts';

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** Whether an entry says that a venue's word was taken over the book's. */
export function isAdopting({ outcome }: JournalEntry): boolean {
  return ((outcome as Outcome).alarms ?? []).some(({ key }) => key.startsWith('adopted/'));
}

/** How much more a report tells than was told before, by instrument and currency; what agrees is left out. */
type Gap = ReadonlyMap<string, number>;

/** Cash that rounding may account for, in whole units. */
const NEGLIGIBLE = 1e-4;

function gapOf(tally: Tally, report: Report, moving: ReadonlySet<Currency>): Gap {
  const gap = new Map<string, number>();
  for (const { id, venue } of tally.instruments.values()) {
    const more = venue === report.venue ? (report.positions[id] ?? 0) - tally.position(id) : 0;
    if (more !== 0) gap.set(id, more);
  }
  for (const [currency, atoms] of Object.entries(report.cash)) {
    const more = Number(atoms) / 1e8 - tally.cash(report.venue, currency);
    if (Math.abs(more) > NEGLIGIBLE && !moving.has(currency)) gap.set(currency, more);
  }
  return gap;
}

function isSame(a: Gap, b: Gap): boolean {
  const near = ([key, more]: readonly [string, number]): boolean =>
    Math.abs((b.get(key) ?? 0) - more) <= NEGLIGIBLE;
  return a.size === b.size && [...a].every(near);
}

function textOf(gap: Gap): string {
  return [...gap].map(([key, more]) => `${more} of ${key}`).join(', ');
}

/**
 * Whether a venue's word is taken over the book's only when two reports have told the same, both made after all
 * that was booked, and when there is an excuse: a transfer that was lost or late, or a process that died.
 */
export function createAdopting(witness: Witness, tally: Tally, isFaithful: () => boolean) {
  const bookedAt = new Map<VenueId, number>();
  let told: { readonly venue: VenueId; readonly gap: Gap; readonly at: number }[] = [];

  return {
    booked(venue: VenueId, { at }: JournalEntry): void {
      bookedAt.set(venue, at);
    },
    /**
     * A report whose fills and transfers, if they are news, `book` books: they do not make it older than the book. It
     * answers of which currencies a transfer may have changed the cash.
     */
    reported(entry: JournalEntry, report: Report, book: () => ReadonlySet<Currency>): Finding {
      const { venue, at } = report;
      const isOld = at < (bookedAt.get(venue) ?? 0);
      const gap = gapOf(tally, report, book());
      const before = told.filter((other) => other.venue === venue && isSame(other.gap, gap));
      if (!isOld) told.push({ venue, gap, at });
      if (!isAdopting(entry)) return null;
      told = told.filter((other) => other.venue !== venue);
      const what = `entry ${entry.seq} adopts ${textOf(gap)}`;
      if (isFaithful()) return `${what}, though nothing was lost`;
      if (isOld) return `${what} from a report that is older than the book`;
      const { ackWithinMs } = witness.config.execution;
      return before.some((other) => at - other.at >= ackWithinMs) ? null : `${what} at first sight`;
    },
  };
}
