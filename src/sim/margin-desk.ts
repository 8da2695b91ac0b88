import type { PaperVenue } from '../adapters/paper/paper.ts';
import { type Currency, type InstrumentId, isMargined, type VenueId } from '../domain/instrument.ts';
import type { VenueMargin } from '../domain/margin.ts';
import type { AccountEvent } from '../domain/order.ts';
import { adlRank, adlScore } from '../exchange/account/adl.ts';
import { toTick } from '../units/rounding.ts';
import { lots, type Millis } from '../units/units.ts';
import { chance, logBetween, pick } from './draws.ts';
import type { Faults } from './faults.ts';
import { type Held, isDue, type MarginedAccount, standingOf } from './margin.ts';
import type { Market } from './market.ts';
import type { Scenario } from './scenario.ts';
import { createSpells } from './spells.ts';
import type { Truth } from './truth.ts';

type Report = Extract<AccountEvent, { kind: 'report' }>;

/** What a venue tells too much or too little of, and what it multiplies it by. */
export interface Lie {
  readonly of: 'equity' | 'maintenance';
  readonly factor: number;
}

/** All positions of an account were closed, as it did not meet its maintenance margin. */
export interface Liquidation {
  readonly venue: VenueId;
  readonly unit: Currency;
  readonly at: Millis;
}

/** Where venues watch over the margin of our accounts: they tell it, rightly or not, and take positions away. */
export interface MarginDesk {
  /** `event` with what its venue says of margin in it. */
  told(event: AccountEvent): AccountEvent;
  tick(now: Millis): void;
  /** Every margin account as it truly is. */
  accounts(): readonly {
    readonly venue: VenueId;
    readonly unit: Currency;
    readonly account: MarginedAccount;
  }[];
  /** What was false of a margin that was told; null where nothing was. */
  lieIn(margin: Report['margin']): Lie | null;
  readonly liquidations: readonly Liquidation[];
}

export interface DeskOptions {
  readonly faults: Faults;
  readonly venues: readonly PaperVenue[];
  readonly market: Market;
  readonly truth: Truth;
  readonly log: (text: string) => void;
}

/** Positions that `lotsOf` and `entryOf` tell of, which settle in `unit` at `venue`. */
function heldIn(
  { truth, market }: DeskOptions,
  venue: VenueId,
  unit: Currency,
  lotsOf: (id: InstrumentId) => number,
  entryOf: (id: InstrumentId) => number,
): Held[] {
  const held: Held[] = [];
  for (const instrument of truth.instruments.values()) {
    const { id, settle } = instrument;
    const mark = market.mids(id).at(-1)?.mid;
    if (instrument.venue !== venue || settle !== unit || !isMargined(instrument)) continue;
    const count = lotsOf(id);
    if (count !== 0 && mark !== undefined)
      held.push({ instrument, lots: lots(count), entry: entryOf(id), mark });
  }
  return held;
}

function ranksOf(accounts: readonly MarginedAccount[], margins: readonly VenueMargin[]) {
  return Object.fromEntries(
    accounts.flatMap(({ held }, i) =>
      held.map(({ instrument, lots: count, entry, mark }): [InstrumentId, number] => {
        const share = Math.sign(count) * (mark / entry - 1);
        const equity = (margins[i]?.equity ?? 0) * (instrument.inverse ? mark : 1);
        const size = Math.abs(count) * instrument.lot * instrument.multiplier;
        const worth = instrument.inverse ? size : size * mark;
        return [instrument.id, adlRank(adlScore({ gain: share * worth, cost: worth, worth, equity }), [])];
      }),
    ),
  );
}

/** A word on its margin that is `lie`, where there is one. */
function twisted(margin: VenueMargin, lie: Lie | undefined): VenueMargin {
  return lie === undefined ? margin : { ...margin, [lie.of]: margin[lie.of] * lie.factor };
}

export function createMarginDesk({ margined, tickMs }: Scenario, options: DeskOptions): MarginDesk {
  const { faults, venues, truth, log } = options;
  const desks = Object.keys(margined?.cash ?? {}).sort();
  const contracts = margined?.contracts ?? {};
  const steps = { least: 40 * tickMs, most: 400 * tickMs, stepMs: tickMs };
  const lying = createSpells(faults, 'wrongMargin', steps);
  const silent = createSpells(faults, 'silentMargin', steps);
  const lies = new Map<VenueId, Lie>();
  const toldLies = new Map<string, Lie>();
  const liquidations: Liquidation[] = [];
  let now: Millis | null = null;
  let count = 0;

  const unitsAt = (venue: VenueId): readonly Currency[] => Object.keys(margined?.cash[venue] ?? {}).sort();

  const accountAt = (venue: VenueId, unit: Currency): MarginedAccount => ({
    held: heldIn(options, venue, unit, truth.position, truth.entry),
    cash: truth.cash(venue, unit),
  });

  const close = ({ instrument, lots: held, mark }: Held, share: number, worse: number, at: Millis): void => {
    const closed = -Math.sign(held) * Math.max(1, Math.round(share * Math.abs(held)));
    const price = toTick(mark * (1 + Math.sign(closed) * worse), instrument.tick, 'nearest');
    const venue = venues.find(({ id }) => id === instrument.venue);
    count += 1;
    venue?.deal(`desk-${count}-${at}`, instrument.id, lots(closed), price);
    // It is done at once, and told.
    venue?.advance(at);
  };

  const liquidate = (venue: VenueId, unit: Currency, at: Millis): void => {
    const account = accountAt(venue, unit);
    if (!isDue(account, contracts)) return;
    const { equity, maintenance } = standingOf(account, contracts);
    log(`! ${venue} liquidates our ${unit}: ${equity} are left, ${maintenance} are asked`);
    liquidations.push({ venue, unit, at });
    for (const held of account.held) close(held, 1, margined?.liquidationFee ?? 0, at);
  };

  const deleverage = (venue: VenueId, unit: Currency, at: Millis): void => {
    for (const held of accountAt(venue, unit).held) {
      const isWinning = Math.sign(held.lots) * (held.mark - held.entry) > 0;
      if (!isWinning || !faults.strikes('deleverage')) continue;
      log(`! ${venue} deleverages our ${held.instrument.id}`);
      close(held, pick(faults.of('deleverage'), [0.3, 1]), 0, at);
    }
  };

  const lie = (venue: VenueId, at: Millis): void => {
    if (!lying.begins(venue, at)) return;
    const random = faults.of('wrongMargin');
    const of = pick<Lie['of']>(random, ['equity', 'maintenance']);
    const by = logBetween(random, 0.015, 0.3);
    lies.set(venue, { of, factor: chance(random, 0.5) ? 1 + by : 1 - by });
    log(`! ${venue} tells a wrong ${of}`);
  };

  const marginIn = (report: Report): Pick<Report, 'margin' | 'adl'> => {
    const { venue, positions, cash, entries = {} } = report;
    const units = unitsAt(venue);
    const accounts = units.map(
      (unit): MarginedAccount => ({
        held: heldIn(
          options,
          venue,
          unit,
          (id) => positions[id] ?? 0,
          (id) => entries[id] ?? 0,
        ),
        cash: Number(cash[unit] ?? 0n) / 1e8,
      }),
    );
    const margins = accounts.map((account) => standingOf(account, contracts));
    const isLying = now !== null && lying.isOn(venue, now);
    const told = isLying ? lies.get(venue) : undefined;
    const margin = Object.fromEntries(
      units.map((unit, i) => [unit, twisted(margins[i] as VenueMargin, told)]),
    );
    if (told !== undefined) toldLies.set(JSON.stringify(margin), told);
    return { margin, adl: ranksOf(accounts, margins) };
  };

  return {
    told(event) {
      if (event.kind !== 'report' || !desks.includes(event.venue)) return event;
      if (now !== null && silent.isOn(event.venue, now)) return event;
      const found = { ...event, ...marginIn(event) };
      if (faults.strikes('untoldTiers')) return found;
      const here = [...truth.instruments.values()].filter(({ venue }) => venue === event.venue);
      const tiers = here.flatMap(({ id }) =>
        contracts[id] === undefined ? [] : [[id, contracts[id].tiers]],
      );
      return { ...found, tiers: Object.fromEntries(tiers) };
    },
    tick(at) {
      now = at;
      for (const venue of desks) {
        lie(venue, at);
        if (silent.begins(venue, at)) log(`! ${venue} says nothing of margin`);
        for (const unit of unitsAt(venue)) {
          deleverage(venue, unit, at);
          liquidate(venue, unit, at);
        }
      }
    },
    accounts: () =>
      desks.flatMap((venue) =>
        unitsAt(venue).map((unit) => ({ venue, unit, account: accountAt(venue, unit) })),
      ),
    lieIn: (margin) => toldLies.get(JSON.stringify(margin)) ?? null,
    liquidations,
  };
}
