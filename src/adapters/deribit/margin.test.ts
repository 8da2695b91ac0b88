import { describe, expect, it } from 'vitest';
import { SYMBOLS } from './deribit-fixture.ts';
import { marginOf } from './margin.ts';

const alone = {
  ...{ currency: 'BTC', equity: 5.1, margin_balance: 0.1, options_value: 5, available_funds: 0.06 },
  ...{ initial_margin: 0.04, maintenance_margin: 0.02, cross_collateral_enabled: false },
};
const joined = { ...alone, cross_collateral_enabled: true, margin_model: 'cross_sm' };
const totals = {
  ...{ total_equity_usd: 150_000, total_margin_balance_usd: 140_000 },
  ...{ total_initial_margin_usd: 30_000, total_maintenance_margin_usd: 21_000 },
};

describe('marginOf', () => {
  it('tells each currency that stands alone', () => {
    const empty = { currency: 'SOL', equity: 0, initial_margin: 0, maintenance_margin: 0 };
    expect(marginOf([alone, empty], SYMBOLS)).toEqual({
      margin: { BTC: { equity: 5.1, initial: 0.04, maintenance: 0.02 } },
    });
  });

  it('tells the total of those that stand for each other, and none of them by itself', () => {
    const rows = [{ ...joined, currency: 'ETH' }, { ...joined, ...totals }, alone];
    expect(marginOf(rows, SYMBOLS)).toEqual({
      margin: {
        BTC: { equity: 5.1, initial: 0.04, maintenance: 0.02 },
        USD: { equity: 150_000, initial: 30_000, maintenance: 21_000 },
      },
    });
  });

  it('knows nothing where their total is not told, or nothing at all is', () => {
    expect(marginOf([joined], SYMBOLS)).toEqual({});
    expect(marginOf([{ ...joined, ...totals, total_equity_usd: null }], SYMBOLS)).toEqual({});
    expect(marginOf([{ currency: 'BTC', equity: 1 }], SYMBOLS)).toEqual({});
    expect(marginOf([], SYMBOLS)).toEqual({});
  });
});
