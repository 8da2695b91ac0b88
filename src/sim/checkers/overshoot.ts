import type { Profile } from '../../domain/config.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { Outcome } from '../../engine/state.ts';
import { addedDelta, deltaAt, heardMids, type Point, statedTarget } from './exposure.ts';
import { protectionIn } from './protecting.ts';
import { type Checker, type Finding, hedgesOf, profileOf, type Witness } from './witness.ts';

interface Range {
  readonly low: number;
  readonly high: number;
}

/** What came of the entry that released `order`, one of the last on disk. */
export function outcomeOf(witness: Witness, order: OrderRequest): Outcome | undefined {
  const outcomes = witness.entries.slice(-10).map((entry) => entry.outcome as Outcome);
  return outcomes.find(({ commands }) =>
    commands?.some((sent) => sent.kind === 'place' && sent.order.id === order.id),
  );
}

/** Vols that the decision behind `order` can have been taken at. */
function volsOf(witness: Witness, profile: Profile, order: OrderRequest): number[] {
  const decisions = outcomeOf(witness, order)?.decisions ?? [];
  const because = decisions.find(({ underlying }) => underlying === profile.underlying)?.because;
  // A forecast is folded from bars that nobody but the engine has kept: its vol is taken at its word.
  if (profile.hedgeVol === 'forecast' && because !== undefined && 'vol' in because && because.vol !== null) {
    return [because.vol];
  }
  return profile.markVol.kind === 'stated'
    ? [profile.markVol.vol]
    : [...witness.feed.vols(profile.underlying)];
}

/** Delta that our other orders may still bring, or that we may think so because we were not told of their end. */
function inFlight(witness: Witness, profile: Profile, price: number, except: string): Range {
  let [low, high] = [0, 0];
  for (const { request, state, filled } of witness.truth.orders.values()) {
    if (request.id === except || !hedgesOf(profile).includes(request.instrument)) continue;
    const left = addedDelta(witness, request.instrument, request.lots - filled, price);
    const isLive = state === 'open' || (state === 'sent' && request.deadline > witness.now);
    const known = witness.state?.orders[request.id]?.state;
    if (isLive) {
      low += left;
      high += left;
    } else if (known === 'pending' || known === 'open' || known === 'unknown') {
      low += Math.min(0, left);
      high += Math.max(0, left);
    }
  }
  return { low, high };
}

/** Cash in the underlying that the book has beyond what the venues have: transfers that we were not told of. */
function untold(witness: Witness, { underlying }: Profile): number {
  const { truth, state, scenario } = witness;
  let more = 0;
  for (const { venue } of scenario.venues) {
    more += Number(state?.book.cash[venue]?.[underlying] ?? 0n) / 1e8 - truth.cash(venue, underlying);
  }
  return more;
}

/** Lots of each instrument to hedge with, and cash in the underlying as if all had been paid in full, not known of. */
interface Unknown {
  readonly lots: ReadonlyMap<InstrumentId, number>;
  readonly coin: number;
}

/** What others traded in `id` on the side of `sign` without our knowing; 0 is neither. */
function othersIn(witness: Witness, id: InstrumentId, underlying: string, sign: number) {
  let [lots, coin] = [0, 0];
  for (const deal of witness.untold(id)) {
    if (deal.lots * sign <= 0) continue;
    const { flow, cash } = witness.truth.deals.get(deal.id) ?? { flow: 0, cash: 0 };
    lots += deal.lots;
    if (deal.instrument.settle === underlying) coin += flow - cash;
  }
  return { lots, coin };
}

/**
 * What we may not know of others' trades in the hedges: nothing of them, none that bought, or none that sold. What such
 * a trade gained in coin is missing from our cash already.
 */
function thoughtWithout(witness: Witness, profile: Profile): readonly Unknown[] {
  let found: readonly Unknown[] = [{ lots: new Map(), coin: 0 }];
  for (const id of hedgesOf(profile)) {
    const each = [0, 1, -1]
      .map((sign) => othersIn(witness, id, profile.underlying, sign))
      .filter(({ lots }, i) => i === 0 || lots !== 0);
    found = found.flatMap((before) =>
      each.map(({ lots, coin }) => ({
        lots: new Map([...before.lots, [id, lots]]),
        coin: before.coin + coin,
      })),
    );
  }
  return found;
}

/** Delta held, in every market and with all that we can have known of: all that happened, or what the book says. */
function held(witness: Witness, profile: Profile, spots: readonly number[], vols: readonly number[]): Range {
  const { truth, state, clock } = witness;
  // Of what we trade ourselves nothing may be forgotten: there the truth alone counts, but for others' trades.
  const unknown = thoughtWithout(witness, profile);
  const more = untold(witness, profile);
  let [low, high] = [Infinity, -Infinity];
  for (const spot of spots) {
    for (const vol of vols) {
      const point: Point = { spot, vol, rate: profile.rate, at: clock };
      const thought = unknown.map(({ lots, coin }) => {
        const believed = (id: InstrumentId): number => {
          const missing = lots.get(id);
          return missing === undefined
            ? (state?.book.positions[id]?.lots ?? 0)
            : truth.position(id) - missing;
        };
        return deltaAt(witness, profile, point, believed, more - coin);
      });
      const known = deltaAt(witness, profile, point);
      low = Math.min(low, known, ...thought);
      high = Math.max(high, known, ...thought);
    }
  }
  return { low, high };
}

/** Share of a trade, and of what is held in coin contracts, that fees and prices that we were not told may come to. */
const SHARE = 0.005;

/** Orders in `hedge` that we think may still fill, or have and were not told. */
function openOrders({ state }: Witness, hedge: InstrumentId): readonly OrderRequest[] {
  return Object.values(state?.orders ?? {})
    .filter(({ request, state: at }) => request.instrument === hedge && THOUGHT_LIVE.includes(at))
    .map(({ request }) => request);
}

const THOUGHT_LIVE: readonly string[] = ['pending', 'open', 'unknown'];

/** How far past its target an order may end by what is too small to be a mistake. */
function slack(witness: Witness, profile: Profile, price: number, trade: number): number {
  const { hedge, index, underlying } = profile;
  const lot = addedDelta(witness, hedge, 1, price);
  const plain = 1.01 * lot + SHARE * Math.abs(trade);
  if (witness.truth.instruments.get(hedge)?.settle !== underlying) return plain;
  const open = openOrders(witness, hedge);
  const lots = open.reduce(
    (sum, request) => sum + Math.abs(request.lots),
    Math.abs(witness.truth.position(hedge)),
  );
  // What is in flight in coin counts at the underlying's price now, until it is told at which it filled then.
  const filledAt = [heardMids(witness, index).at(-1) ?? price, ...open.map(({ limit }) => limit)];
  const apart = Math.max(...filledAt.map((at) => Math.abs(price / at - 1)));
  return plain + (SHARE + apart) * lots * lot;
}

function faultOf(witness: Witness, order: OrderRequest): Finding {
  const profile = profileOf(witness.config, order.instrument);
  const outcome = outcomeOf(witness, order);
  // What is closed on an operator's word goes to zero, and what makes an account safer goes away from the target.
  if (profile === undefined || outcome?.closing !== undefined) return null;
  if (protectionIn(outcome, order) !== undefined) return null;
  const spots = heardMids(witness, profile.index);
  const vols = volsOf(witness, profile, order);
  const prices = heardMids(witness, order.instrument);
  const price = prices.at(-1);
  if (spots.length === 0 || vols.length === 0 || price === undefined) return null;
  const trade = addedDelta(witness, order.instrument, order.lots, price);
  const before = held(witness, profile, spots, vols);
  // An inverse contract's delta depends on the price that it will be filled at.
  const comings = [...prices, ...spots].map((at) => inFlight(witness, profile, at, order.id));
  const coming = {
    low: Math.min(...comings.map(({ low }) => low)),
    high: Math.max(...comings.map(({ high }) => high)),
  };
  const after = trade > 0 ? before.low + coming.low + trade : before.high + coming.high + trade;
  const target = statedTarget(profile);
  const past = Math.sign(trade) * (after - target);
  if (past <= slack(witness, profile, price, trade)) return null;
  return `it takes the delta ${past.toFixed(4)} past its target of ${target.toFixed(4)} by ${trade.toFixed(4)}`;
}

/**
 * No order takes the exposure past its target, counting all that is truly held and in flight: the first sign of
 * every hedge that is sent twice.
 */
export function createOvershoot(witness: Witness): Checker {
  return {
    name: 'overshoot',
    sending(command) {
      if (command.kind !== 'place') return null;
      const fault = faultOf(witness, command.order);
      return fault === null ? null : `${command.order.id}: ${fault}`;
    },
  };
}
