import type { Rejection, Side } from '../exchange.ts';

/** A request that is not carried out, as Deribit says it: thrown by a method, caught where answers are made. */
export class WireFault extends Error {
  readonly code: number;
  readonly reason: string | undefined;
  readonly param: string | undefined;

  constructor(code: number, message: string, reason?: string, param?: string) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.param = param;
  }
}

/** -32602 with the name of the parameter and what is wrong with it. */
export function invalid(param: string, reason: string): WireFault {
  return new WireFault(-32602, 'Invalid params', reason, param);
}

/** 10028: a bucket of credits is empty. */
export function tooManyRequests(): WireFault {
  return new WireFault(10028, 'too_many_requests');
}

/** 13009: a token or signature that is wrong, used up or out of date. */
export function unauthorised(reason: string): WireFault {
  return new WireFault(13009, 'unauthorized', reason);
}

/** 13021: the key may not do this. */
export function forbidden(reason: string): WireFault {
  return new WireFault(13021, 'forbidden', reason);
}

/** 13020: no instrument of this name. */
export function noInstrument(name: string): WireFault {
  return new WireFault(13020, 'not_found', `no instrument ${name}`, 'instrument_name');
}

/** 10004: no such order, or not one of the caller's. */
export function noOrder(id: string): WireFault {
  return new WireFault(10004, 'order_not_found', `no order ${id}`, 'order_id');
}

/** 13888: the request's `valid_until` had passed. Whoever gets it must ask what became of the order. */
export function timedOut(reason: string): WireFault {
  return new WireFault(13888, 'timed_out', reason, 'valid_until');
}

const codes: Record<Rejection['code'], readonly [code: number, message: string]> = {
  'unknown-symbol': [13020, 'not_found'],
  'unknown-order': [10004, 'order_not_found'],
  'not-open': [11044, 'not_open_order'],
  'wrong-tick': [10043, 'price_wrong_tick'],
  'wrong-size': [10021, 'invalid_amount'],
  'below-minimum': [10002, 'qty_too_low'],
  'below-min-notional': [10032, 'whole_cost_too_low'],
  'price-band': [10007, 'price_too_high'],
  'no-liquidity': [11030, 'other_reject no liquidity'],
  'post-only': [11054, 'post_only_reject'],
  'reduce-only': [11030, 'other_reject reduce_only'],
  'insufficient-margin': [10009, 'not_enough_funds'],
  'too-many-orders': [10013, 'max_total_open_orders'],
  deadline: [13888, 'timed_out'],
  halted: [10019, 'locked_by_admin'],
  maintenance: [11051, 'system_maintenance'],
  settling: [10041, 'settlement_in_progress'],
  expired: [10012, 'book_closed'],
};

/** What Deribit calls the exchange's refusal; a sale outside the price band is too low, a purchase too high. */
export function faultOf(rejection: Rejection, side?: Side): WireFault {
  const [code, message] =
    rejection.code === 'price-band' && side === 'sell' ? [10005, 'price_too_low'] : codes[rejection.code];
  return new WireFault(code, message, rejection.message);
}
