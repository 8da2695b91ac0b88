/** An account's money and positions as the venue shows them. */
import { settleValue } from '../../domain/instrument.ts';
import { toAtoms } from '../../units/rounding.ts';
import { type Atoms, atoms, lots } from '../../units/units.ts';
import type { AccountId } from '../exchange.ts';
import type { BalanceView, PositionView } from '../told.ts';
import { type Asset, sizeText } from './asset.ts';
import { atomsText, floatText } from './decimal.ts';
import type { Desk } from './desk.ts';

type View = Readonly<Record<string, unknown>>;

const MONEY_PLACES = 6;
const DEFAULT_LEVERAGE = 20;

function money(value: number): string {
  return floatText(value, MONEY_PLACES);
}

/** Exact, so that the account's value less all of these is its cash: on the venue they have few digits anyway. */
function unrealisedOf(held: PositionView): Atoms {
  return toAtoms(held.unrealised, 'nearest');
}

/** The leverage that an account trades an asset with. */
function leverageOf(desk: Desk, account: AccountId, asset: Asset, held?: PositionView): number {
  const asked = desk.leverages.get(`${account} ${asset.coin}`);
  return asked ?? held?.leverage ?? Math.min(DEFAULT_LEVERAGE, asset.maxLeverage);
}

/** What was paid in funding (positive), in all, since the position began, and since it last changed. */
function cumulativeFunding(desk: Desk, account: AccountId, symbol: string): View {
  const { opened, changed } = desk.fills.since(account, symbol);
  let [allTime, sinceOpen, sinceChange] = [0, 0, 0];
  for (const payment of desk.exchange.funding(account)) {
    if (payment.symbol !== symbol) continue;
    const paid = -Number(payment.amount) / 1e8;
    allTime += paid;
    if (payment.at >= opened) sinceOpen += paid;
    if (payment.at >= changed) sinceChange += paid;
  }
  return { allTime: money(allTime), sinceOpen: money(sinceOpen), sinceChange: money(sinceChange) };
}

function positionView(desk: Desk, account: AccountId, held: PositionView): View | undefined {
  const asset = desk.assets.of(held.symbol);
  if (asset === undefined || held.lots === 0) return undefined;
  const size = lots(Math.abs(held.lots));
  const leverage = leverageOf(desk, account, asset, held);
  const cost = settleValue(asset.listing.instrument, size, held.averageEntry);
  return {
    coin: asset.coin,
    szi: sizeText(asset, held.lots),
    leverage: { type: 'cross', value: leverage },
    entryPx: floatText(held.averageEntry, MONEY_PLACES),
    positionValue: money(settleValue(asset.listing.instrument, size, held.mark)),
    unrealizedPnl: atomsText(unrealisedOf(held)),
    returnOnEquity: floatText(cost === 0 ? 0 : (held.unrealised * leverage) / cost, 10),
    liquidationPx: held.liquidationPrice === null ? null : floatText(held.liquidationPrice, MONEY_PLACES),
    marginUsed: money(held.initialMargin),
    maxLeverage: asset.maxLeverage,
    cumFunding: cumulativeFunding(desk, account, held.symbol),
  };
}

const NOTHING = { cash: atoms(0n), equity: 0, initialMargin: 0, maintenanceMargin: 0, available: 0 };

/** What the account has in the currency that this venue settles in. */
function settlementBalance(
  desk: Desk,
  account: AccountId,
): Pick<BalanceView, 'cash' | 'equity' | 'initialMargin' | 'maintenanceMargin' | 'available'> {
  const settle = desk.assets.at(0)?.listing.instrument.settle;
  return desk.exchange.balances(account).find(({ currency }) => currency === settle) ?? NOTHING;
}

/** `clearinghouseState`; of an address that has no account, an empty one. */
export function clearinghouseState(desk: Desk, account: AccountId | undefined): View {
  const { exchange } = desk;
  const balance = account === undefined ? NOTHING : settlementBalance(desk, account);
  const held = account === undefined ? [] : exchange.positions(account);
  let [gross, net] = [0, 0];
  let accountValue = balance.cash;
  const assetPositions: View[] = [];
  for (const position of held) {
    const view = account === undefined ? undefined : positionView(desk, account, position);
    const instrument = exchange.listings.get(position.symbol)?.instrument;
    if (view === undefined || instrument === undefined) continue;
    const value = settleValue(instrument, position.lots, position.mark);
    gross += Math.abs(value);
    net += value;
    accountValue = atoms(accountValue + unrealisedOf(position));
    assetPositions.push({ type: 'oneWay', position: view });
  }
  const summary = {
    accountValue: atomsText(accountValue),
    totalNtlPos: money(gross),
    totalRawUsd: money(balance.equity - net),
    totalMarginUsed: money(balance.initialMargin),
  };
  return {
    marginSummary: summary,
    crossMarginSummary: summary,
    crossMaintenanceMarginUsed: money(balance.maintenanceMargin),
    withdrawable: money(Math.max(0, balance.available)),
    assetPositions,
    time: exchange.now,
  };
}

/** What an account can still trade of one asset. */
export function activeAssetData(desk: Desk, account: AccountId, asset: Asset, user: string): View {
  const { mark } = desk.exchange.ticker(asset.coin);
  const held = desk.exchange.positions(account).find(({ symbol }) => symbol === asset.coin);
  const leverage = leverageOf(desk, account, asset, held);
  const available = Math.max(0, settlementBalance(desk, account).available);
  const most = floatText((available * leverage) / mark, asset.sizePlaces);
  return {
    user,
    coin: asset.coin,
    leverage: { type: 'cross', value: leverage },
    maxTradeSzs: [most, most],
    availableToTrade: [money(available), money(available)],
    markPx: floatText(mark, MONEY_PLACES),
  };
}
