import type { OrderRequest } from '../../domain/order.ts';
import { outcomeOf } from './overshoot.ts';
import { protectionIn } from './protecting.ts';
import { type Checker, type Finding, profileOf, type Witness } from './witness.ts';

const TOLERANCE = 1e-9;

/** What must get out may do so at up to a twentieth, by doubling four times at most. */
function slippageOf(maxSlippage: number, isClosing: boolean): number {
  return isClosing ? Math.max(maxSlippage, Math.min(0.05, 16 * maxSlippage)) : maxSlippage;
}

function faultOf(witness: Witness, order: OrderRequest): Finding {
  const { config, feed, clock } = witness;
  const { orderLifeMs } = config.execution;
  const outcome = outcomeOf(witness, order);
  const isClosing = outcome?.closing !== undefined || protectionIn(outcome, order) !== undefined;
  const maxSlippage = slippageOf(config.execution.maxSlippage, isClosing);
  const profile = profileOf(config, order.instrument);
  if (profile === undefined) return 'it is of no instrument that is hedged with';
  for (const id of isClosing ? [order.instrument] : [order.instrument, profile.index]) {
    const newest = feed.heard(id).at(-1);
    if (newest === undefined) return `no price of ${id} has been heard`;
    if (clock - newest.at > config.staleAfterMs) return `the price of ${id} is ${clock - newest.at} ms old`;
  }
  const quote = feed.heard(order.instrument).at(-1);
  if (quote === undefined) return null;
  const { tick } = witness.truth.instruments.get(order.instrument) ?? { tick: 0 };
  const [low, high] = [quote.bid * (1 - maxSlippage) - tick, quote.ask * (1 + maxSlippage) + tick];
  const isPlausible = order.limit >= low * (1 - TOLERANCE) && order.limit <= high * (1 + TOLERANCE);
  if (!isPlausible) return `limit ${order.limit} is none at a quote of ${quote.bid} to ${quote.ask}`;
  const life = order.deadline - clock;
  return life > 0 && life <= orderLifeMs ? null : `it is to live ${life} ms, ${orderLifeMs} are allowed`;
}

/** No order leaves on a price that is old or was never true, or without a near end. */
export function createFresh(witness: Witness): Checker {
  return {
    name: 'fresh',
    sending(command) {
      if (command.kind !== 'place') return null;
      const fault = faultOf(witness, command.order);
      return fault === null ? null : `${command.order.id}: ${fault}`;
    },
  };
}
