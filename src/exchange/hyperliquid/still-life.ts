/** What clients of this venue ask for and a venue of perps alone has little to say about. */
import type { AccountId } from '../exchange.ts';
import { floatText } from './decimal.ts';
import type { Desk } from './desk.ts';
import { assetContext, meta } from './market-view.ts';
import { fullOrderView, openOrders } from './order-view.ts';
import { clearinghouseState } from './state-view.ts';

type View = Readonly<Record<string, unknown>>;

/** Spot: the settlement currency, and nothing to trade. */
export const SPOT: View = {
  universe: [],
  tokens: [
    {
      name: 'USDC',
      szDecimals: 8,
      weiDecimals: 8,
      index: 0,
      tokenId: `0x${'0'.repeat(32)}`,
      isCanonical: true,
      evmContract: null,
      fullName: null,
      deployerTradingFeeShare: '0.0',
    },
  ],
};

const PERIODS = ['day', 'week', 'month', 'allTime', 'perpDay', 'perpWeek', 'perpMonth', 'perpAllTime'];

/** A portfolio's history, which is not kept. */
export const NO_MONEY: readonly unknown[] = PERIODS.map((period) => [
  period,
  { accountValueHistory: [], pnlHistory: [], vlm: '0.0' },
]);

/** What an account pays: the listing's fees, without discounts. */
export function userFees({ assets }: Desk): View {
  const { takerFee = 0, makerFee = 0 } = assets.at(0)?.listing ?? {};
  const [cross, add] = [floatText(takerFee, 8), floatText(makerFee, 8)];
  return {
    dailyUserVlm: [],
    feeSchedule: {
      ...{ cross, add, spotCross: '0.0', spotAdd: '0.0' },
      tiers: { vip: [], mm: [] },
      referralDiscount: '0.0',
      stakingDiscountTiers: [{ bpsOfMaxSupply: '0.0', discount: '0.0' }],
    },
    ...{ userCrossRate: cross, userAddRate: add, userSpotCrossRate: '0.0', userSpotAddRate: '0.0' },
    activeReferralDiscount: '0.0',
    trial: null,
    feeTrialEscrow: '0.0',
    nextTrialAvailableTimestamp: null,
    stakingLink: null,
    activeStakingDiscount: { bpsOfMaxSupply: '0.0', discount: '0.0' },
  };
}

/** Everything that the venue's own pages show of an account. */
export function webData(desk: Desk, account: AccountId | undefined, user: string): View {
  const { exchange, wallets } = desk;
  const agent = account === undefined ? undefined : wallets.agents(account, exchange.now)[0];
  return {
    clearinghouseState: clearinghouseState(desk, account),
    leadingVaults: [],
    totalVaultEquity: '0.0',
    openOrders: account === undefined ? [] : openOrders(desk, account, fullOrderView),
    agentAddress: agent?.address ?? null,
    agentValidUntil: agent?.validUntil ?? null,
    cumLedger: '0.0',
    meta: meta(desk),
    assetCtxs: desk.assets.all().map((asset) => assetContext(desk, asset)),
    serverTime: exchange.now,
    isVault: false,
    user,
    twapStates: [],
    spotState: { balances: [] },
    spotAssetCtxs: [],
  };
}
