import { describe, expect, it } from 'vitest';
import { CALL, PERPETUAL, SYMBOLS } from './deribit-fixture.ts';
import { misfits } from './examine.ts';

const listed = {
  ...{ kind: 'future', settlement_period: 'perpetual', base_currency: 'BTC', settlement_currency: 'BTC' },
  ...{ contract_size: 10, min_trade_amount: 10, tick_size: 0.5, is_active: true },
};
const option = {
  ...{ kind: 'option', settlement_period: 'week', base_currency: 'BTC', settlement_currency: 'BTC' },
  ...{ contract_size: 1, min_trade_amount: 0.1, tick_size: 0.0005, is_active: true },
  ...{ strike: 60_000, option_type: 'call', expiration_timestamp: CALL.expiry },
};
const perpetual = SYMBOLS.byId(PERPETUAL.id);
const call = SYMBOLS.byId(CALL.id);
if (perpetual === undefined || call === undefined) throw new Error('the fixture lists both');

describe('misfits', () => {
  it('finds nothing where all is as listed', () => {
    expect(misfits(perpetual, listed)).toEqual([]);
    expect(misfits(call, option)).toEqual([]);
  });

  it.each([
    [{ kind: 'option' }, 'kind is perp in the config and option there'],
    [{ settlement_currency: 'USDC' }, 'settle is BTC in the config and USDC there'],
    [{ tick_size: 1 }, 'tick is 0.5 in the config, which is no multiple of its 1'],
    [{ contract_size: 100 }, 'a lot is 10 in the config, which is no multiple of its step of 100'],
    [{ min_trade_amount: 20 }, 'a lot is 10 in the config, less than its smallest order of 20'],
    [{ is_active: false }, 'it is not traded any more'],
    [{ tick_size: undefined }, 'tick is 0.5 in the config, which is no multiple of its NaN'],
  ])('names %o', (change, message) => {
    expect(misfits(perpetual, { ...listed, ...change })).toEqual([message]);
  });

  it('compares what makes an option the one that is meant', () => {
    const wrong = {
      ...option,
      contract_size: 0.1,
      strike: 50_000,
      option_type: 'put',
      expiration_timestamp: 1,
    };
    expect(misfits(call, wrong)).toHaveLength(3);
  });
});
