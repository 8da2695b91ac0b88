/** Trades, fills and funding as the venue shows them. */
import { type Atoms, atoms } from '../../units/units.ts';
import type { AccountId, Execution } from '../exchange.ts';
import type { FundingPayment } from '../told.ts';
import { priceText, sizeText } from './asset.ts';
import { atomsText, decimalText, floatText } from './decimal.ts';
import { type Desk, oidOf } from './desk.ts';
import { directionOf, type Fill } from './fills.ts';
import { hashOf } from './key.ts';

type View = Readonly<Record<string, unknown>>;

/** Digits of a rate. */
const RATE_PLACES = 10;
const NO_HASH = `0x${'0'.repeat(64)}`;

/** A trade's number, which the venue makes of a hash of 50 bits. */
function tradeNumber(hash: string): number {
  return Number.parseInt(hash.slice(2, 14), 16) * 4 + (Number.parseInt(hash.slice(14, 15), 16) >> 2);
}

/** A trade as everybody sees it. */
export function tradeView(desk: Desk, execution: Execution): View | undefined {
  const asset = desk.assets.of(execution.symbol);
  const hash = hashOf(execution.trade);
  return (
    asset && {
      coin: asset.coin,
      side: execution.side === 'buy' ? 'B' : 'A',
      px: priceText(asset, execution.ticks),
      sz: sizeText(asset, execution.lots),
      time: execution.at,
      hash,
      tid: tradeNumber(hash),
      users: usersOf(desk, execution),
    }
  );
}

/** Buyer and seller. The other side of an execution is not known here: it has the name of its trade. */
function usersOf(desk: Desk, { account, side, trade }: Execution): readonly string[] {
  const [theirs, other] = [desk.wallets.address(account), hashOf(`other side of ${trade}`).slice(0, 42)];
  return side === 'buy' ? [theirs, other] : [other, theirs];
}

/** A fill as its account sees it. */
export function fillView(desk: Desk, fill: Fill): View | undefined {
  const { execution, startLots } = fill;
  const asset = desk.assets.of(execution.symbol);
  if (asset === undefined) return undefined;
  const hash = hashOf(execution.trade);
  const mark = (): View => ({
    liquidatedUser: desk.wallets.address(execution.account),
    markPx: floatText(desk.exchange.ticker(execution.symbol).mark, 6),
    method: 'market',
  });
  return {
    coin: asset.coin,
    px: priceText(asset, execution.ticks),
    sz: sizeText(asset, execution.lots),
    side: execution.side === 'buy' ? 'B' : 'A',
    time: execution.at,
    startPosition: decimalText(startLots, asset.size),
    dir: directionOf(fill),
    closedPnl: atomsText(execution.realised),
    hash,
    oid: oidOf(execution.order),
    crossed: !execution.isMaker,
    fee: atomsText(execution.fee),
    tid: tradeNumber(hash),
    feeToken: execution.feeCurrency,
    twapId: null,
    ...(execution.label === '' ? {} : { cloid: execution.label }),
    ...(execution.kind === 'liquidation' ? { liquidation: mark() } : {}),
  };
}

/** Fills of one order at one price in one moment as one, which clients may ask for. */
export function aggregated(fills: readonly Fill[]): readonly Fill[] {
  const merged: Fill[] = [];
  for (const fill of fills) {
    const last = merged.at(-1);
    const [a, b] = [last?.execution, fill.execution];
    const isSame = a?.order === b.order && a.at === b.at && a.ticks === b.ticks && a.isMaker === b.isMaker;
    if (last === undefined || a === undefined || !isSame) merged.push(fill);
    else merged[merged.length - 1] = { ...last, execution: together(a, b) };
  }
  return merged;
}

function together(a: Execution, b: Execution): Execution {
  const sum = (x: Atoms, y: Atoms): Atoms => atoms(x + y);
  return {
    ...a,
    lots: (a.lots + b.lots) as Execution['lots'],
    fee: sum(a.fee, b.fee),
    realised: sum(a.realised, b.realised),
  };
}

/** A payment of funding; positive: received. */
export function fundingView(desk: Desk, payment: FundingPayment): View | undefined {
  const asset = desk.assets.of(payment.symbol);
  return (
    asset && {
      coin: asset.coin,
      usdc: atomsText(payment.amount),
      szi: sizeText(asset, payment.lots),
      fundingRate: floatText(payment.rate, RATE_PLACES),
      nSamples: null,
    }
  );
}

/** Funding as the account's history lists it, oldest first. */
export function userFunding(desk: Desk, account: AccountId, from: number, to: number): readonly View[] {
  return desk.exchange
    .funding(account)
    .filter(({ at }) => at >= from && at <= to)
    .map((payment) => ({
      time: payment.at,
      hash: NO_HASH,
      delta: { type: 'funding', ...fundingView(desk, payment) },
    }));
}

/** Rates that were paid, oldest first. */
export function fundingHistory(desk: Desk, coin: string, from: number, to: number): readonly View[] {
  return desk.exchange
    .fundingRates(coin)
    .filter(({ at }) => at >= from && at <= to)
    .map(({ at, rate }) => ({
      coin,
      fundingRate: floatText(rate, RATE_PLACES),
      premium: floatText(rate, RATE_PLACES),
      time: at,
    }));
}
