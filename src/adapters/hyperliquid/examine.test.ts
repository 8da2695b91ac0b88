import { describe, expect, it } from 'vitest';
import { createClockOffset } from '../../wire/offset.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { examineHyperliquid, misfits } from './examine.ts';
import { holdingsOf } from './holdings.ts';
import { BTC, desk, SYMBOLS, tradedAs, UNIVERSE, USER } from './hyperliquid-fixture.ts';
import { addressOfKey, privateKeyOf, simulatedKey } from './key.ts';
import { universeOf } from './universe.ts';
import { isMoney, tryOut, walletOf, whyNot } from './wallet.ts';

const coin = UNIVERSE.of('BTC');

describe('misfits', () => {
  it('finds nothing where all is as listed', () => {
    expect(misfits(tradedAs({}), coin)).toEqual([]);
    const pepe = tradedAs({ id: 'kPEPE', base: 'PEPE', multiplier: 1, tick: 0.000001 }, 'kPEPE');
    expect(misfits(pepe, UNIVERSE.of('kPEPE'))).toEqual([]);
  });

  it.each([
    [{ settle: 'USDT' }, 'settle is USDT in the config and USDC there'],
    [{ base: 'ETH' }, 'base is ETH in the config and BTC there'],
    [{ inverse: true }, 'it is inverse in the config and linear there'],
    [
      { multiplier: 0.000001 },
      'a lot is 0.000001 in the config, which is no multiple of its step of 0.00001',
    ],
    [{ tick: 0.05 }, 'tick is 0.05 in the config, which is no multiple of its 0.1'],
  ])('names %o', (change, message) => {
    expect(misfits(tradedAs(change), coin)).toEqual([message]);
  });

  it('names what is not there, or not any more', () => {
    expect(misfits(tradedAs({}), undefined)).toEqual(['there is no perpetual BTC']);
    expect(misfits(tradedAs({ base: 'OLD', multiplier: 1 }), UNIVERSE.of('OLD'))).toEqual([
      'it is not traded any more',
    ]);
  });
});

describe('holdingsOf', () => {
  const position = (name: string, szi: string, unrealizedPnl: string) => ({
    type: 'oneWay',
    position: { coin: name, szi, unrealizedPnl, entryPx: '60000.5' },
  });
  const state = (accountValue: unknown, ...assetPositions: unknown[]) => ({
    marginSummary: { accountValue },
    assetPositions,
  });

  it('is cash without what is unrealised, to the last digit', () => {
    const found = holdingsOf(
      state('1000000.000001', position('BTC', '-0.0015', '12.345678'), position('SOL', '2.5', '-0.000001')),
      SYMBOLS,
      UNIVERSE,
    );
    expect(found).toEqual({
      positions: { [BTC.id]: -150, SOL: 250 },
      cash: { USDC: 99_998_765_432_400n },
      entries: { [BTC.id]: 60_000.5, SOL: 60_000.5 },
    });
    expect(holdingsOf(state('0.0'), SYMBOLS, UNIVERSE).cash).toEqual({});
  });

  it('says so of what makes no sense', () => {
    const wrong = [
      state('x'),
      state(undefined),
      { marginSummary: { accountValue: '1' } },
      state('1', position('BTC', '0.000001', '0')),
      state('1', position('BTC', '1', 'much')),
      null,
    ];
    for (const one of wrong) expect(() => holdingsOf(one, SYMBOLS, UNIVERSE)).toThrow(NoAnswer);
  });

  it('does not reckon in places that no coin has', () => {
    for (const szDecimals of [1e308, -1e308, 19, -1, 0.5]) {
      const universe = universeOf({ universe: [{ name: 'SOL', szDecimals, maxLeverage: 20 }] });
      expect(universe.of('SOL')).toBeUndefined();
      expect(holdingsOf(state('1', position('SOL', '2', '0')), SYMBOLS, universe).positions).toEqual({
        SOL: 2,
      });
    }
  });
});

describe('wallets', () => {
  const agent = { id: USER, secret: simulatedKey('agent').secret };
  const role = (answer: object) => desk({ ask: () => answer }).desk;

  it('are made of an address and a private key, which is never repeated', () => {
    expect(walletOf(agent).signer).toBe(addressOfKey(privateKeyOf(agent.secret) as Uint8Array));
    expect(() => walletOf({ ...agent, id: 'demo' })).toThrow(/address/);
    expect(() => walletOf({ ...agent, secret: 'hunter2' })).toThrow(/32 bytes in hex/);
    expect(() => walletOf({ ...agent, secret: 'hunter2' })).not.toThrow(/hunter2/);
  });

  it('may trade for the account that has approved them, or that they are', async () => {
    const wallet = walletOf(agent);
    expect(
      await whyNot(role({ role: 'agent', data: { user: USER.toUpperCase().replace('X', 'x') } }), wallet),
    ).toBe(undefined);
    const other = `0x${'cd'.repeat(20)}`;
    expect(await whyNot(role({ role: 'agent', data: { user: other } }), wallet)).toMatch(/not of/);
    for (const stranger of ['missing', 'user', 'vault', 'subAccount'])
      expect(await whyNot(role({ role: stranger }), wallet)).toMatch(/is no API wallet of .*: approve it/);
    const owner = walletOf(simulatedKey('demo'));
    expect(await whyNot(role({ role: 'user' }), owner)).toBeUndefined();
    expect(await whyNot(role({ role: 'missing' }), owner)).toMatch(/deposit/);
  });

  it('are tried out with an action that does nothing', async () => {
    const { desk: good, acted } = desk({});
    await tryOut(good);
    expect(acted).toMatchObject([{ action: { type: 'noop' } }]);
    const answering = (detail: string, kind: 'refused' | 'unclear') =>
      tryOut(desk({ act: () => ({ kind, detail }) }).desk);
    await expect(answering('User or API Wallet 0x1 does not exist.', 'refused')).rejects.toThrow(
      /may not trade/,
    );
    await expect(answering('Too many cumulative requests', 'refused')).rejects.toThrow(NoAnswer);
    await expect(answering('Internal error', 'unclear')).rejects.toThrow(NoAnswer);
  });

  it('have money at stake on the venue alone', () => {
    expect(isMoney('https://api.hyperliquid.xyz', false)).toBe(true);
    expect(isMoney('https://api.hyperliquid-testnet.xyz', true)).toBe(false);
    expect(isMoney('http://127.0.0.1:8080', false)).toBe(false);
    expect(isMoney('http://10.0.0.1:8080', false)).toBe(true);
  });
});

describe('examineHyperliquid', () => {
  it('warns of isolated margin, of an owner’s key and of a switch that is not armed', async () => {
    const { desk: asked } = desk({
      ask: ({ type }) => {
        if (type === 'meta') return { universe: [{ name: 'BTC', szDecimals: 5, maxLeverage: 40 }] };
        return type === 'activeAssetData' ? { leverage: { type: 'isolated', value: 3 } } : {};
      },
    });
    const key = { user: USER, isOwner: true, wrong: async () => undefined, deadMan: () => 'not armed: why' };
    const parts = { desk: asked, symbols: SYMBOLS, offset: createClockOffset() };
    const found = await examineHyperliquid({ ...parts, key });
    expect(Object.fromEntries(found.map(({ what, verdict }) => [what, verdict]))).toEqual({
      ...{ latency: 'good', clock: 'good', [BTC.id]: 'good', [`${BTC.id} leverage`]: 'warning' },
      ...{ key: 'warning', 'position mode': 'good', 'dead-man switch': 'warning' },
    });
    const revoked = await examineHyperliquid({ ...parts, key: { ...key, wrong: async () => 'revoked' } });
    expect(revoked.find(({ what }) => what === 'key')).toMatchObject({ verdict: 'bad', detail: 'revoked' });
    expect((await examineHyperliquid(parts)).at(-1)).toMatchObject({ what: 'key', verdict: 'warning' });
  });
});
