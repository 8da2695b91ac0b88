import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { type Bench, BOB, bench, DEMO, only, order, orders } from './hyperliquid-fixture.ts';
import { keyOfSecret } from './key.ts';

const IOC = { t: { limit: { tif: 'Ioc' } } };
const ALO = { t: { limit: { tif: 'Alo' } } };
const CLOID = `0x${'c1'.repeat(16)}`;
const POOR = keyOfSecret('poor');

function place(desk: Bench, ...wire: Parameters<typeof order>): Record<string, unknown> & string {
  return only(desk.act(orders(order(...wire))));
}

function statusOf(desk: Bench, oid: unknown): unknown {
  const answer = desk.info({ type: 'orderStatus', user: DEMO.address, oid });
  return (answer as { order?: { status: string } }).order?.status ?? (answer as { status: string }).status;
}

describe('orders', () => {
  it('rest, and say their number', () => {
    const desk = bench();
    const { resting } = place(desk, 'buy', '0.5', '59000', { c: CLOID });
    expect(resting).toEqual({ oid: expect.any(Number), cloid: CLOID });
    expect(statusOf(desk, CLOID)).toBe('open');
    expect(statusOf(desk, (resting as { oid: number }).oid)).toBe('open');
  });

  it('fill at the average of what they met', () => {
    // 1 BTC at each price from 60 001: (60001 + 60002/2) / 1.5.
    expect(place(bench(), 'buy', '1.5', '60002', IOC)).toMatchObject({
      filled: { totalSz: '1.5', avgPx: '60001.33333' },
    });
  });

  it('that are met in part and not left resting say what filled', () => {
    const desk = bench();
    const { filled } = place(desk, 'sell', '1.5', '59999', IOC);
    expect(filled).toMatchObject({ totalSz: '1.0', avgPx: '59999.0' });
    expect(statusOf(desk, (filled as { oid: number }).oid)).toBe('canceled');
  });

  it('that rest after a partial fill are resting', () => {
    const desk = bench();
    const { resting } = place(desk, 'buy', '1.5', '60001');
    const open = desk.info({ type: 'openOrders', user: DEMO.address });
    expect(open).toMatchObject([{ ...(resting as object), sz: '0.5', origSz: '1.5', side: 'B' }]);
  });

  it.each([
    ['buy', '1', '59998', { ...IOC }, /^Order could not immediately match.* asset=0$/, 'iocCancelRejected'],
    [
      'buy',
      '1',
      '60001',
      ALO,
      /^Post only order .* bbo was 59999\.0@60001\.0\. asset=0$/,
      'badAloPxRejected',
    ],
    ['buy', '1', '60000.5', {}, /^Price must be divisible by tick size\. asset=0$/, 'tickRejected'],
    ['buy', '0.000001', '60000', {}, /^Order has invalid size/, 'rejected'],
    ['buy', '0', '60000', {}, /^Order has zero size/, 'rejected'],
    ['buy', '1', '0', {}, /^Price must be divisible by tick size/, 'tickRejected'],
    ['buy', '0.0001', '59000', {}, /^Order must have minimum value of \$10\./, 'minTradeNtlRejected'],
    ['buy', '1', '110000', {}, /^Order price cannot be more than 80% away/, 'oracleRejected'],
    ['sell', '1', '61000', { r: true }, /^Reduce only order would increase position/, 'reduceOnlyRejected'],
    ['buy', '1000', '59000', {}, /^Insufficient margin to place order\. asset=0/, 'perpMarginRejected'],
    [
      'buy',
      '1',
      '60000',
      { t: { trigger: { isMarket: true, triggerPx: '59000', tpsl: 'sl' } } },
      /^Trigger orders are not served/,
      'rejected',
    ],
  ] as const)('%s %s at %s %j is refused in the venue’s words', (side, size, price, other, words, status) => {
    const desk = bench();
    expect(place(desk, side, size, price, { ...other, c: CLOID }).error).toMatch(words);
    // The venue remembers what it refused: a client whose answer was lost asks for its own id.
    expect(statusOf(desk, CLOID)).toBe(status);
    expect(desk.info({ type: 'openOrders', user: DEMO.address })).toEqual([]);
  });

  it('at a price of six figures are refused by the venue before the exchange sees them', () => {
    const desk = bench();
    expect(place(desk, 'buy', '1', '3000.05', { a: 1 }).error).toMatch(/tick size\. asset=1/);
    // On the exchange's grid of a cent both; the first is only too far away.
    expect(place(desk, 'buy', '1', '1234.5', { a: 2 }).error).toMatch(/80% away/);
    expect(place(desk, 'buy', '1', '1234.56', { a: 2 }).error).toMatch(/tick size\. asset=2/);
    expect(place(desk, 'buy', '1', '2999.9', { a: 1 })).toHaveProperty('resting');
    expect(place(desk, 'buy', '1', '60000', { a: 99 }).error).toBe('Unknown asset. asset=99');
  });

  it('of others are their own', () => {
    const desk = bench();
    const { resting } = place(desk, 'buy', '1', '59000', { c: CLOID });
    const { oid } = resting as { oid: number };
    const gone = 'Order was never placed, already canceled, or filled. asset=0';
    expect(only(desk.act({ type: 'cancel', cancels: [{ a: 0, o: oid }] }, BOB))).toEqual({ error: gone });
    const theirs = desk.info({ type: 'orderStatus', user: BOB.address, oid });
    expect(theirs).toEqual({ status: 'unknownOid' });
    const byCloid = { type: 'cancelByCloid', cancels: [{ asset: 0, cloid: CLOID }] };
    expect(only(desk.act(byCloid, BOB))).toEqual({ error: gone });
    expect(only(desk.act(byCloid))).toBe('success');
    expect(only(desk.act(byCloid))).toEqual({ error: gone });
  });

  it('are cancelled only where they are', () => {
    const desk = bench();
    const { oid } = place(desk, 'buy', '1', '59000').resting as { oid: number };
    expect(only(desk.act({ type: 'cancel', cancels: [{ a: 1, o: oid }] }))).toHaveProperty('error');
    expect(only(desk.act({ type: 'cancel', cancels: [{ a: 0, o: oid }] }))).toBe('success');
    expect(statusOf(desk, oid)).toBe('canceled');
  });

  it('are modified into new ones', () => {
    const desk = bench();
    const { oid } = place(desk, 'buy', '1', '59000').resting as { oid: number };
    const modified = only(
      desk.act({
        type: 'batchModify',
        modifies: [{ oid, order: order('sell', '2', '61000', { c: CLOID }) }],
      }),
    ).resting as { oid: number };
    expect(modified.oid).not.toBe(oid);
    expect([statusOf(desk, oid), statusOf(desk, modified.oid)]).toEqual(['canceled', 'open']);
    expect(desk.act({ type: 'modify', oid: CLOID, order: order('sell', '1', '61000') })).toEqual({
      status: 'ok',
      response: { type: 'default' },
    });
    expect(desk.act({ type: 'modify', oid, order: order('sell', '1', '61000') })).toEqual({
      status: 'err',
      response: 'Cannot modify canceled or filled order. asset=0',
    });
  });

  it('outlive a modification that is malformed', () => {
    const desk = bench();
    const { oid } = place(desk, 'buy', '1', '59000').resting as { oid: number };
    const reply = desk.act({ type: 'batchModify', modifies: [{ oid, order: order('buy', '1', '59000.5') }] });
    expect(only(reply).error).toMatch(/tick size/);
    expect(statusOf(desk, oid)).toBe('open');
  });

  it('are answered one by one in a batch', () => {
    const desk = bench();
    const reply = desk.act(
      orders(order('buy', '1', '59000'), order('buy', '1', '1'), order('buy', '1', '58000')),
    );
    expect(reply).toMatchObject({
      status: 'ok',
      response: { type: 'order', data: { statuses: [{ resting: {} }, { error: expect.any(String) }, {}] } },
    });
    expect(desk.info({ type: 'openOrders', user: DEMO.address })).toHaveLength(2);
  });

  it('need the money', () => {
    const desk = bench();
    const reply = desk.act(orders(order('buy', '0.1', '59000')), POOR);
    expect(only(reply).error).toBe('Insufficient margin to place order. asset=0');
  });

  it.each([
    ['halted', (desk: Bench) => desk.exchange.control.halt('BTC'), /^Trading is halted/],
    ['in maintenance', (desk: Bench) => desk.exchange.control.maintenance(true), /maintenance/],
    ['delisted', (desk: Bench) => desk.exchange.control.delist('BTC'), /asset=0/],
  ] as const)('are refused while the market is %s', (_, change, words) => {
    const desk = bench();
    change(desk);
    expect(place(desk, 'buy', '1', '59000').error).toMatch(words);
  });

  it('end as the exchange ends them', () => {
    const desk = bench();
    const { oid } = place(desk, 'buy', '1', '59000').resting as { oid: number };
    desk.exchange.control.delist('BTC');
    expect(statusOf(desk, oid)).toBe('delistedCanceled');
    expect(desk.info({ type: 'meta' })).toMatchObject({
      universe: [{ name: 'BTC', isDelisted: true }, {}, {}],
    });
  });

  it('are filled by strangers', () => {
    const desk = bench();
    const { oid } = place(desk, 'sell', '1', '60000').resting as { oid: number };
    desk.exchange.control.takeFrom('BTC', 'buy', lots(40_000));
    expect(desk.info({ type: 'openOrders', user: DEMO.address })).toMatchObject([{ oid, sz: '0.6' }]);
    expect(desk.info({ type: 'userFills', user: DEMO.address })).toMatchObject([
      { oid, crossed: false, sz: '0.4', fee: '3.6', dir: 'Open Short', startPosition: '0.0' },
    ]);
  });
});
