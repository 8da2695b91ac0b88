/**
 * The last word before anything leaves, and the only maker of `Approved`. It trusts no earlier stage: every
 * limit is checked here on positions plus everything in flight, in the worst order that it could fill.
 */
import type { Limits } from '../domain/config.ts';
import type { Currency, Instruments, VenueId } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { optionSlippage } from '../domain/option-terms.ts';
import type { OrderId, OrderRequest, VenueCommand } from '../domain/order.ts';
import type { ExecutionPlan, Leg } from '../route/plan.ts';
import type { Lots } from '../units/units.ts';
import type { Approved } from './approved.ts';
import { bookFaultOf, notionalOf, pricedOf } from './book-fault.ts';
import { type Level, severityOf } from './breakers/ladder.ts';
import { isBarred, permits } from './breakers/permits.ts';
import { type InstrumentExposure, reducesOnly, worstLots } from './exposure.ts';
import type { SlippageSpent } from './limits/slippage-budget.ts';
import {
  barOf,
  lowersRisk,
  type MarginKnown,
  passesBar,
  tradedIn,
  withTraded,
} from './protection/barrier.ts';
import type { Standing } from './standing.ts';

export interface Refused {
  readonly kind: 'refused';
  readonly limit: string;
  readonly instrument: string;
  readonly value: number;
  readonly allowed: number;
  readonly remedy: string;
}

export type Verdict = { readonly kind: 'approved'; readonly plan: Approved<ExecutionPlan> } | Refused;

export interface GuardInputs {
  readonly limits: Limits;
  /** How far beyond the far side of the quote a limit price may stand, as a fraction of price; see `optionSlippage`. */
  readonly maxSlippage: number;
  readonly standing: Standing;
  /** What the breakers allow. */
  readonly level: Level;
  readonly exposure: Readonly<Record<string, InstrumentExposure>>;
  readonly snapshot: MarketSnapshot;
  readonly instruments: Instruments;
  readonly reporting: Currency;
  /** What one unit of a currency is worth in the reporting currency: of an underlying, what options on it count as. */
  readonly worths: Readonly<Record<Currency, number>>;
  /** Ordered within the last hour, in reporting currency. */
  readonly turnover: number;
  /** What slippage has cost and still counts; undefined where nothing. */
  readonly slippage: SlippageSpent | undefined;
  /** How near accounts are to liquidation; undefined where none is protected. */
  readonly margin?: MarginKnown | undefined;
}

function refused(leg: Leg, limit: string, value: number, allowed: number, remedy: string): Refused {
  return { kind: 'refused', limit, instrument: leg.instrument, value, allowed, remedy };
}

/** A limit of exactly n lots must let n lots pass, whatever their product rounds to. */
const TOLERANCE = 1e-9;

/** Nothing passes. */
const BARRED: readonly Standing['mode'][] = ['paused', 'killed', 'flat'];

function onlyReduces({ mode }: Standing): boolean {
  return mode === 'halted' || mode === 'flattening';
}

/** A leg in money. */
interface Worth {
  /** At the mid, of an option at its underlying's price, in the reporting currency. */
  readonly notional: number;
  /** By how much `leg` would at worst trade beyond the far side of the quote; negative when short of it. */
  readonly slippage: number;
  /** The most that may be slipped: both as fractions of price, of an option in its unit of price. */
  readonly maxSlippage: number;
}

/** Null where it cannot be priced: see `pricedOf`. */
function worthOf(leg: Leg, inputs: GuardInputs): Worth | null {
  const priced = pricedOf(leg.instrument, inputs);
  if (priced === null) return null;
  const { instrument, quote, index } = priced;
  const { maxSlippage } = inputs;
  const worth = notionalOf(priced, leg.lots);
  const buys = leg.lots > 0;
  if (instrument.kind !== 'option') {
    const slippage = buys ? leg.limit / quote.ask - 1 : 1 - leg.limit / quote.bid;
    return { notional: worth, slippage, maxSlippage };
  }
  const far = buys ? quote.ask : quote.bid;
  return {
    notional: worth,
    slippage: buys ? leg.limit - far : far - leg.limit,
    maxSlippage: optionSlippage(instrument, far, index, maxSlippage),
  };
}

/**
 * What is wrong with one leg, if anything. `exposure` already counts the plan's legs before it. Comparisons are
 * written so that a value that is no number fails them.
 */
function faultOf(
  leg: Leg,
  worth: Worth | null,
  exposure: InstrumentExposure,
  inputs: GuardInputs,
): Refused | null {
  const { limits, snapshot, standing } = inputs;
  const reading = snapshot.quotes[leg.instrument];
  if (reading === undefined || reading.quality !== 'fresh') {
    const age = reading === undefined ? Number.MAX_SAFE_INTEGER : snapshot.at - reading.at;
    return refused(leg, 'freshQuoteMs', age, 0, 'wait for the feed; nothing is sent on a price in doubt');
  }
  if (worth === null || leg.lots === 0) {
    return refused(leg, 'priced', 0, 0, 'list the instrument and the rate of its quote');
  }
  const { notional: size, slippage, maxSlippage } = worth;
  if (!(slippage <= maxSlippage + TOLERANCE)) {
    return refused(leg, 'maxSlippage', slippage, maxSlippage, 'bound the price nearer to the quote');
  }
  const far = leg.lots > 0 ? reading.ask : reading.bid;
  if (leg.postOnly === true && !(leg.lots > 0 ? leg.limit < far : leg.limit > far)) {
    return refused(leg, 'postOnly', leg.limit, far, 'rest on the near side of the quote, or take at once');
  }
  if (!(size <= limits.maxOrderNotional * (1 + TOLERANCE))) {
    return refused(leg, 'maxOrderNotional', size, limits.maxOrderNotional, 'send smaller orders');
  }
  const reduces = reducesOnly(exposure, leg.lots);
  if (onlyReduces(standing) && !(reduces && leg.reduceOnly)) {
    return refused(leg, standing.mode, leg.lots, 0, 're-arm once the cause is understood');
  }
  const isReducing = reduces && leg.reduceOnly;
  const bar = inputs.margin === undefined ? null : barOf(inputs.margin, leg.instrument, leg.venue);
  const lowersLiquidationRisk =
    bar === null && inputs.level === 'normal' ? isReducing : bringsFurther(leg, isReducing, inputs);
  if (bar !== null && !isPastBar(leg, isReducing, inputs))
    return refused(leg, 'liquidation', leg.lots, 0, `${bar}; add collateral, or trade elsewhere`);
  const nature = { isPassive: leg.postOnly === true, isReducing, lowersLiquidationRisk };
  if (!permits(inputs.level, nature))
    return refused(leg, 'breakers', severityOf(inputs.level), 0, `wait: the breakers are at ${inputs.level}`);
  const most = limits.maxPositionNotional;
  const worst = (worstLots(exposure, leg.lots) * size) / Math.abs(leg.lots);
  if (!reduces && !(worst <= most * (1 + TOLERANCE))) {
    return refused(leg, 'maxPositionNotional', worst, most, 'raise the limit or the band');
  }
  return null;
}

/** Whether `leg` may be traded in an account that no risk may be added to. */
function isPastBar(leg: Leg, isReducing: boolean, { margin }: GuardInputs): boolean {
  return margin === undefined
    ? isReducing
    : passesBar(tradedIn(margin, leg.instrument), leg.lots, isReducing);
}

/** Whether `leg` brings its account further from liquidation; where that is not known, whether it only reduces. */
function bringsFurther(leg: Leg, isReducing: boolean, { margin }: GuardInputs): boolean {
  return margin === undefined
    ? isReducing
    : lowersRisk(tradedIn(margin, leg.instrument), leg.lots, isReducing);
}

/** Passes the whole plan or refuses it, naming the first leg and limit in the way. */
export function approve(plan: ExecutionPlan, inputs: GuardInputs): Verdict {
  const { standing } = inputs;
  const first = plan.legs[0];
  if (first !== undefined && BARRED.includes(standing.mode)) {
    return refused(first, standing.mode, first.lots, 0, 'resume, or re-arm after a kill');
  }
  let { exposure, turnover, margin } = inputs;
  const isHalted = onlyReduces(standing) || isBarred(inputs.level);
  for (const leg of plan.legs) {
    const before = exposure[leg.instrument] ?? { position: 0, buys: 0, sells: 0 };
    const worth = worthOf(leg, inputs);
    const fault = faultOf(leg, worth, before, margin === undefined ? inputs : { ...inputs, margin });
    if (fault !== null) return fault;
    if (margin !== undefined) margin = withTraded(margin, leg.instrument, leg.lots);
    turnover += worth?.notional ?? Number.NaN;
    const most = inputs.limits.maxHourlyTurnover ?? Infinity;
    // What a halt lets pass makes a position smaller, and is not to wait for an hour to be over.
    if (!isHalted && !(turnover <= most * (1 + TOLERANCE)))
      return refused(leg, 'maxHourlyTurnover', turnover, most, 'wait, or raise the limit');
    const next = {
      ...before,
      buys: before.buys + Math.max(0, leg.lots),
      sells: before.sells + Math.max(0, -leg.lots),
    };
    const after = { ...exposure, [leg.instrument]: next };
    const bookFault = bookFaultOf(leg, exposure, after, inputs);
    if (bookFault !== null) return bookFault;
    exposure = after;
  }
  return { kind: 'approved', plan: plan as Approved<ExecutionPlan> };
}

/** The orders of an approved plan, under the ids they are to bear. */
export function release(
  plan: Approved<ExecutionPlan>,
  idOf: (leg: number) => OrderId,
): readonly Approved<{ readonly kind: 'place'; readonly order: OrderRequest }>[] {
  return plan.legs.map((leg, i) => {
    const { venue, instrument, limit, deadline, reduceOnly, postOnly } = leg;
    const count: Lots = leg.lots;
    const plain = { id: idOf(i), venue, instrument, lots: count, limit, deadline, reduceOnly };
    const order: OrderRequest = postOnly === true ? { ...plain, postOnly } : plain;
    return { kind: 'place', order } as Approved<{ kind: 'place'; order: OrderRequest }>;
  });
}

/** Ending an order adds no risk and is never refused, whatever the guard's standing. */
export function approveCancel(order: OrderRequest): Approved<VenueCommand> {
  const { venue, id, instrument } = order;
  return { kind: 'cancel', venue, order: id, instrument } as Approved<VenueCommand>;
}

/** Asking is never refused. */
export function approveQuery(venue: VenueId, orders: readonly OrderId[]): Approved<VenueCommand> {
  return { kind: 'query', venue, orders } as Approved<VenueCommand>;
}
