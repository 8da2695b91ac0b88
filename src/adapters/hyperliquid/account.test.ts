import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { createAccount } from './account.ts';
import { cloidOf } from './cloid.ts';
import type { Question } from './desk.ts';
import { BTC, desk, SYMBOLS, UNIVERSE, USER } from './hyperliquid-fixture.ts';
import { createNames } from './names.ts';
import { executionOf, orderRowOf } from './reading.ts';

const ORDER = 'ek-j-1-0';
const SINCE = 1_000;

const fill = (tid: number, change: object = {}) => ({
  ...{ coin: 'BTC', px: '60000', sz: '0.001', side: 'B', time: 5_000, oid: 7, tid, fee: '0.027' },
  ...{ feeToken: 'USDC', cloid: cloidOf(ORDER), ...change },
});
const update = (status: string, sz: string, change: object = {}) => ({
  order: { coin: 'BTC', side: 'B', oid: 7, sz, origSz: '0.002', timestamp: 5_000, cloid: cloidOf(ORDER) },
  ...{ status, statusTimestamp: 5_001, ...change },
});

function account(answer: (question: Question) => unknown = () => [], offset = 0) {
  const told: AccountEvent[] = [];
  const notices: string[] = [];
  const asked = desk({ ask: answer });
  const made = createAccount({
    ...{ desk: asked.desk, user: USER, symbols: SYMBOLS, universe: () => UNIVERSE, names: createNames() },
    ...{ tell: (event) => told.push(event), notice: (text) => notices.push(text) },
    ...{ since: millis(SINCE), offset: () => offset },
  });
  const fills = (...rows: object[]) => made.take('userFills', { user: USER, fills: rows });
  return { account: made, told, notices, fills, asked: asked.asked };
}

describe('executionOf', () => {
  it('reads lots, fee and time as whole numbers', () => {
    expect(executionOf(fill(9, { side: 'A', fee: '-0.01000001' }), SYMBOLS)).toMatchObject({
      fill: { fill: '9@5000', lots: -100, price: 60_000, fee: -1_000_001n, feeCurrency: 'USDC' },
      at: 5_000,
    });
  });

  it('has no answer to what makes no sense', () => {
    const wrong = [
      ...[{ sz: '0.000001' }, { sz: 'x' }, { side: 'C' }, { px: '-1' }, { px: undefined }, { fee: 'much' }],
      ...[{ time: 1.5 }, { coin: 'SOL' }],
    ];
    for (const change of wrong)
      expect(executionOf(fill(1, change), SYMBOLS), JSON.stringify(change)).toBeUndefined();
  });
});

describe('orderRowOf', () => {
  it.each([
    ['open', '0.002', 'open', 0],
    ['filled', '0.0', 'filled', 200],
    ['filled', '0.0005', 'cancelled', 150],
    ['canceled', '0.0005', 'cancelled', 150],
    ['scheduledCancel', '0.002', 'cancelled', 0],
    ['marginCanceled', '0.002', 'cancelled', 0],
    ['iocCancelRejected', '0.0', 'cancelled', 0],
    ['minTradeNtlRejected', '0.0', 'rejected', 0],
    ['rejected', '0.002', 'rejected', 0],
  ])('reads %s with %s left as %s', (word, left, status, filled) => {
    expect(orderRowOf(update(word, left), SYMBOLS)).toMatchObject({ status, filled, word });
  });

  it('has no answer to words and numbers that it does not know', () => {
    expect(orderRowOf(update('archived', '0.0'), SYMBOLS)).toBeUndefined();
    expect(orderRowOf(update('filled', '0.000001'), SYMBOLS)).toBeUndefined();
    // More left than there was, or less than nothing.
    for (const left of ['0.003', '-0.001', '-90000000000'])
      expect(orderRowOf(update('canceled', left), SYMBOLS)).toBeUndefined();
    expect(orderRowOf(update('filled', '0', { statusTimestamp: 'now' }), SYMBOLS)).toBeUndefined();
  });
});

describe('createAccount', () => {
  it('tells each fill once, however often and on whatever way it comes', async () => {
    const {
      account: made,
      told,
      fills,
    } = account(({ type }) => (type === 'userFillsByTime' ? [fill(1), fill(2)] : []));
    fills(fill(1), fill(1));
    await made.catchUp();
    fills(fill(2));
    expect(told.map((event) => (event.kind === 'fill' ? event.fill : event.kind))).toEqual([
      '1@5000',
      '2@5000',
    ]);
    expect(told[0]).toMatchObject({ kind: 'fill', order: ORDER, instrument: BTC.id, lots: 100 });
    expect(made.fillsOf(7)).toHaveLength(2);
  });

  it('tells what others did as deals, and asks whose it is where the fill does not say', async () => {
    const {
      account: made,
      told,
      fills,
      asked,
    } = account(({ type, oid }) => {
      if (type !== 'orderStatus') return [];
      return oid === 8 ? { status: 'order', order: update('filled', '0.0') } : { status: 'unknownOid' };
    });
    fills(fill(1, { cloid: null, oid: 5 }), fill(2, { cloid: undefined, oid: 8 }), fill(3, { oid: 8 }));
    await made.readFills(0, 1);
    fills(fill(4, { cloid: `0x${'c1'.repeat(16)}`, oid: 9 }));
    const ours = told.flatMap((event) => (event.kind === 'fill' ? [event.fill] : []));
    expect(ours.sort()).toEqual(['2@5000', '3@5000']);
    expect(told.filter(({ kind }) => kind === 'deal')).toMatchObject([
      { id: '1@5000', instrument: { id: BTC.id }, lots: 100 },
      { id: '4@5000' },
    ]);
    expect(asked.filter(({ type }) => type === 'orderStatus')).toHaveLength(2);
  });

  it('does not tell a fill as somebody else’s because nobody answered', async () => {
    let isSilent = true;
    const {
      account: made,
      told,
      fills,
    } = account(({ type }) => {
      if (type !== 'orderStatus') return type === 'userFillsByTime' ? [fill(1, { cloid: undefined })] : [];
      if (isSilent) throw new NoAnswer('silence');
      return { status: 'order', order: update('filled', '0.0') };
    });
    fills(fill(1, { cloid: undefined }));
    await expect(made.catchUp()).rejects.toThrow(NoAnswer);
    expect(told).toEqual([]);
    isSilent = false;
    await made.catchUp();
    expect(told).toMatchObject([{ kind: 'fill', order: ORDER }]);
  });

  it('tells nothing of before it began, but knows it of an order that is asked after', async () => {
    const {
      account: made,
      told,
      fills,
    } = account(({ type }) => (type === 'userFillsByTime' ? [fill(1, { time: SINCE - 1 })] : []));
    made.take('userFills', { isSnapshot: true, user: USER, fills: [fill(3)] });
    fills(fill(2, { time: SINCE - 1 }));
    await made.readFills(0, SINCE);
    expect(told).toEqual([]);
    expect(made.fillsOf(7)).toHaveLength(2);
  });

  it('reads page after page, and overlaps the last look', async () => {
    const all = Array.from({ length: 2_500 }, (_, i) => fill(i, { time: 20_000 + i }));
    const {
      account: made,
      told,
      asked,
    } = account(({ type, startTime }) =>
      type === 'userFillsByTime' ? all.filter(({ time }) => time >= Number(startTime)).slice(0, 2_000) : [],
    );
    await made.catchUp();
    expect(told).toHaveLength(2_500);
    await made.catchUp();
    const starts = asked.filter(({ type }) => type === 'userFillsByTime').map(({ startTime }) => startTime);
    expect(starts).toEqual([SINCE, 21_999, 22_499 - 10_000, expect.any(Number)]);
  });

  it('tells funding once, by stream or by list', async () => {
    const row = { coin: 'BTC', usdc: '-0.06000001', szi: '0.001', fundingRate: '0.001' };
    const { account: made, told } = account(({ type }) =>
      type === 'userFunding' ? [{ time: 6_000, hash: '0x0', delta: { type: 'funding', ...row } }] : [],
    );
    made.take('userFundings', { user: USER, fundings: [{ time: 6_000, ...row }] });
    await made.catchUp();
    expect(told).toEqual([
      {
        ...{ kind: 'funding', id: 'funding/BTC/6000', instrument: BTC.id },
        ...{ amount: -6_000_001n, currency: 'USDC' },
      },
    ]);
  });

  it('tells the end of an order only where its fills bear it out', () => {
    const { account: made, told, fills } = account();
    made.take('orderUpdates', [update('open', '0.002'), update('filled', '0.0')]);
    expect(told.map(({ kind }) => kind)).toEqual(['ack']);
    fills(fill(1, { sz: '0.002' }));
    made.take('orderUpdates', [update('filled', '0.0')]);
    expect(told.at(-1)).toMatchObject({ kind: 'closed', order: ORDER, reason: 'filled', filled: 200 });
    made.take('orderUpdates', [update('iocCancelRejected', '0.0')]);
    expect(told.at(-1)).toMatchObject({ kind: 'closed', reason: 'cancelled', filled: 0 });
    const { order } = update('canceled', '0.002');
    made.take('orderUpdates', [
      { ...update('canceled', '0.002'), order: { ...order, cloid: undefined, oid: 1 } },
    ]);
    expect(told).toHaveLength(4);
  });

  it('has told what changed an account before it says what it has', async () => {
    let value = '100.0';
    const { account: made, asked } = account(({ type }) =>
      type === 'clearinghouseState' ? { marginSummary: { accountValue: value }, assetPositions: [] } : [],
    );
    const looks = () => asked.filter(({ type }) => type === 'userFillsByTime').length;
    await made.holdings();
    await made.holdings();
    expect(looks()).toBe(1);
    value = '99.0';
    expect((await made.holdings()).cash).toEqual({ USDC: 9_900_000_000n });
    expect(looks()).toBe(2);
  });

  it.each([
    ['ahead of', -300_000],
    ['behind', 300_000],
  ])('tells all since it began, and no more, where our clock is minutes %s theirs', async (_, offset) => {
    const begun = SINCE + offset;
    const starts: unknown[] = [];
    const {
      account: made,
      told,
      fills,
    } = account(({ startTime }) => {
      starts.push(startTime);
      return [];
    }, offset);
    fills(fill(1, { time: begun - 1 }), fill(2, { time: begun }));
    const paid = { coin: 'BTC', usdc: '-0.5', time: begun };
    made.take('userFundings', { user: USER, fundings: [paid] });
    await made.catchUp();
    expect(told.map(({ kind }) => kind)).toEqual(['fill', 'funding']);
    expect(starts).toEqual([begun, begun]);
  });

  it('names once what it cannot follow', () => {
    const { fills, notices, told } = account();
    fills(fill(1, { coin: 'SOL' }), fill(1, { coin: 'SOL' }));
    expect(notices).toHaveLength(1);
    expect(told).toEqual([]);
  });
});
