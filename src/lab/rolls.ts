import { type Instrument, type InstrumentId, settleValue, sizeOf } from '../domain/instrument.ts';
import type { AccountEvent } from '../domain/order.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import type { Lots, Millis } from '../units/units.ts';

/** The life of one straddle that a programme dealt. Money is in the reporting currency. */
export interface Roll {
  readonly programme: string;
  readonly from: Millis;
  readonly to: Millis;
  /** Index at the deal times the size of one leg. */
  readonly notional: number;
  /** Change of the book's equity over the roll. */
  readonly hedged: number;
  /** What the straddle itself brought: its payoff less its premium, signed as held. */
  readonly unhedged: number;
  /** √Σ (net delta at the mark vol × price move)², a bar a term, of the whole book. */
  readonly hedgingError: number;
  /** Fees and slippage paid during the roll. */
  readonly cost: number;
}

/** Follows a book's straddles through its journal. */
export interface RollBook {
  take(appended: Appended, state: EngineState): void;
  readonly finished: readonly Roll[];
  /** Straddles still alive. */
  readonly open: number;
}

interface Leg {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly paid: number;
}

interface Live {
  readonly programme: string;
  readonly from: Millis;
  readonly equity: number;
  readonly cost: number;
  readonly legs: Map<InstrumentId, Leg>;
  readonly notional: number;
  unhedged: number;
  squares: number;
}

type Deal = Extract<AccountEvent, { readonly kind: 'deal' }>;
type Settled = Extract<AccountEvent, { readonly kind: 'settled' }>;

/** What `lots` at `price` are worth now in the reporting currency, signed. */
function worth(state: EngineState, instrument: Instrument, count: Lots, price: number): number {
  return settleValue(instrument, count, price) * (state.ledger.marks?.rates[instrument.settle] ?? 0);
}

function costSoFar(state: EngineState): number {
  const { fees, slippage } = state.ledger.attribution;
  return -(fees + slippage);
}

function notionalOf(state: EngineState, instrument: Instrument, count: Lots): number {
  const index = state.ledger.marks?.index[instrument.base] ?? 0;
  return Math.abs(sizeOf(instrument, count)) * index * (state.ledger.marks?.rates[instrument.quote] ?? 0);
}

/** The roll that the first deal of a straddle begins. */
function begun(programme: string, deal: Deal, from: Millis, state: EngineState, equity: number): Live {
  const notional = notionalOf(state, deal.instrument, deal.lots);
  const cost = costSoFar(state);
  return { programme, from, equity, cost, legs: new Map(), notional, unhedged: 0, squares: 0 };
}

function ended(roll: Live, to: Millis, state: EngineState, equity: number): Roll {
  const { programme, from, notional, unhedged, squares } = roll;
  return {
    programme,
    from,
    to,
    notional,
    hedged: equity - roll.equity,
    unhedged,
    hedgingError: Math.sqrt(squares),
    cost: costSoFar(state) - roll.cost,
  };
}

export function createRollBook(): RollBook {
  const finished: Roll[] = [];
  const live = new Map<string, Live>();
  /** Deals made before the ledger had a price: worth nothing until it has. */
  let unpriced: { readonly event: Deal; readonly at: Millis }[] = [];
  let equity = 0;
  let delta = 0;

  const deal = (event: Deal, at: Millis, state: EngineState): void => {
    // Programmes name their deals "programme:option"; other deals are no roll's.
    const programme = event.id.slice(0, Math.max(0, event.id.indexOf(':')));
    if (programme === '' || event.instrument.kind !== 'option') return;
    const fresh = begun(programme, event, at, state, equity);
    const roll = live.get(programme) ?? fresh;
    live.set(programme, roll);
    const paid = worth(state, event.instrument, event.lots, event.price);
    roll.legs.set(event.instrument.id, { instrument: event.instrument, lots: event.lots, paid });
  };

  const settle = (event: Settled, at: Millis, state: EngineState): void => {
    for (const [programme, roll] of live) {
      const leg = roll.legs.get(event.instrument);
      if (leg === undefined) continue;
      roll.unhedged += worth(state, leg.instrument, leg.lots, event.price) - leg.paid;
      roll.legs.delete(event.instrument);
      if (roll.legs.size > 0) continue;
      live.delete(programme);
      finished.push(ended(roll, at, state, equity));
    }
  };

  return {
    finished,
    get open() {
      return live.size;
    },
    take({ at, body, outcome }, state) {
      equity = outcome.equity ?? equity;
      if (body.kind === 'account') {
        if (body.event.kind === 'deal') unpriced.push({ event: body.event, at });
        if (body.event.kind === 'settled') settle(body.event, at, state);
      }
      if (state.ledger.marks !== null) {
        for (const { event, at: since } of unpriced) deal(event, since, state);
        unpriced = [];
      }
      // What is booked between marks is explained by other parts.
      if (body.kind !== 'account') delta += outcome.explained?.delta ?? 0;
      if (body.kind !== 'bar') return;
      for (const roll of live.values()) roll.squares += delta * delta;
      delta = 0;
    },
  };
}
