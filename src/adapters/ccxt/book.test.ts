import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileLike, hostileValue, unsound } from '../../../test/support/hostile.ts';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { type Fields, fieldsOf } from '../../wire/fields.ts';
import { type Audit, auditBook } from './book.ts';
import { loadExchange } from './library.ts';

const GOOD = {
  bids: [[100, 2] as unknown[], [99, 1]],
  asks: [[101, 3] as unknown[], [102, 4, 17]],
  ...{ nonce: 8, timestamp: 1_700_000_000_000 },
};
const audit = (change: object, before?: number, most = 20) =>
  auditBook({ ...GOOD, ...change }, before, 0.01, most);

describe('auditBook', () => {
  it('believes a book that is in order, in units of ours', () => {
    expect(audit({})).toEqual({
      ...{ kind: 'sound', nonce: 8, at: 1_700_000_000_000 },
      depth: {
        bids: [
          { price: 100, size: 0.02 },
          { price: 99, size: 0.01 },
        ],
        asks: [
          { price: 101, size: 0.03 },
          { price: 102, size: 0.04 },
        ],
      },
    });
    expect(audit({ nonce: undefined, timestamp: undefined }, 7)).toMatchObject({
      ...{ kind: 'sound', nonce: undefined, at: undefined },
    });
    expect(audit({}, 8, 1)).toMatchObject({ kind: 'sound', depth: { bids: [{ price: 100 }] } });
  });

  it.each([
    // As ccxt's Deribit leaves it after a reconnection in a market that has moved.
    [{ bids: [[50_000, 1]], asks: [[40_001, 1]] }, /crossed/],
    [{ bids: [[101, 1]] }, /crossed/],
    [{ bids: [] }, /no bid/],
    [{ asks: [] }, /no ask/],
    [{ asks: undefined }, /none/],
    [
      {
        bids: [
          [99, 1],
          [100, 1],
        ],
      },
      /none/,
    ],
    [
      {
        bids: [
          [100, 1],
          [100, 2],
        ],
      },
      /none/,
    ],
    [{ asks: [[101, 0]] }, /none/],
    [{ asks: [['101', '1']] }, /none/],
    [{ asks: [[Number.NaN, 1]] }, /none/],
    [{ asks: [[Infinity, 1]] }, /none/],
    [{ nonce: 6 }, /back from 7 to 6/],
  ])('does not believe %j', (change, why) => {
    expect(audit(change, 7)).toMatchObject({ kind: 'suspect', why: expect.stringMatching(why) });
  });

  it('never throws, and believes only what has a bid below its ask', () => {
    const level = fc.tuple(fc.double(), fc.double());
    const side = fc.oneof(fc.array(level, { maxLength: 3 }), hostileLike(GOOD.bids), fc.anything());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.record({ bids: side, asks: side, nonce: hostileValue }),
          hostileLike(GOOD),
          fc.anything(),
        ),
        (book) => {
          const found = auditBook(book, 1, 1, 20);
          expect(unsound(found)).toEqual([]);
          if (found.kind === 'suspect') return;
          const { bids, asks } = found.depth;
          expect(bids[0]?.price).toBeLessThan(asks[0]?.price ?? 0);
        },
      ),
    );
  });
});

/** What the exchange said, line by line. */
function recorded(name: string): readonly Fields[] {
  const path = sharedPath('data', 'fixtures', 'cryptofeed', name);
  const lines = gunzipSync(readFileSync(path)).toString().split('\n');
  return lines.flatMap((line) => {
    const [, json] = /^[\d.]+: (\{.*\})$/.exec(line) ?? [];
    return json === undefined ? [] : [JSON.parse(json) as Fields];
  });
}

/** Has ccxt take what was recorded, and audits the book after each message of one. */
async function replay(exchangeId: string, messages: readonly Fields[], idOf: (message: Fields) => unknown) {
  const exchange = await loadExchange(exchangeId, {});
  const ids = [...new Set(messages.map((message) => String(idOf(message))))];
  const terms = { type: 'swap', swap: true, contract: true, contractSize: 1, precision: {}, limits: {} };
  const { setMarkets } = exchange as unknown as { setMarkets: (all: readonly object[]) => void };
  setMarkets.call(
    exchange,
    ids.map((id) => ({ id, symbol: id, base: id, quote: 'USD', settle: 'USD', ...terms })),
  );
  const client = exchange.client('wss://nowhere');
  const nonces = new Map<string, number | undefined>();
  return messages.map((message): Audit => {
    exchange.handleMessage(client, message);
    const id = String(idOf(message));
    const audit = auditBook(exchange.orderbooks[id], nonces.get(id), 1, 20);
    if (audit.kind === 'sound') nonces.set(id, audit.nonce);
    return audit;
  });
}

describeWithShared('recorded messages', () => {
  const okx = () =>
    recorded('OKX.ws.1.0.txt.gz').filter(({ arg, data }) => data && fieldsOf(arg).channel === 'books');
  const kraken = () =>
    recorded('KRAKEN_FUTURES.ws.1.0.txt.gz').filter(
      ({ feed, event }) => event === undefined && /^book/.test(String(feed)),
    );
  const krakenId = ({ product_id: id }: Fields) => id;

  it('make sound books of OKX, as ccxt reads them', async () => {
    const audits = await replay('okx', okx(), ({ arg }) => fieldsOf(arg).instId);
    expect(audits).toHaveLength(290);
    expect(audits.filter(({ kind }) => kind !== 'sound')).toEqual([]);
  });

  it('make sound books of Kraken’s futures', async () => {
    const audits = await replay('krakenfutures', kraken(), krakenId);
    expect(audits).toHaveLength(7_024);
    expect(audits.filter(({ kind }) => kind !== 'sound')).toEqual([]);
  });
});
