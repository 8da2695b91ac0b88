import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, hostileLike, hostileValue, unsound } from '../../../test/support/hostile.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { createBucket } from '../../wire/bucket.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { createClockOffset } from '../../wire/offset.ts';
import { createAccount } from './account.ts';
import { cloidOf } from './cloid.ts';
import type { ActTerms, Desk } from './desk.ts';
import { examineHyperliquid } from './examine.ts';
import { BTC, SYMBOLS, USER } from './hyperliquid-fixture.ts';
import { createMarket } from './market.ts';
import { createNames } from './names.ts';
import { createOrders } from './orders.ts';
import { createPosts } from './posts.ts';
import { createStreams } from './streams.ts';
import { universeOf } from './universe.ts';
import { tryOut, whyNot } from './wallet.ts';

const NOW = 1_700_000_000_000;
const CLOID = cloidOf('ek-j-1-0');
const FILL = {
  ...{ coin: 'BTC', px: '60000', sz: '0.0015', side: 'A', time: NOW, oid: 7, tid: 1, fee: '0.027' },
  ...{ feeToken: 'USDC', cloid: CLOID },
};
const UPDATE = {
  ...{ status: 'filled', statusTimestamp: NOW },
  order: { coin: 'BTC', side: 'A', oid: 7, sz: '0.0', origSz: '0.0015', timestamp: NOW, cloid: CLOID },
};
const PAID = { coin: 'BTC', usdc: '-0.06', szi: '0.001', fundingRate: '0.001' };
const HELD = { coin: 'BTC', szi: '-0.0015', unrealizedPnl: '0.5', entryPx: '60000.1' };
const WIDER = { lowerBound: '1e8', maxLeverage: 20 };
/** What an honest venue would answer, by the type of question. */
const ANSWERS = {
  meta: {
    universe: [{ name: 'BTC', szDecimals: 5, maxLeverage: 40, marginTableId: 56 }],
    marginTables: [[56, { marginTiers: [{ lowerBound: '0.0', maxLeverage: 40 }, WIDER] }]],
  },
  userFillsByTime: [FILL, { ...FILL, tid: 2, cloid: null, oid: 8 }],
  userFunding: [{ time: NOW, delta: { type: 'funding', ...PAID } }],
  orderStatus: { status: 'order', order: UPDATE },
  openOrders: [{ coin: 'BTC', oid: 7, cloid: null }],
  clearinghouseState: {
    marginSummary: { accountValue: '100.5' },
    crossMarginSummary: { accountValue: '100.5', totalMarginUsed: '9.5' },
    crossMaintenanceMarginUsed: '4.5',
    assetPositions: [{ position: HELD }, { position: { ...HELD, coin: 'SOL', szi: '2' } }],
  },
  activeAssetData: { leverage: { type: 'isolated', value: 5 } },
  userRole: { role: 'agent', data: { user: USER } },
};
const answers = hostileLike(ANSWERS).map(fieldsOf);
const PLACED: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'hyperliquid', instrument: BTC.id, lots: lots(-150), limit: 60_000 },
  ...{ deadline: millis(NOW), reduceOnly: false },
};

/** A desk whose actions are answered by `message`, as posts are. */
function deskOf(all: Readonly<Record<string, unknown>>, message: unknown): Desk {
  const sent: { id: unknown }[] = [];
  const posts = createPosts((text) => sent.push(JSON.parse(text)) > 0, 1_000);
  return {
    ask: async ({ type }) => all[type],
    act: (action: object, _terms: ActTerms) => {
      const answer = posts.act(action);
      const id = sent.at(-1)?.id;
      const { data } = fieldsOf(message);
      posts.settle(message);
      posts.settle({ channel: 'post', data: { ...fieldsOf(data), id } });
      return answer;
    },
  };
}

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('whatever the venue says', () => {
  it('its books and rates are told in figures, or not at all', () => {
    const level = (px: string) => ({ px, sz: '0.5', n: 1 });
    const levels = [
      [level('100'), level('99')],
      [level('101'), level('102')],
    ];
    fc.assert(
      fc.property(
        hostileLike({ coin: 'BTC', time: NOW, levels }),
        hostileLike({ coin: 'BTC', ctx: { funding: '0.0000125', markPx: '100' } }),
        (book, context) => {
          const market = createMarket({
            ...{ symbols: SYMBOLS, time: () => millis(NOW), clock: () => 0, notice: () => undefined },
            tell: (event) => expect(unsound(event)).toEqual([]),
          });
          expect(market.take('l2Book', book)).toBe(true);
          expect(market.take('activeAssetCtx', context)).toBe(true);
        },
      ),
    );
  });

  it('the account is told in figures, or not at all', async () => {
    const streams = fc.tuple(
      hostileLike([UPDATE, { ...UPDATE, status: 'open' }]),
      hostileLike({ user: USER, fills: [FILL] }),
      hostileLike({ user: USER, fundings: [{ time: NOW, ...PAID }] }),
    );
    await fc.assert(
      fc.asyncProperty(streams, answers, async ([updates, fills, fundings], all) => {
        const account = createAccount({
          ...{ desk: deskOf(all, {}), user: USER, symbols: SYMBOLS, universe: () => universeOf(all.meta) },
          ...{ names: createNames(), since: millis(NOW - 1), offset: () => 0, notice: () => undefined },
          tell: (event) => expect(unsound(event)).toEqual([]),
        });
        account.take('orderUpdates', updates);
        account.take('userFills', fills);
        account.take('userFundings', fundings);
        await answered(account.catchUp());
        await answered(account.holdings());
        expect(unsound(universeOf(all.meta).of('BTC')?.tiers)).toEqual([]);
      }),
    );
  });

  it('orders are accounted for, or not known to be', async () => {
    const of = (payload: object) => hostileLike({ channel: 'post', data: { response: payload } });
    const done = (status: unknown) =>
      of({ type: 'action', payload: { status: 'ok', response: { data: { statuses: [status] } } } });
    const messages = fc.oneof(
      done({ filled: { totalSz: '0.0015', avgPx: '60000', oid: 7 } }),
      done({ resting: { oid: 7 } }),
      done({ error: 'Order must have minimum value of $10.' }),
      of({ type: 'action', payload: { status: 'err', response: 'Action expired' } }),
      of({ type: 'error', payload: '429 Too Many Requests' }),
      hostileValue,
    );
    await fc.assert(
      fc.asyncProperty(messages, answers, async (message, all) => {
        const desk = deskOf(all, message);
        const account = { fillsOf: () => [], readFills: async () => undefined };
        const orders = createOrders({
          ...{ desk, user: USER, symbols: SYMBOLS, universe: () => universeOf(ANSWERS.meta), account },
          ...{ names: createNames(), offset: () => 0, now: () => NOW },
        });
        await answered(orders.place(PLACED));
        await answered(orders.cancel(PLACED.id, BTC.id));
        await answered(orders.reports([PLACED.id]));
        await answered(orders.foreign());
        await answered(tryOut(desk));
      }),
    );
  });

  it('subscriptions are confirmed, or not', () => {
    const about = { type: 'l2Book', coin: 'BTC' };
    const confirmed = { channel: 'subscriptionResponse', data: { method: 'subscribe', subscription: about } };
    const messages = fc.oneof(
      hostileLike(confirmed),
      hostileLike({ channel: 'error', data: `Invalid subscription ${JSON.stringify(about)}` }),
      hostileValue,
    );
    fc.assert(
      fc.property(messages, (message) => {
        const bucket = createBucket({ capacity: 1, refill: 1, reserve: 0 });
        const streams = createStreams({ send: () => true, messages: bucket, timeoutMs: 1_000 });
        expect(streams.settle(fieldsOf(message))).toBeTypeOf('boolean');
      }),
    );
  });

  it('listings and rights are compared', async () => {
    const wallet = { user: USER, privateKey: new Uint8Array(32), signer: `0x${'cd'.repeat(20)}` };
    await fc.assert(
      fc.asyncProperty(answers, async (all) => {
        const desk = deskOf(all, {});
        const wrong = () => whyNot(desk, wallet);
        const key = { user: USER, isOwner: false, deadMan: () => 'armed', wrong };
        await answered(examineHyperliquid({ desk, symbols: SYMBOLS, offset: createClockOffset(), key }));
      }),
    );
  });
});
