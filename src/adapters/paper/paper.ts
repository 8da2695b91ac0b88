/**
 * A venue on paper: it trades with us against a market that somebody else tells it, and keeps our account as
 * a real one would. Its host drives it: `market` with what the market does, `advance` with the time. It has
 * no clock and no luck of its own, so the same calls always have the same consequences.
 *
 * `settings.ts` says how it behaves; `fee`, `latency` and `fill` are its models; `commands`, `orders` and
 * `matching` are what an exchange does; `funding`, `expiry` and `programme` happen by themselves. Beside it
 * stands `synthetic-market.ts`, a seeded market to run it on.
 */
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import type { OrderRequest, TimedAccountEvent } from '../../domain/order.ts';
import { createRandom } from '../../math/random.ts';
import type { Venue } from '../../ports/venue.ts';
import type { Atoms, Lots, Millis } from '../../units/units.ts';
import { obey } from './commands.ts';
import { drive, latest } from './drive.ts';
import { scheduleExpiry, settleExpired } from './expiry.ts';
import { payFunding } from './funding.ts';
import { createPath } from './latency.ts';
import { meet } from './matching.ts';
import { asLadder } from './option-book.ts';
import { type Rolling, resume, roll } from './programme.ts';
import type { PaperSettings } from './settings.ts';
import { type holdings, openState, type State } from './state.ts';
import { see } from './view.ts';

/** What the venue knows and we may not have been told yet: for checkers and displays, never for decisions. */
export interface PaperTruth extends ReturnType<typeof holdings> {
  readonly orders: readonly { readonly request: OrderRequest; readonly filled: Lots }[];
}

export interface PaperVenue extends Venue {
  /** `told` is when the event reached us; its own `at` is when the venue did it. */
  listen(listener: (event: TimedAccountEvent, told: Millis) => void): void;
  /** What the market does at `event.at`; takes effect in `advance`, after all that was due before. */
  market(event: MarketEvent): void;
  /**
   * A trade of signed `lots` that we have not ordered, now: the venue closes a position of ours to cover others' losses
   * or our own, or somebody trades on the account by hand. `id` is the venue's, of this trade alone.
   */
  deal(id: string, instrument: InstrumentId, lots: Lots, price: number): void;
  /** Adds `amount`, signed, to the account's cash, now: it has come from elsewhere or goes there. Nobody is told. */
  move(currency: Currency, amount: Atoms): void;
  /** Lets all that is due up to and including `to` happen, in order; events are told from within. */
  advance(to: Millis): void;
  /** When something will next happen without anybody calling; null when nothing will. */
  nextAt(): Millis | null;
  truth(): PaperTruth;
}

function happen(state: State, rollings: readonly Rolling[], told: MarketEvent): void {
  const event = asLadder(told, state.instruments);
  const prices = see(state.view, event, state.settings.models.participation);
  if (event.kind === 'funding') payFunding(state, event);
  for (const price of prices) {
    settleExpired(state, price);
    for (const rolling of rollings) roll(state, rolling, price);
  }
  meet(state, event);
}

/** A venue with an account in its opening state, at no time yet. `send` happens at the time advanced to. */
export function createPaperVenue(settings: PaperSettings): PaperVenue {
  const { models, venue, seed } = settings;
  const random = createRandom(seed);
  const toVenue = createPath(models.latency, random.fork('to the venue'));
  const toUs = createPath(models.latency, random.fork('to us'));
  let listener: Parameters<PaperVenue['listen']>[0] | undefined;
  const state: State = openState(settings, (event, at = state.now) => {
    const told = toUs(state.now);
    state.agenda.add(told, () => listener?.({ at, event }, told));
  });
  for (const contract of state.expiring) scheduleExpiry(state, contract);
  const rollings = settings.programmes.map((programme, i) => resume(state, programme, `programme-${i + 1}`));

  return {
    ...drive(state),
    id: venue,
    listen(to) {
      listener = to;
    },
    send(command) {
      const addressee = command.kind === 'place' ? command.order.venue : command.venue;
      if (addressee !== venue) throw new Error(`a ${command.kind} for ${addressee} was sent to ${venue}`);
      state.agenda.add(toVenue(state.now), () => obey(state, command));
    },
    market(event) {
      state.agenda.add(latest(event.at, state.now), () => happen(state, rollings, event));
    },
    close() {
      state.agenda.clear();
      listener = undefined;
      return Promise.resolve();
    },
  };
}
