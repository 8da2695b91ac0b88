import type { EndReason, ExchangeOrder, RejectionCode } from '../exchange.ts';

/** A refusal in the venue's words, and what an order that met it is called afterwards. */
export interface Refusal {
  readonly error: string;
  readonly status: string;
}

const IOC: Refusal = {
  error: 'Order could not immediately match against any resting orders.',
  status: 'iocCancelRejected',
};

const REFUSALS: Readonly<Record<RejectionCode, Refusal>> = {
  'unknown-symbol': { error: 'Unknown asset.', status: 'rejected' },
  'unknown-order': { error: 'Order was never placed, already canceled, or filled.', status: 'rejected' },
  'not-open': { error: 'Order was never placed, already canceled, or filled.', status: 'rejected' },
  'wrong-tick': { error: 'Price must be divisible by tick size.', status: 'tickRejected' },
  'wrong-size': { error: 'Order has invalid size.', status: 'rejected' },
  'below-minimum': { error: 'Order has invalid size.', status: 'rejected' },
  'below-min-notional': { error: 'Order must have minimum value of $10.', status: 'minTradeNtlRejected' },
  'price-band': {
    error: 'Order price cannot be more than 80% away from the reference price',
    status: 'oracleRejected',
  },
  'no-liquidity': {
    error: 'No liquidity available for market order.',
    status: 'marketOrderNoLiquidityRejected',
  },
  'post-only': { error: 'Post only order would have immediately matched', status: 'badAloPxRejected' },
  'reduce-only': { error: 'Reduce only order would increase position.', status: 'reduceOnlyRejected' },
  'insufficient-margin': { error: 'Insufficient margin to place order.', status: 'perpMarginRejected' },
  'too-many-orders': { error: 'Too many open orders.', status: 'rejected' },
  deadline: { error: 'Action expired.', status: 'rejected' },
  halted: { error: 'Trading is halted.', status: 'rejected' },
  maintenance: { error: 'Trading is halted for maintenance.', status: 'rejected' },
  settling: { error: 'Trading is halted while the asset settles.', status: 'rejected' },
  expired: { error: 'Asset is delisted.', status: 'rejected' },
};

const ENDINGS: Readonly<Record<EndReason, string>> = {
  user: 'canceled',
  ioc: 'canceled',
  fok: 'canceled',
  'self-trade': 'selfTradeCanceled',
  'reduce-only': 'reduceOnlyCanceled',
  margin: 'marginCanceled',
  liquidation: 'liquidatedCanceled',
  disconnect: 'canceled',
  'dead-man': 'scheduledCancel',
  delisted: 'delistedCanceled',
  settlement: 'canceled',
};

/** What the venue says to a request that the exchange refuses. */
export function refusalOf(code: RejectionCode): Refusal {
  return REFUSALS[code];
}

/** What the venue says of an order that ended as it arrived without having filled. */
export function refusalOfUnfilled(endedBy: EndReason | undefined): Refusal {
  switch (endedBy) {
    case 'margin':
      return REFUSALS['insufficient-margin'];
    case 'reduce-only':
      return REFUSALS['reduce-only'];
    default:
      return IOC;
  }
}

/** What the venue calls the state that an order is in. */
export function statusOf({ status, endedBy, filled }: ExchangeOrder): string {
  switch (status) {
    case 'open':
    case 'filled':
      return status;
    case 'rejected':
      return 'rejected';
    case 'cancelled':
      if (filled === 0 && (endedBy === 'ioc' || endedBy === 'fok')) return IOC.status;
      return endedBy === undefined ? 'canceled' : ENDINGS[endedBy];
  }
}
