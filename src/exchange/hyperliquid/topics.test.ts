import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { type Bench, BOB, bench, DEMO, type Message, order, orders } from './hyperliquid-fixture.ts';

const IOC = { t: { limit: { tif: 'Ioc' } } };
const USER = DEMO.address;

/** Subscribes, and answers what arrives after the snapshot. */
function listen(
  desk: Bench,
  subscription: object,
): { readonly first: Message[]; readonly later: () => Message[] } {
  const { session, got } = desk.socket();
  session.message(JSON.stringify({ method: 'subscribe', subscription }));
  expect(got[0]).toMatchObject({
    channel: 'subscriptionResponse',
    data: { method: 'subscribe', subscription },
  });
  const seen = got.length;
  return { first: got.slice(1, seen), later: () => got.slice(seen) };
}

describe('what sockets tell', () => {
  it('of orders: each change, in order, without a snapshot', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '58000')));
    const { first, later } = listen(desk, { type: 'orderUpdates', user: USER });
    expect(first).toEqual([]);
    desk.act(orders(order('sell', '1', '60000')));
    desk.exchange.control.takeFrom('BTC', 'buy', lots(40_000));
    desk.gateway.tick();
    desk.act(orders(order('buy', '5', '60001', IOC)), BOB);
    const updates = later().map(({ data }) => (data as { status: string; order: { sz: string } }[])[0]);
    expect(updates).toMatchObject([
      { status: 'open', order: { coin: 'BTC', side: 'A', sz: '1.0', limitPx: '60000.0' } },
      { status: 'open', order: { sz: '0.6' } },
      { status: 'filled', order: { sz: '0.0', origSz: '1.0' } },
    ]);
  });

  it('of fills: those so far, then each, to nobody else', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '60001', IOC)));
    const mine = listen(desk, { type: 'userFills', user: USER });
    const theirs = listen(desk, { type: 'userFills', user: BOB.address });
    expect(mine.first).toMatchObject([
      { channel: 'userFills', data: { isSnapshot: true, user: USER, fills: [{ sz: '1.0' }] } },
    ]);
    expect(theirs.first).toMatchObject([{ data: { isSnapshot: true, fills: [] } }]);
    desk.act(orders(order('buy', '1.5', '60003', IOC)));
    expect(mine.later()).toMatchObject([
      { data: { user: USER, fills: [{ px: '60002.0' }, { px: '60003.0', sz: '0.5' }] } },
    ]);
    expect(mine.later()[0]?.data).not.toHaveProperty('isSnapshot');
    expect(theirs.later()).toEqual([]);
  });

  it('of funding and other events', () => {
    const desk = bench();
    desk.act(orders(order('buy', '1', '60001', IOC), order('buy', '1', '50000')));
    const fundings = listen(desk, { type: 'userFundings', user: USER });
    const events = listen(desk, { type: 'userEvents', user: USER });
    desk.exchange.control.payFunding('BTC', 0.001);
    desk.gateway.tick();
    expect(fundings.later()).toMatchObject([
      {
        channel: 'userFundings',
        data: { user: USER, fundings: [{ coin: 'BTC', usdc: '-60.0', szi: '1.0' }] },
      },
    ]);
    desk.act(orders(order('sell', '1', '59999', IOC)));
    desk.exchange.control.delist('BTC');
    desk.gateway.tick();
    expect(events.later()).toMatchObject([
      { channel: 'user', data: { funding: { usdc: '-60.0' } } },
      { channel: 'user', data: { fills: [{ dir: 'Close Long' }] } },
      { channel: 'user', data: { nonUserCancel: [{ coin: 'BTC', oid: expect.any(Number) }] } },
    ]);
  });

  it('of a book: the whole, and again when it has changed, twice a second at most', () => {
    const desk = bench();
    const { first, later } = listen(desk, { type: 'l2Book', coin: 'BTC' });
    expect(first).toMatchObject([{ channel: 'l2Book', data: { coin: 'BTC', levels: [{}, {}] } }]);
    desk.advance(1_000);
    expect(later()).toEqual([]);
    desk.act(orders(order('buy', '1', '60000')));
    expect(later()).toHaveLength(1);
    desk.act(orders(order('buy', '2', '60000')));
    desk.advance(499);
    expect(later()).toHaveLength(1);
    desk.advance(1);
    const [one, two] = later().map(({ data }) => (data as { levels: { sz: string }[][] }).levels[0]?.[0]?.sz);
    expect([one, two]).toEqual(['1.0', '3.0']);
    desk.advance(10_000);
    expect(later()).toHaveLength(2);
  });

  it('of the best prices at once, and only when they are others', () => {
    const desk = bench();
    const { first, later } = listen(desk, { type: 'bbo', coin: 'BTC' });
    expect(first).toMatchObject([{ data: { bbo: [{ px: '59999.0' }, { px: '60001.0' }] } }]);
    desk.act(orders(order('buy', '1', '58000')));
    desk.act(orders(order('buy', '1', '60000')));
    desk.act(orders(order('buy', '1', '57000')));
    const best = later().map(({ data }) => (data as { bbo: { px: string }[] }).bbo[0]?.px);
    expect(best.at(-1)).toBe('60000.0');
    expect(best.filter((px) => px === '60000.0')).toHaveLength(1);
  });

  it('of trades, candles, contexts and mids', () => {
    const desk = bench();
    const of = (type: string, other: object = {}) => listen(desk, { type, ...other });
    const trades = of('trades', { coin: 'BTC' });
    const candle = of('candle', { coin: 'BTC', interval: '1m' });
    const context = of('activeAssetCtx', { coin: 'BTC' });
    const mids = of('allMids');
    const other = of('trades', { coin: 'ETH' });
    desk.exchange.control.takeFrom('BTC', 'buy', lots(150_000));
    desk.advance(1_000);
    expect(trades.later()).toMatchObject([
      { channel: 'trades', data: [{ px: '60001.0', side: 'B', tid: expect.any(Number) }, { sz: '0.5' }] },
    ]);
    expect(candle.later()).toMatchObject([
      { channel: 'candle', data: { s: 'BTC', i: '1m', v: '1.5', n: 2 } },
    ]);
    expect(context.first).toMatchObject([{ data: { coin: 'BTC', ctx: { midPx: '60000.0' } } }]);
    expect(context.later()).toMatchObject([{ data: { coin: 'BTC', ctx: { midPx: '60000.5' } } }]);
    expect(mids.later()).toMatchObject([{ channel: 'allMids', data: { mids: { BTC: '60000.5' } } }]);
    expect(other.later()).toEqual([]);
  });

  it('of an account as a whole: when something happens to it, and every five seconds', () => {
    const desk = bench();
    const state = listen(desk, { type: 'clearinghouseState', user: USER });
    expect(state.first).toMatchObject([
      {
        channel: 'clearinghouseState',
        data: { dex: '', user: USER, clearinghouseState: { assetPositions: [] } },
      },
    ]);
    const open = listen(desk, { type: 'openOrders', user: USER });
    const web = listen(desk, { type: 'webData2', user: USER });
    desk.advance(500);
    desk.act(orders(order('buy', '1', '59000')));
    expect(state.later()).toMatchObject([{ data: { clearinghouseState: { marginSummary: {} } } }]);
    expect(open.later()).toMatchObject([{ data: { orders: [{ sz: '1.0' }] } }]);
    expect(web.later()).toMatchObject([{ channel: 'webData2', data: { user: USER, openOrders: [{}] } }]);
    desk.advance(4_999);
    expect(state.later()).toHaveLength(1);
    desk.advance(1);
    expect(state.later()).toHaveLength(2);
  });

  it('to all that listen, until they no longer do', () => {
    const desk = bench();
    const [a, b] = [desk.socket(), desk.socket()];
    const subscription = { type: 'trades', coin: 'BTC' };
    for (const { session } of [a, b]) session.message(JSON.stringify({ method: 'subscribe', subscription }));
    const trade = (): void => {
      desk.exchange.control.takeFrom('BTC', 'buy', lots(1_000));
      desk.gateway.tick();
    };
    const heard = ({ got }: typeof a): number => got.filter(({ channel }) => channel === 'trades').length;
    const before = [heard(a), heard(b)];
    trade();
    expect([heard(a) - (before[0] ?? 0), heard(b) - (before[1] ?? 0)]).toEqual([1, 1]);
    a.session.message(JSON.stringify({ method: 'unsubscribe', subscription }));
    expect(a.got.at(-1)).toMatchObject({ data: { method: 'unsubscribe' } });
    b.session.closed();
    trade();
    expect([heard(a) - (before[0] ?? 0), heard(b) - (before[1] ?? 0)]).toEqual([1, 1]);
  });
});
