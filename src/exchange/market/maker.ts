import type { InstrumentId } from '../../domain/instrument.ts';
import type { Random } from '../../math/random.ts';
import { lots } from '../../units/units.ts';
import type { ExchangeOrderId, Side } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import { type GridTier, gridLadder, roundStep } from './grid.ts';
import { MAKER, type MarketHost } from './market.ts';

/** Orders of one side of one symbol, by their ticks. */
type Quotes = Map<number, ExchangeOrderId>;

interface Desk {
  readonly buy: Quotes;
  readonly sell: Quotes;
  isOn: boolean;
}

interface Style {
  /** In ticks. */
  readonly half: number;
  readonly tiers: readonly GridTier[];
  /** Quote units at a level of the first tier; further out there is more. */
  readonly notional: number;
}

const OPTION_COINS = 4;

/** How a listing is quoted at `fair` ticks: contracts about a basis point wide, options some hundredths. */
function styleOf({ instrument }: Listing, fair: number): Style {
  if (instrument.kind === 'option') {
    const step = roundStep(0.01 * fair);
    return { half: Math.max(1, 0.015 * fair), tiers: [{ step, levels: 4 }], notional: 0 };
  }
  const fine = { step: roundStep(0.00003 * fair), levels: 5 };
  const coarse = { step: roundStep(0.0003 * fair), levels: 8 };
  const width = instrument.kind === 'future' ? 0.0001 : 0.00002;
  return { half: width * fair, tiers: [fine, coarse], notional: 20_000 };
}

/** Lots of a level `depth` steps behind the best. */
function sizeOf(listing: Listing, style: Style, price: number, depth: number, chance: number): number {
  const { instrument, minLots, minNotional } = listing;
  const perLot = instrument.lot * instrument.multiplier;
  const inLots =
    instrument.kind === 'option'
      ? OPTION_COINS / perLot
      : style.notional / (instrument.inverse ? perLot : perLot * price);
  const least = Math.max(minLots, instrument.inverse ? minNotional / perLot : minNotional / (perLot * price));
  return Math.max(Math.ceil(least), Math.round(inLots * (0.5 + chance) * (1 + depth)));
}

/** Quotes ladders for the house, and moves only the orders that stand where none should. */
export class Maker {
  readonly #host: MarketHost;
  readonly #random: Random;
  readonly #desks = new Map<InstrumentId, Desk>();

  constructor(host: MarketHost, random: Random) {
    this.#host = host;
    this.#random = random;
  }

  /** Off, its orders are cancelled and `quote` only sees to that. */
  setOn(symbol: InstrumentId, isOn: boolean): void {
    const desk = this.#desk(symbol);
    desk.isOn = isOn;
    if (!isOn) this.#withdraw(desk);
  }

  /** What has ended needs no desk any more. */
  forget(symbol: InstrumentId): void {
    this.#desks.delete(symbol);
  }

  /** Brings the orders of a listing about `fair`, in its price unit. What was taken is put back. */
  quote(listing: Listing, fair: number): void {
    const { id, tick } = listing.instrument;
    const desk = this.#desk(id);
    if (!desk.isOn) this.#withdraw(desk);
    if (!desk.isOn || this.#host.state(id) !== 'open' || !(fair >= 0)) return;
    const style = styleOf(listing, fair / tick);
    const { bids, asks } = gridLadder(fair / tick, style.half, style.tiers);
    // Cancelled on both sides first, so that no new quote meets an old one of the other side.
    this.#clear(desk.buy, bids);
    this.#clear(desk.sell, asks);
    this.#fill(listing, style, desk.buy, 'buy', bids);
    this.#fill(listing, style, desk.sell, 'sell', asks);
  }

  #desk(symbol: InstrumentId): Desk {
    const known = this.#desks.get(symbol);
    if (known !== undefined) return known;
    const desk: Desk = { buy: new Map(), sell: new Map(), isOn: true };
    this.#desks.set(symbol, desk);
    return desk;
  }

  #withdraw(desk: Desk): void {
    this.#clear(desk.buy, []);
    this.#clear(desk.sell, []);
  }

  /** Cancels what is not wanted. What the exchange will not cancel just now is tried again at the next quote. */
  #clear(quotes: Quotes, wanted: readonly number[]): void {
    const kept = new Set(wanted);
    for (const [ticks, order] of quotes) {
      const isOpen = this.#host.order(order)?.status === 'open';
      if (isOpen && kept.has(ticks)) continue;
      if (!isOpen || !('code' in this.#host.cancel(MAKER, order))) quotes.delete(ticks);
    }
  }

  #fill(listing: Listing, style: Style, quotes: Quotes, side: Side, wanted: readonly number[]): void {
    const { id, tick } = listing.instrument;
    for (const [depth, ticks] of wanted.entries()) {
      if (quotes.has(ticks)) continue;
      const count = sizeOf(listing, style, ticks * tick, depth, this.#random.next());
      const answer = this.#host.place(MAKER, {
        ...{ symbol: id, side, lots: lots(count), ticks, timeInForce: 'gtc', reduceOnly: false },
        ...{ postOnly: 'no', label: '' },
      });
      if (answer.kind === 'placed' && answer.order.status === 'open') quotes.set(ticks, answer.order.id);
    }
  }
}
