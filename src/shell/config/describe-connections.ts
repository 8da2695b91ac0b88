import type { AppConfig } from './config.ts';
import type { Connection, Endpoint } from './connect.ts';
import { decimal } from './reader.ts';

function placeOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'production':
      return 'the real venue';
    case 'testnet':
      return 'its testnet';
    case 'simulated':
      return 'a simulated exchange that is started for it';
    case 'address':
      return `${endpoint.host}:${endpoint.port}`;
  }
}

function keyText({ key, endpoint }: Connection): string {
  if (key === null) return endpoint.kind === 'simulated' ? 'the key of its demo account' : 'no key';
  return key.kind === 'env' ? `the key in ${key.name}_KEY and ${key.name}_SECRET` : `the key in ${key.name}`;
}

/** Where each venue that is connected to is, and whose account is traded there. */
export function connectionLines({ connections }: AppConfig): readonly string[] {
  return connections.map((connection) => {
    const { venue, protocol, account, endpoint } = connection;
    const where = `${venue}: ${protocol} at ${placeOf(endpoint)}`;
    return account === 'paper'
      ? `${where}, its prices alone: fills are on paper`
      : `${where}, a live account with ${keyText(connection)}; the book there is what the account holds`;
  });
}

/** The simulated exchange that is started; nothing where none is. */
export function exchangeLines({ exchange }: AppConfig): readonly string[] {
  if (exchange === undefined) return [];
  const { seed, pace } = exchange;
  return [`a simulated exchange, seed ${seed}, ${decimal(pace)} times as fast as real time`];
}

/** On whose account a config trades, for its title. */
export function accountText({ connections }: AppConfig): string {
  const live = connections.filter(({ account }) => account === 'live').map(({ venue }) => venue);
  return live.length === 0 ? 'on paper' : `live at ${live.join(' and ')}`;
}
