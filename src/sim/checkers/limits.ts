import type { Instrument } from '../../domain/instrument.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { baseOfLot } from '../greeks.ts';
import { outcomeOf } from './overshoot.ts';
import { protectionIn } from './protecting.ts';
import { createStanding } from './standing.ts';
import type { Checker, Finding, Witness } from './witness.ts';

/** What lots of one instrument are in flight by side, without sign, as the venue and the network have it. */
function inFlight(witness: Witness, instrument: string): { buys: number; sells: number } {
  let [buys, sells] = [0, 0];
  for (const { request, state, filled } of witness.truth.orders.values()) {
    if (state === 'dead' || request.instrument !== instrument) continue;
    // The venue refuses what arrives after its deadline.
    if (state === 'sent' && request.deadline <= witness.now) continue;
    const left = request.lots - filled;
    buys += Math.max(0, left);
    sells += Math.max(0, -left);
  }
  return { buys, sells };
}

/** The least that one lot was truly worth, in the reporting currency, while a price may have been known. */
export function leastWorth(witness: Witness, instrument: Instrument): number {
  const { config, now, clock, scenario } = witness;
  // A machine whose clock is behind takes prices for newer than they are.
  const since = Math.min(now, clock) - config.staleAfterMs - 2 * scenario.tickMs;
  const mids = witness.market.mids(instrument.id).filter(({ at }) => at >= since);
  const price = Math.min(...mids.map(({ mid }) => mid));
  const rates = instrument.quote === config.reporting ? [1] : witness.feed.rates(instrument.quote);
  return baseOfLot(instrument, price) * price * Math.min(...rates);
}

/** For what rounding does to a product. */
const TOLERANCE = 1 + 1e-9;

function faultOf(witness: Witness, order: OrderRequest, mode: string): Finding {
  const { limits } = witness.config;
  const instrument = witness.truth.instruments.get(order.instrument);
  if (instrument === undefined) return `${order.instrument} is not listed`;
  // A pause does not keep an account from being made safer, but only by what a halt lets pass.
  const isSafer = mode === 'paused' && protectionIn(outcomeOf(witness, order), order) !== undefined;
  if ((mode === 'paused' && !isSafer) || mode === 'killed' || mode === 'flat') return `sent while ${mode}`;
  const position = witness.truth.position(order.instrument);
  const { buys, sells } = inFlight(witness, order.instrument);
  const { lots } = order;
  // What others have traded the same way, and we may not know of, we cannot have counted.
  const untold = witness
    .untold(order.instrument)
    .reduce((sum, deal) => sum + Math.max(0, Math.sign(lots) * deal.lots), 0);
  const worst = (lots > 0 ? position + buys + lots : -(position - sells + lots)) - untold;
  const isReducing = worst <= 0;
  if ((mode === 'halted' || mode === 'flattening' || isSafer) && !(isReducing && order.reduceOnly)) {
    return `sent while ${mode}: ${lots} lots on ${position} held, ${buys} bought and ${sells} sold in flight`;
  }
  const worth = leastWorth(witness, instrument);
  const size = Math.abs(lots) * worth;
  if (size > limits.maxOrderNotional * TOLERANCE)
    return `an order of ${size}, ${limits.maxOrderNotional} is allowed`;
  if (isReducing || worst * worth <= limits.maxPositionNotional * TOLERANCE) return null;
  return `a position of up to ${worst * worth}, ${limits.maxPositionNotional} is allowed: ${lots} lots on ${position}`;
}

/** Whether the engine knows its own limits and standing: compared where all that it has done is on disk. */
function memoryFault({ state, entries, config }: Witness, mode: string): Finding {
  if (state === null || state.seq !== entries.length - 1) return null;
  const { standing } = state;
  if (standing.mode !== mode)
    return `the engine is ${standing.mode}, by what its journal tells it is ${mode}`;
  const isConfigured = JSON.stringify(state.config.limits) === JSON.stringify(config.limits);
  return isConfigured ? null : 'the engine has other limits than it was last configured with';
}

/**
 * No order exceeds a limit, counted on what the venue truly holds and all that is truly in flight, in the worst
 * order; only reductions leave while halted, and nothing while paused or killed.
 */
export function createLimits(witness: Witness): Checker {
  const standing = createStanding();
  return {
    name: 'limits',
    flushed(entries) {
      for (const entry of entries) standing.fold(entry);
      return memoryFault(witness, standing.mode);
    },
    sending(command) {
      if (command.kind !== 'place') return null;
      const fault = faultOf(witness, command.order, standing.mode);
      return fault === null ? null : `${command.order.id}: ${fault}`;
    },
  };
}
