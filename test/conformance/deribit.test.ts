import { describe, expect, it } from 'vitest';
import { deribitProtocol } from '../../src/adapters/deribit/deribit.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { conforms } from './conforms.ts';
import { createRig, type Spec, sleep, until } from './rig.ts';

const SPEC: Spec = {
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
  tellsMargin: { adl: false, tiers: false },
};

conforms(SPEC);

describe('an instrument that has ended', () => {
  it('keeps nothing else from being traded after a reconnection', async () => {
    const rig = await createRig(SPEC);
    try {
      await rig.open();
      if (rig.option === undefined) throw new Error('it lists options');
      rig.exchange.control.delist(rig.option.id);
      rig.serving.disconnect();
      await until(() => rig.told.some(({ kind }) => kind === 'suspect'), 'the loss');
      rig.told.length = 0;
      await until(() => rig.told.some(({ kind }) => kind === 'report'), 'a report');
      rig.place(3);
      await until(() => rig.held() === 3, 'the trade');
      expect(rig.notices).toContain(`deribit: it does not trade ${rig.option.id} any more`);
    } finally {
      await rig.close();
    }
  });
});

describe('a login', () => {
  it('is renewed before it runs out', async () => {
    const short = { ...SPEC, gateway: (exchange: Exchange) => deribitGateway(exchange, { tokenMs: 1_000 }) };
    const rig = await createRig(short);
    try {
      await rig.open();
      await sleep(2_500);
      const { positions } = await rig.report();
      expect(positions).toEqual({});
      rig.place(3);
      await until(() => rig.held() === 3, 'the trade');
      expect(rig.notices).toEqual([]);
    } finally {
      await rig.close();
    }
  });
});
