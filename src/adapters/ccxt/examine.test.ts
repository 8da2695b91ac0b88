import { describe, expect, it } from 'vitest';
import { createClockOffset } from '../../wire/offset.ts';
import { ccxtError, fakeExchange, fastDesk, LISTINGS, SYMBOL } from './ccxt-fixture.ts';
import { examineCcxt } from './examine.ts';
import { quirksOf } from './quirks.ts';

const PARTS = {
  ...{
    fetchTime: async () => 1,
    fetchBalance: async () => ({}),
    fetchPositionMode: async () => ({ hedged: true }),
  },
  fetchLeverage: async () => ({ longLeverage: 5, marginMode: 'cross' }),
};
const examine = (parts: object, hasKey = true, exchangeId = 'bybit') =>
  examineCcxt({
    ...{ exchange: fakeExchange({ ...PARTS, ...parts }), desk: fastDesk(), listings: LISTINGS.all, hasKey },
    ...{ offset: createClockOffset(), quirks: quirksOf(exchangeId) },
  });
const verdicts = (found: Awaited<ReturnType<typeof examine>>) =>
  Object.fromEntries(found.map(({ what, verdict }) => [what, verdict]));

describe('examineCcxt', () => {
  it('finds what is good, what is bad and what cannot be known', async () => {
    expect(verdicts(await examine({}))).toEqual({
      ...{ latency: 'good', clock: 'good', btc: 'good', key: 'warning' },
      ...{ [`position mode of ${SYMBOL}`]: 'bad', [`leverage of ${SYMBOL}`]: 'good' },
    });
  });

  it('finds no fault with having no key, and says what a key lacks', async () => {
    expect(verdicts(await examine({}, false))).toMatchObject({ key: 'warning' });
    const withdraws = { sapiGetAccountApiRestrictions: async () => ({ enableWithdrawals: true }) };
    expect(verdicts(await examine(withdraws, true, 'binanceusdm'))).toMatchObject({ key: 'bad' });
    const stranger = { fetchBalance: () => Promise.reject(ccxtError('AuthenticationError', 'no such key')) };
    expect(verdicts(await examine(stranger))).toMatchObject({ key: 'bad' });
  });
});
