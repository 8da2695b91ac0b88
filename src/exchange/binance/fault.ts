import type { Rejection, Ticket } from '../exchange.ts';

/** What a request is refused with: Binance's code, its words, and the status of an answer over HTTP. */
export class Fault {
  readonly code: number;
  readonly msg: string;
  readonly status: number;

  constructor(code: number, msg: string, status = 400) {
    this.code = code;
    this.msg = msg;
    this.status = status;
  }
}

/** Codes of "Error Codes" of the USDⓈ-M documentation that more than one place answers with. */
export const faults = {
  notServed: (method: string, path: string): Fault =>
    new Fault(-5000, `Path ${path}, Method ${method} is invalid`, 404),
  badSymbol: (): Fault => new Fault(-1121, 'Invalid symbol.'),
  unknownOrder: (): Fault => new Fault(-2011, 'Unknown order sent.'),
  noSuchOrder: (): Fault => new Fault(-2013, 'Order does not exist.'),
  badKeyFormat: (): Fault => new Fault(-2014, 'API-key format invalid.', 401),
  badKey: (): Fault => new Fault(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  mandatory: (name: string): Fault =>
    new Fault(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  unsupported: (what: string): Fault => new Fault(-1020, `This operation is not supported. ${what}`),
} as const;

/** What Binance says where the exchange behind it does not take an order. */
export function faultOf(rejection: Rejection, ticket?: Pick<Ticket, 'side' | 'timeInForce'>): Fault {
  const { code, message } = rejection;
  switch (code) {
    case 'unknown-symbol':
      return faults.badSymbol();
    case 'unknown-order':
    case 'not-open':
      return faults.unknownOrder();
    case 'wrong-tick':
      return new Fault(-4014, 'Price not increased by tick size.');
    case 'wrong-size':
      return new Fault(-1111, 'Precision is over the maximum defined for this asset.');
    case 'below-minimum':
      return new Fault(-4004, 'Quantity less than min quantity.');
    case 'below-min-notional':
      return new Fault(-4164, `Order's notional must be no smaller than the minimum: ${message}`);
    case 'price-band':
      return ticket?.side === 'sell'
        ? new Fault(-4024, `Limit price can't be lower than the band: ${message}`)
        : new Fault(-4016, `Limit price can't be higher than the band: ${message}`);
    case 'no-liquidity':
      return ticket?.timeInForce === 'fok'
        ? killed()
        : new Fault(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    case 'post-only':
      return new Fault(
        -5022,
        'Due to the order could not be executed as maker, the Post Only order will be rejected.',
      );
    case 'reduce-only':
      return new Fault(-2022, 'ReduceOnly Order is rejected.');
    case 'insufficient-margin':
      return new Fault(-2019, 'Margin is insufficient.');
    case 'too-many-orders':
      return new Fault(-2025, 'Reach max open order limit.');
    case 'deadline':
      return new Fault(-5028, 'Timestamp for this request is outside of the ME recvWindow.');
    case 'halted':
      return new Fault(-4140, 'Invalid symbol status for opening position.');
    case 'maintenance':
      return new Fault(-1016, 'This service is no longer available. System is under maintenance.', 503);
    case 'expired':
      return new Fault(-4141, 'Symbol is closed.');
    case 'settling':
      return new Fault(
        -4108,
        'This symbol is on delivering or delivered or settled or closed or pre-trading.',
      );
  }
}

/** What Binance says where the exchange does not take a change of an order, for which it has words of its own. */
export function amendmentFaultOf(rejection: Rejection, ticket: Pick<Ticket, 'side' | 'timeInForce'>): Fault {
  if (rejection.code === 'halted')
    return new Fault(-5024, 'Symbol is not in trading status. Order amendment is not permitted.');
  if (rejection.code === 'below-min-notional')
    return new Fault(-5029, `Order's notional must be no smaller than the minimum: ${rejection.message}`);
  return faultOf(rejection, ticket);
}

/** A fill-or-kill order that was killed, and is not recorded. */
export function killed(): Fault {
  return new Fault(
    -5021,
    'Due to the order could not be filled immediately, the FOK order has been rejected.',
  );
}
