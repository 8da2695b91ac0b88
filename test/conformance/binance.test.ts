import { binanceProtocol } from '../../src/adapters/binance/binance.ts';
import { signedForm } from '../../src/adapters/binance/signing.ts';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { conforms } from './conforms.ts';

const KEY = { id: 'demo', secret: 'demo' };

conforms({
  name: 'binance',
  speaks: 'binance',
  gateway: (exchange) => binanceGateway(exchange),
  protocol: ({ port, perp, secret, now, since }) =>
    binanceProtocol({
      ...{ venue: 'binance', instruments: [perp], symbols: {}, now, since, key: { ...KEY, secret } },
      endpoints: {
        rest: `http://127.0.0.1:${port}`,
        stream: `ws://127.0.0.1:${port}`,
        orders: `ws://127.0.0.1:${port}`,
      },
    }),
  ...{ perp: 'BTCUSDT', collateral: 'USDT', tooFew: 1 },
  marks: { book: '"depthUpdate"', account: '_UPDATE"', place: 'order.place' },
  labelOf: (order) => order,
  ...{ tellsWithdrawal: true, hasChanges: true, hasOptions: false },
  tellsMargin: { adl: true, tiers: true },
  spoil: async (_exchange, { port }) => {
    const window = { timestamp: Date.now(), recvWindow: 5_000 };
    const query = signedForm({ dualSidePosition: true }, window, KEY);
    const url = `http://127.0.0.1:${port}/fapi/v1/positionSide/dual?${query}`;
    const answer = await fetch(url, { method: 'POST', headers: { 'x-mbx-apikey': KEY.id } });
    if (!answer.ok) throw new Error(await answer.text());
  },
});
