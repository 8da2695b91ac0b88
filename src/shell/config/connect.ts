import type { VenueId } from '../../domain/instrument.ts';
import { choice, type Reader } from './reader.ts';
import type { Section } from './section.ts';

/** Those that we speak ourselves. */
export type OwnProtocol = 'deribit' | 'binance' | 'hyperliquid';
/** `ccxt:` and ccxt's name of an exchange: any that has no adapter of ours. */
export type ProtocolName = OwnProtocol | `ccxt:${string}`;

/** Where a venue is: the real one, its testnet, or an exchange on a port of this machine or another. */
export type Endpoint =
  | { readonly kind: 'production' | 'testnet' | 'simulated' }
  | { readonly kind: 'address'; readonly host: string; readonly port: number };

/** How a venue is connected to. */
export interface Connection {
  readonly venue: VenueId;
  readonly protocol: ProtocolName;
  readonly endpoint: Endpoint;
  /** `paper`: its prices are real and our fills are made up. */
  readonly account: 'paper' | 'live';
  /** Where the key is: `env DERIBIT` for DERIBIT_KEY and DERIBIT_SECRET, or a file that only its owner may read. */
  readonly key: { readonly kind: 'env' | 'file'; readonly name: string } | null;
}

const EXAMPLE = '{ protocol: deribit, to: production, account: paper }';

const own = choice<OwnProtocol>('protocol', ['deribit', 'binance', 'hyperliquid']);
const protocol: Reader<ProtocolName> = {
  ...own,
  wanted: `${own.wanted}, or one of ccxt's such as ccxt:bybit`,
  read: (text) => {
    const [, exchange] = /^ccxt:([a-z0-9]+)$/.exec(text) ?? [];
    return exchange === undefined ? own.read(text) : { value: `ccxt:${exchange}` };
  },
};
const account = choice('account', ['paper', 'live']);

const endpoint: Reader<Endpoint> = {
  wanted: 'production, testnet, simulated, or an address such as 127.0.0.1:8420',
  standIn: { kind: 'simulated' },
  read: (text) => {
    if (text === 'production' || text === 'testnet' || text === 'simulated') return { value: { kind: text } };
    const [, host, port] = /^([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
    if (host === undefined || Number(port) > 65_535 || Number(port) === 0)
      return { message: `is ${text}, which is no place`, remedy: `write ${endpoint.wanted}` };
    return { value: { kind: 'address', host, port: Number(port) } };
  },
};

const key: Reader<NonNullable<Connection['key']>> = {
  wanted: 'env DERIBIT for the variables DERIBIT_KEY and DERIBIT_SECRET, or file keys/deribit.json',
  standIn: { kind: 'env', name: '' },
  read: (text) => {
    const [, kind, name] = /^(env|file)\s+(\S+)$/.exec(text) ?? [];
    // Whatever was written may be the secret itself: it is not repeated.
    if (kind === undefined || name === undefined)
      return { message: 'is not where a key is', remedy: `write ${key.wanted}; never the key itself` };
    return { value: { kind: kind as 'env' | 'file', name } };
  },
};

/** How the venue of `section` is connected to; undefined where it is on paper alone. */
export function readConnection(section: Section, venue: VenueId): Connection | undefined {
  const told = section.value('connect');
  if (told === undefined) return undefined;
  const terms = told.section(EXAMPLE);
  const connection = {
    venue,
    protocol: terms.required('protocol', protocol),
    endpoint: terms.required('to', endpoint),
    account: terms.optional('account', account, 'paper'),
    key: terms.value('key')?.read(key) ?? null,
  };
  const { kind } = connection.endpoint;
  if (connection.protocol.startsWith('ccxt:') && kind !== 'production' && kind !== 'testnet')
    terms.wrong('has ccxt look for an exchange where there is none', 'write to: production, or testnet');
  const isReal = kind !== 'simulated';
  if (connection.account === 'live' && isReal && connection.key === null)
    terms.wrong('has a live account and no key', `write key: ${key.wanted}`);
  terms.refuseUnknown();
  return connection;
}
