import { describe, expect, it } from 'vitest';
import { toAtoms } from '../../units/rounding.ts';
import { bench, START } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

/** A purchase on two levels, a second later a sale of half, funding, and a deposit. */
function traded() {
  const here = bench();
  here.order({ type: 'MARKET', quantity: '0.015' });
  here.pass(1_000);
  here.order({ type: 'MARKET', side: 'SELL', quantity: '0.005' });
  here.exchange.control.payFunding(symbol, 0.001);
  here.exchange.deposit('demo', 'USDT', toAtoms(7, 'nearest'));
  return here;
}

describe('userTrades', () => {
  it('lists fills with price, fee, gain and side', () => {
    const { body } = traded().signed('GET', '/fapi/v1/userTrades', { symbol });
    expect(body).toMatchObject([
      { id: 1, price: '50000.1', qty: '0.010', quoteQty: '500.0010', commission: '0.25000050', buyer: true },
      { id: 2, price: '50000.2', qty: '0.005', side: 'BUY', realizedPnl: '0.00000000', maker: false },
      { id: 3, price: '49999.9', qty: '0.005', side: 'SELL', time: START + 1_000, commissionAsset: 'USDT' },
    ]);
    const entry = (500.001 + 250.001) / 0.015;
    expect(Number(body[2].realizedPnl)).toBeCloseTo(0.005 * (49_999.9 - entry), 7);
  });

  it('goes on from an id, or is of an order or a period', () => {
    const { signed } = traded();
    const list = (values: Record<string, number>) =>
      signed('GET', '/fapi/v1/userTrades', { symbol, ...values }).body.map(({ id }: { id: number }) => id);
    const [{ orderId }] = signed('GET', '/fapi/v1/userTrades', { symbol }).body;
    expect(list({ fromId: 2 })).toEqual([2, 3]);
    expect(list({ fromId: 1, limit: 2 })).toEqual([1, 2]);
    expect(list({ limit: 2 })).toEqual([2, 3]);
    expect(list({ orderId })).toEqual([1, 2]);
    expect(list({ startTime: START, limit: 1 })).toEqual([1]);
    expect(list({ endTime: START + 999 })).toEqual([1, 2]);
    const both = signed('GET', '/fapi/v1/userTrades', { symbol, fromId: 1, startTime: START }).body;
    expect(both).toMatchObject({ code: -1128 });
    expect(signed('GET', '/fapi/v1/userTrades').body).toMatchObject({ code: -1102 });
  });
});

describe('income', () => {
  it('adds up to what the wallet has', () => {
    const { signed } = traded();
    const { body } = signed('GET', '/fapi/v1/income');
    const total = body.reduce((sum: number, { income }: { income: string }) => sum + Number(income), 0);
    const [usdt] = signed('GET', '/fapi/v3/balance').body;
    expect(100_000 + total).toBeCloseTo(Number(usdt.balance), 7);
    expect(body.map(({ incomeType }: { incomeType: string }) => incomeType)).toEqual([
      ...['COMMISSION', 'COMMISSION', 'REALIZED_PNL', 'COMMISSION', 'FUNDING_FEE', 'TRANSFER'],
    ]);
    expect(new Set(body.map(({ tranId }: { tranId: number }) => tranId)).size).toBe(6);
  });

  it('is of one kind, one symbol or a period', () => {
    const { signed } = traded();
    const list = (values: Record<string, string | number>) => signed('GET', '/fapi/v1/income', values).body;
    expect(list({ incomeType: 'FUNDING_FEE' })).toMatchObject([
      { symbol, income: '-0.50000000', asset: 'USDT' },
    ]);
    expect(list({ symbol: 'ETHUSDT' })).toEqual([]);
    expect(list({ endTime: START })).toHaveLength(2);
    expect(list({ startTime: START, limit: 1 })).toMatchObject([{ incomeType: 'COMMISSION', tradeId: '1' }]);
    expect(list({ incomeType: 'LUCK' })).toMatchObject({ code: -1130 });
  });
});
