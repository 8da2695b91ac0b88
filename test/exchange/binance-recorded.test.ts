/** What the gateway says has the shape of what Binance said when it was recorded, field by field. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bench, lotsOf } from '../../src/exchange/binance/binance-fixture.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

type Body = Readonly<Record<string, unknown>>;

/** The JSON of each line, after what stands before it. */
function recorded(file: string): readonly Body[] {
  const path = sharedPath('data', 'fixtures', 'cryptofeed', file);
  const lines = gunzipSync(readFileSync(path)).toString().split('\n');
  return lines.flatMap((line) => {
    const match = /^(?:http\S+ -> )?[\d.]+: (\{.*\})$/.exec(line);
    return match?.[1] === undefined ? [] : [JSON.parse(match[1]) as Body];
  });
}

/** Field by field, what kind of value it has; of lists, of their first row. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}

/** The fullest recorded event of a kind: with changes on both sides, where it has sides. */
function example(kind: string): Body {
  const events = recorded('BINANCE_FUTURES.ws.1.0.txt.gz').map(({ data }) => data as Body);
  const found = events.filter(({ e }) => e === kind);
  const full = found.find(({ a, b }) => (a as unknown[])?.length !== 0 && (b as unknown[])?.length !== 0);
  if (full === undefined) throw new Error(`no ${kind} was recorded`);
  return full;
}

describeWithShared('recorded messages of Binance futures', () => {
  const here = bench();
  const streams = ['depth@100ms', 'bookTicker', 'aggTrade', 'kline_1m'].map((one) => `btcusdt@${one}`);
  const { heard } = here.open('/stream', `streams=${streams.join('/')}`);
  here.order();
  here.order({ side: 'SELL', price: '50010.0' });
  here.exchange.control.takeFrom('BTCUSDT', 'buy', lotsOf(4));
  here.pass(500);
  const said = (kind: string): Body => heard.find(({ data }) => data.e === kind)?.data;

  it.each(['depthUpdate', 'bookTicker', 'aggTrade', 'kline'])('have the shape of our %s', (kind) => {
    expect(shapeOf(said(kind))).toMatchObject(shapeOf(example(kind)) as object);
  });

  it('have the shape of our snapshot', () => {
    const [snapshot] = recorded('BINANCE_FUTURES.http.0.0.txt.gz');
    const ours = here.ask('GET', '/fapi/v1/depth', { symbol: 'BTCUSDT' }).body;
    expect(shapeOf(ours)).toEqual(shapeOf(snapshot));
  });

  it('list a symbol as we do, with the filters that we have', () => {
    const [info] = recorded('BINANCE_FUTURES.0.txt.gz');
    const ours = here.ask('GET', '/fapi/v1/exchangeInfo').body;
    const [recordedSymbol = {}] = (info?.symbols ?? []) as Body[];
    // Settlement plans are gone since 2021; lists are of other things, and may be empty.
    const {
      filters,
      settlePlan: _gone,
      orderTypes: _types,
      underlyingSubType: _tags,
      ...symbol
    } = recordedSymbol;
    expect(shapeOf(ours.symbols[0])).toMatchObject(shapeOf(symbol) as object);
    const own = new Map<unknown, Body>(ours.symbols[0].filters.map((one: Body) => [one.filterType, one]));
    for (const filter of filters as Body[])
      expect(shapeOf(own.get(filter.filterType))).toEqual(shapeOf(filter));
    expect(ours.rateLimits).toEqual(info?.rateLimits);
  });
});
