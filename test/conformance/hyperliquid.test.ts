import { cloidOf } from '../../src/adapters/hyperliquid/cloid.ts';
import { hyperliquidProtocol } from '../../src/adapters/hyperliquid/hyperliquid.ts';
import { simulatedKey } from '../../src/adapters/hyperliquid/key.ts';
import { hyperliquidGateway } from '../../src/exchange/hyperliquid/hyperliquid.ts';
import { conforms } from './conforms.ts';

conforms({
  name: 'hyperliquid',
  speaks: 'hyperliquid',
  gateway: (exchange) => hyperliquidGateway(exchange),
  protocol: ({ port, perp, secret, now, since }) =>
    hyperliquidProtocol({
      ...{ venue: 'hyperliquid', instruments: [perp], symbols: {}, now, since, isTestnet: false },
      ...{ rest: `http://127.0.0.1:${port}`, stream: `ws://127.0.0.1:${port}` },
      // The account stays the same, whoever signs for it.
      key: { id: simulatedKey('demo').id, secret: simulatedKey(secret).secret },
    }),
  ...{ perp: 'BTC', collateral: 'USDC', lot: 10, tooFew: 1 },
  marks: { book: '"l2Book"', account: '"user', place: '"type":"order"' },
  labelOf: cloidOf,
  // Its keys say no such thing, but an account's own is known by its address; its books come whole.
  ...{ tellsWithdrawal: false, hasChanges: false, hasOptions: false },
  tellsMargin: { adl: false, tiers: true },
});
