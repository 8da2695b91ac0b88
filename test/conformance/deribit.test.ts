import { deribitProtocol } from '../../src/adapters/deribit/deribit.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import { conforms } from './conforms.ts';

conforms({
  name: 'deribit',
  speaks: 'deribit',
  gateway: (exchange) => deribitGateway(exchange),
  protocol: ({ port, perp, option, secret, now, since }) =>
    deribitProtocol({
      ...{ venue: 'deribit', url: `ws://127.0.0.1:${port}/ws/api/v2`, symbols: {}, vols: [], now, since },
      instruments: option === undefined ? [perp] : [perp, option],
      key: { id: 'demo', secret },
    }),
  ...{ perp: 'BTC-PERPETUAL', collateral: 'BTC', tooFew: null },
  marks: { book: '"book.', account: '"user.', place: 'private/buy' },
  labelOf: (order) => order,
  ...{ tellsWithdrawal: true, hasChanges: true, hasOptions: true },
});
