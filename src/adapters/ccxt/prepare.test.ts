import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../domain/instrument.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import { ccxtError, fakeExchange, fastDesk, MARKET, PERP, SYMBOL } from './ccxt-fixture.ts';
import { prepare } from './prepare.ts';
import { quirksOf } from './quirks.ts';

const nothing = async () => ({});
const PARTS = {
  ...{ loadMarkets: nothing, fetchBalance: nothing, fetchPositions: nothing, fetchMyTrades: nothing },
  ...{ fetchOpenOrders: nothing, createOrder: nothing, cancelOrder: nothing, watchOrderBook: nothing },
  ...{ fetchFundingHistory: nothing, fetchPositionMode: async () => ({ hedged: false }) },
  market: (symbol: string) => {
    if (symbol !== SYMBOL) throw ccxtError('BadSymbol');
    return MARKET;
  },
};

const run = (parts: object = {}, change: object = {}) =>
  prepare({
    ...{ venue: 'there', exchangeId: 'fake', exchange: fakeExchange({ ...PARTS, ...parts }), key: {} },
    ...{ desk: fastDesk(), quirks: quirksOf('binanceusdm'), instruments: [PERP], symbols: { btc: SYMBOL } },
    ...{ readClock: async () => undefined, ...change },
  });
const may = (enableWithdrawals: unknown) => ({
  sapiGetAccountApiRestrictions: async () => ({ enableWithdrawals }),
});

describe('prepare', () => {
  it('lists what is as it is configured', async () => {
    const { listings, warnings } = await run(may(false));
    expect(listings.byId('btc')).toMatchObject({ symbol: SYMBOL, instrument: PERP });
    expect(warnings).toEqual([]);
  });

  it('says what an operator should know before trading there', async () => {
    const { warnings } = await run(
      { fetchFundingHistory: undefined, has: fakeExchange(PARTS).has },
      {
        quirks: quirksOf('kucoinfutures'),
      },
    );
    expect(warnings.join()).toMatch(/may withdraw.*no deadlines/);
    // An exchange that will not have the question has not said no.
    const refuses = { sapiGetAccountApiRestrictions: () => Promise.reject(ccxtError('BadRequest')) };
    expect((await run(refuses)).warnings.join()).toMatch(/does not say whether the key may withdraw/);
  });

  it.each([
    [may(true), {}, /may withdraw/],
    [{ ...may(false), fetchPositionMode: async () => ({ hedged: true }) }, {}, /hedged position mode/],
    [{ ...may(false), market: () => ({ ...MARKET, precision: { price: 0.5 } }) }, {}, /tick is 0.1/],
    [{}, { symbols: { btc: 'BTC/USD' } }, /lists no BTC\/USD.*write symbol/],
    [{}, { instruments: [{ ...PERP, kind: 'spot' } as Instrument] }, /perpetuals alone/],
    [{ id: 'deribit' }, {}, /protocol: deribit/],
    [{ fetchBalance: () => Promise.reject(ccxtError('AuthenticationError')) }, {}, /does not have the key/],
    [
      {
        setSandboxMode: () => {
          throw ccxtError('NotSupported');
        },
      },
      { isTestnet: true },
      /no testnet/,
    ],
    [{ has: {} }, {}, /no fetchBalance/],
    [{ has: {} }, { key: undefined }, /no books/],
  ])('refuses where trying again is no use: %#', async (parts, change, text) => {
    const failed = run(parts, change);
    await expect(failed).rejects.toThrow(VenueRefused);
    await expect(failed).rejects.toThrow(text);
  });

  it('tries again where it may be of use', async () => {
    for (const name of ['NetworkError', 'OnMaintenance', 'BadRequest']) {
      const failed = run({ loadMarkets: () => Promise.reject(ccxtError(name)) });
      await expect(failed).rejects.not.toThrow(VenueRefused);
    }
  });

  it('watches what it would not trade', async () => {
    const spot = { ...PERP, kind: 'spot' } as Instrument;
    const market = () => ({ ...MARKET, type: 'spot', contract: false, precision: {}, limits: {} });
    const { key: _, ...keyless } = { key: 0, instruments: [spot] };
    expect((await run({ market }, { ...keyless, key: undefined })).listings.all).toHaveLength(1);
  });
});
