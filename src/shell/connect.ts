/** Finds a venue's addresses, and loads the adapter that speaks its protocol. */
import type { Currency, Instrument } from '../domain/instrument.ts';
import type { Millis } from '../units/units.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { Connection, Endpoint, OwnProtocol } from './config/connect.ts';
import type { Key } from './keys.ts';

export interface ConnectOptions {
  readonly connection: Connection;
  /** Those of the venue. */
  readonly instruments: readonly Instrument[];
  readonly symbols: Readonly<Record<string, string>>;
  /** Underlyings whose implied vol is wanted, where the venue tells one. */
  readonly vols: readonly Currency[];
  /** Absent: public data alone. */
  readonly key?: Key;
  readonly now: () => Millis;
  /** What the account did before this has been told before. */
  readonly since: Millis;
  /** Where the simulated exchange listens, if one was started. */
  readonly simulated: number | undefined;
}

interface Addresses {
  readonly http: string;
  readonly ws: string;
  /** Where orders go, if elsewhere. */
  readonly orders: string;
}

/** As the venues document them. */
const PUBLISHED: Readonly<Record<OwnProtocol, Readonly<Record<'production' | 'testnet', Addresses>>>> = {
  deribit: {
    production: {
      http: 'https://www.deribit.com',
      ws: 'wss://www.deribit.com',
      orders: 'wss://www.deribit.com',
    },
    testnet: {
      http: 'https://test.deribit.com',
      ws: 'wss://test.deribit.com',
      orders: 'wss://test.deribit.com',
    },
  },
  binance: {
    production: {
      http: 'https://fapi.binance.com',
      ws: 'wss://fstream.binance.com',
      orders: 'wss://ws-fapi.binance.com',
    },
    testnet: {
      http: 'https://testnet.binancefuture.com',
      ws: 'wss://fstream.binancefuture.com',
      orders: 'wss://testnet.binancefuture.com',
    },
  },
  hyperliquid: {
    production: {
      http: 'https://api.hyperliquid.xyz',
      ws: 'wss://api.hyperliquid.xyz',
      orders: 'wss://api.hyperliquid.xyz',
    },
    testnet: {
      http: 'https://api.hyperliquid-testnet.xyz',
      ws: 'wss://api.hyperliquid-testnet.xyz',
      orders: 'wss://api.hyperliquid-testnet.xyz',
    },
  },
};

function at(host: string, port: number): Addresses {
  return { http: `http://${host}:${port}`, ws: `ws://${host}:${port}`, orders: `ws://${host}:${port}` };
}

/** The addresses of `endpoint`; without encryption where it is no published one. */
export function addressesOf(name: OwnProtocol, endpoint: Endpoint, simulated: number | undefined): Addresses {
  if (endpoint.kind === 'address') return at(endpoint.host, endpoint.port);
  if (endpoint.kind !== 'simulated') return PUBLISHED[name][endpoint.kind];
  if (simulated === undefined) throw new Error('a simulated exchange is wanted, and none was started');
  return at('127.0.0.1', simulated);
}

/** Whether orders sent there can only lose play money: an exchange on this machine. */
export function isHarmless({ endpoint, account }: Connection): boolean {
  if (account === 'paper' || endpoint.kind === 'simulated') return true;
  return endpoint.kind === 'address' && ['127.0.0.1', 'localhost'].includes(endpoint.host);
}

const CCXT = 'ccxt:';

function isOwn(protocol: Connection['protocol']): protocol is OwnProtocol {
  return !protocol.startsWith(CCXT);
}

/** The protocol of a connection, not yet open. */
export async function connect(options: ConnectOptions): Promise<Protocol> {
  const { connection, instruments, symbols, vols, key, now, since } = options;
  const { venue, protocol, endpoint } = connection;
  const common = { venue, instruments, symbols, now, since, ...(key === undefined ? {} : { key }) };
  if (!isOwn(protocol)) {
    const { ccxtProtocol } = await import('../adapters/ccxt/ccxt.ts');
    const exchangeId = protocol.slice(CCXT.length);
    return await ccxtProtocol({ ...common, exchangeId, isTestnet: endpoint.kind === 'testnet' });
  }
  const { http, ws, orders } = addressesOf(protocol, endpoint, options.simulated);
  switch (protocol) {
    case 'deribit': {
      const { deribitProtocol } = await import('../adapters/deribit/deribit.ts');
      return deribitProtocol({ ...common, vols, url: `${ws}/ws/api/v2` });
    }
    case 'binance': {
      const { binanceProtocol } = await import('../adapters/binance/binance.ts');
      return binanceProtocol({ ...common, endpoints: { rest: http, stream: ws, orders } });
    }
    case 'hyperliquid': {
      const { hyperliquidProtocol } = await import('../adapters/hyperliquid/hyperliquid.ts');
      return hyperliquidProtocol({
        ...common,
        rest: http,
        stream: ws,
        isTestnet: endpoint.kind === 'testnet',
      });
    }
  }
}
