/** Balances and positions as Deribit shows them. */
import { type Currency, settleValue } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import type { AccountId, Exchange } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { BalanceView, PositionView } from '../told.ts';
import { BUCKETS, type Bucket } from './credits.ts';
import { kindOf, listingOf } from './instrument-row.ts';
import { amountOf, coins, rounded } from './quantities.ts';
import { markOf } from './ticker-row.ts';

interface Sensitivities {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
}

/** Of a position of `count` lots: delta in base units; for what is no option it is all there is. */
function sensitivities(exchange: Exchange, listing: Listing, count: number, mark: number): Sensitivities {
  const { instrument } = listing;
  const amount = amountOf(listing, count);
  const option = exchange.ticker(instrument.id).option;
  if (instrument.kind === 'option')
    return {
      delta: amount * (option?.delta ?? 0),
      gamma: amount * (option?.gamma ?? 0),
      vega: amount * (option?.vega ?? 0),
      theta: amount * (option?.theta ?? 0),
    };
  const delta = instrument.inverse ? (mark > 0 ? amount / mark : 0) : amount;
  return { delta, gamma: 0, vega: 0, theta: 0 };
}

/** One position; all zeros where nothing is held. */
export function positionRow(
  exchange: Exchange,
  listing: Listing,
  held: PositionView | undefined,
  fundingSoFar: number,
): object {
  const { instrument } = listing;
  const view = exchange.ticker(instrument.id);
  const count = held?.lots ?? 0;
  const mark = held?.mark ?? view.mark;
  const isOption = instrument.kind === 'option';
  const { delta, gamma, vega, theta } = sensitivities(exchange, listing, count, mark);
  const profit = held?.unrealised ?? 0;
  const realised = held?.realised ?? 0;
  const inCoin = isOption ? amountOf(listing, count) : delta;
  return {
    instrument_name: instrument.id,
    kind: kindOf(instrument),
    direction: count > 0 ? 'buy' : count < 0 ? 'sell' : 'zero',
    size: amountOf(listing, count),
    ...(!isOption && { size_currency: rounded(inCoin, 9) }),
    average_price: rounded(held?.averageEntry ?? 0, 8),
    ...(isOption &&
      instrument.inverse && {
        average_price_usd: rounded((held?.averageEntry ?? 0) * view.index, 4),
        floating_profit_loss_usd: rounded(profit * view.index, 4),
      }),
    mark_price: markOf(instrument, mark),
    index_price: rounded(view.index, 2),
    settlement_price: 0,
    floating_profit_loss: coins(profit),
    realized_profit_loss: coins(realised),
    total_profit_loss: coins(profit + realised),
    realized_funding: coins(fundingSoFar),
    initial_margin: coins(held?.initialMargin ?? 0),
    maintenance_margin: coins(held?.maintenanceMargin ?? 0),
    open_orders_margin: 0,
    ...(!isOption && { leverage: rounded(held?.leverage ?? 0, 6) }),
    estimated_liquidation_price:
      held === undefined || held.liquidationPrice === null ? null : rounded(held.liquidationPrice, 2),
    delta: rounded(delta, 6),
    ...(isOption && { gamma: rounded(gamma, 6), vega: rounded(vega, 6), theta: rounded(theta, 6) }),
  };
}

interface Totals extends Sensitivities {
  readonly optionsValue: number;
  readonly optionsDelta: number;
  readonly optionsProfit: number;
  readonly futuresProfit: number;
  readonly realised: number;
}

/** Sums over an account's positions that settle in `currency`. */
function totalsOf(exchange: Exchange, account: AccountId, currency: Currency): Totals {
  const sums = {
    ...{ delta: 0, gamma: 0, vega: 0, theta: 0 },
    ...{ optionsValue: 0, optionsDelta: 0, optionsProfit: 0, futuresProfit: 0, realised: 0 },
  };
  for (const position of exchange.positions(account)) {
    const listing = listingOf(exchange, position.symbol);
    if (listing.instrument.settle !== currency) continue;
    const { delta, gamma, vega, theta } = sensitivities(exchange, listing, position.lots, position.mark);
    sums.delta += delta;
    sums.gamma += gamma;
    sums.vega += vega;
    sums.theta += theta;
    sums.realised += position.realised;
    if (listing.instrument.kind === 'option') {
      sums.optionsValue += settleValue(listing.instrument, lots(position.lots), position.mark);
      sums.optionsDelta += delta;
      sums.optionsProfit += position.unrealised;
    } else sums.futuresProfit += position.unrealised;
  }
  return sums;
}

function rateOf({ most, perSecond, cost }: Bucket): object {
  return { rate: perSecond / cost, burst: most / cost };
}

const limits = {
  non_matching_engine: rateOf(BUCKETS.other),
  matching_engine: {
    trading: { total: rateOf(BUCKETS.matching) },
    cancel_all: rateOf(BUCKETS.matching),
  },
  limits_per_currency: false,
};

const NO_BALANCE = { cash: 0n, equity: 0, initialMargin: 0, maintenanceMargin: 0, available: 0 } as const;

/** One currency of an account, as `private/get_account_summary` and `user.portfolio` tell it. */
export function summaryOf(exchange: Exchange, account: AccountId, currency: Currency): object {
  const held: Omit<BalanceView, 'currency' | 'cash'> & { readonly cash: bigint } =
    exchange.balances(account).find((balance) => balance.currency === currency) ?? NO_BALANCE;
  const totals = totalsOf(exchange, account, currency);
  const cash = coins(held.cash as BalanceView['cash']);
  return {
    currency,
    balance: cash,
    equity: coins(held.equity),
    margin_balance: coins(held.equity - totals.optionsValue),
    available_funds: coins(held.available),
    available_withdrawal_funds: coins(Math.max(0, Math.min(cash, held.available))),
    initial_margin: coins(held.initialMargin),
    maintenance_margin: coins(held.maintenanceMargin),
    projected_initial_margin: coins(held.initialMargin),
    projected_maintenance_margin: coins(held.maintenanceMargin),
    delta_total: rounded(totals.delta, 6),
    projected_delta_total: rounded(totals.delta, 6),
    options_value: coins(totals.optionsValue),
    options_delta: rounded(totals.optionsDelta, 6),
    options_gamma: rounded(totals.gamma, 6),
    options_vega: rounded(totals.vega, 6),
    options_theta: rounded(totals.theta, 6),
    options_pl: coins(totals.optionsProfit),
    options_session_upl: coins(totals.optionsProfit),
    options_session_rpl: 0,
    futures_pl: coins(totals.futuresProfit),
    futures_session_upl: coins(totals.futuresProfit),
    futures_session_rpl: coins(totals.realised),
    session_upl: coins(totals.futuresProfit + totals.optionsProfit),
    session_rpl: coins(totals.realised),
    total_pl: coins(totals.futuresProfit + totals.optionsProfit + totals.realised),
    fee_balance: 0,
    spot_reserve: 0,
    portfolio_margining_enabled: false,
    cross_collateral_enabled: false,
    margin_model: 'segregated_sm',
    limits,
  };
}
