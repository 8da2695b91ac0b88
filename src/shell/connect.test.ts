import { describe, expect, it } from 'vitest';
import { millis } from '../units/units.ts';
import type { Connection } from './config/connect.ts';
import { addressesOf, connect, isHarmless } from './connect.ts';

describe('addressesOf', () => {
  it('is encrypted for published endpoints', () => {
    for (const protocol of ['deribit', 'binance', 'hyperliquid'] as const)
      for (const kind of ['production', 'testnet'] as const) {
        const { http, ws, orders } = addressesOf(protocol, { kind }, undefined);
        expect(http).toMatch(/^https:/);
        expect(ws).toMatch(/^wss:/);
        expect(orders).toMatch(/^wss:/);
      }
  });

  it('is where it is told to be, or where the simulated exchange listens', () => {
    expect(addressesOf('deribit', { kind: 'address', host: '10.0.0.7', port: 99 }, undefined).ws).toBe(
      'ws://10.0.0.7:99',
    );
    expect(addressesOf('binance', { kind: 'simulated' }, 4242).http).toBe('http://127.0.0.1:4242');
    expect(() => addressesOf('binance', { kind: 'simulated' }, undefined)).toThrow('none was started');
  });
});

describe('connect', () => {
  it('has ccxt find an exchange by its own name for it', async () => {
    const options = { instruments: [], symbols: {}, vols: [], simulated: undefined };
    const of = (protocol: Connection['protocol']) =>
      connect({
        ...{ ...options, now: () => millis(0), since: millis(0), key: { id: 'i', secret: 's' } },
        connection: { venue: 'v', protocol, endpoint: { kind: 'testnet' }, account: 'live', key: null },
      });
    expect(await of('ccxt:bybit')).toMatchObject({ venue: 'v', hasAccount: true });
    await expect(of('ccxt:nowhere')).rejects.toThrow('knows no exchange nowhere');
  });
});

describe('isHarmless', () => {
  const of = (endpoint: Connection['endpoint'], account: Connection['account']) =>
    isHarmless({ venue: 'v', protocol: 'deribit', endpoint, account, key: null });

  it('is whatever cannot lose real money', () => {
    expect(of({ kind: 'production' }, 'paper')).toBe(true);
    expect(of({ kind: 'simulated' }, 'live')).toBe(true);
    expect(of({ kind: 'address', host: '127.0.0.1', port: 1 }, 'live')).toBe(true);
  });

  it('is no live account elsewhere, and no testnet either: a slip of one word is all there is between them', () => {
    expect(of({ kind: 'production' }, 'live')).toBe(false);
    expect(of({ kind: 'testnet' }, 'live')).toBe(false);
    expect(of({ kind: 'address', host: '10.0.0.7', port: 1 }, 'live')).toBe(false);
  });
});
