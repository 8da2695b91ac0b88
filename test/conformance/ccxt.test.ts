import { signedForm } from '../../src/adapters/binance/signing.ts';
import { ccxtProtocol } from '../../src/adapters/ccxt/ccxt.ts';
import { createClientIds } from '../../src/adapters/ccxt/client-id.ts';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { conforms } from './conforms.ts';
import type { Spec } from './rig.ts';

const KEY = { id: 'demo', secret: 'demo' };
const ids = createClientIds('', 36);

/** In place of ccxt's addresses of Binance USDⓈ-M. */
function urlsOf(port: number): Readonly<Record<string, unknown>> {
  const [http, ws] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`];
  return {
    ...{ fapiPublic: `${http}/fapi/v1`, fapiPublicV2: `${http}/fapi/v2`, fapiPublicV3: `${http}/fapi/v3` },
    ...{ fapiPrivate: `${http}/fapi/v1`, fapiPrivateV2: `${http}/fapi/v2` },
    ...{ fapiPrivateV3: `${http}/fapi/v3`, sapi: `${http}/sapi/v1` },
    ws: { future: `${ws}/ws`, 'ws-api': { future: `${ws}/ws-fapi/v1` } },
  };
}

function spec(isPolled: boolean): Spec {
  return {
    name: isPolled ? 'ccxt without streams' : 'ccxt',
    speaks: 'binance',
    gateway: (exchange) => binanceGateway(exchange),
    protocol: ({ port, perp, secret, now, since }) =>
      ccxtProtocol({
        ...{ venue: 'ccxt', exchangeId: 'binanceusdm', instruments: [perp], now, since, isPolled },
        ...{ symbols: { [perp.id]: 'BTC/USDT:USDT' }, key: { ...KEY, secret }, urls: urlsOf(port) },
        limits: { capacity: 500, refill: 200, reserve: 0.2 },
      }),
    ...{ perp: 'BTCUSDT', collateral: 'USDT', tooFew: 1 },
    marks: {
      ...{ book: '"depthUpdate"', account: '_UPDATE"' },
      place: isPolled ? 'newClientOrderId' : 'order.place',
    },
    labelOf: (order) => ids.encode(order) ?? '',
    ...{ tellsWithdrawal: true, hasChanges: !isPolled, hasOptions: false },
    tellsMargin: { adl: true, tiers: false },
    spoil: async (_exchange, { port }) => {
      const window = { timestamp: Date.now(), recvWindow: 5_000 };
      const query = signedForm({ dualSidePosition: true }, window, KEY);
      const url = `http://127.0.0.1:${port}/fapi/v1/positionSide/dual?${query}`;
      const answer = await fetch(url, { method: 'POST', headers: { 'x-mbx-apikey': KEY.id } });
      if (!answer.ok) throw new Error(await answer.text());
    },
  };
}

conforms(spec(false));
conforms(spec(true));
