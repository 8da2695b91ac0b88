import { fieldsOf } from '../../wire/fields.ts';
import { NoAnswer, VenueRefused } from '../../wire/protocol.ts';
import type { Desk } from './desk.ts';
import { addressOf, addressOfKey, type HyperliquidKey, privateKeyOf } from './key.ts';

/** For whom we sign, and with what. */
export interface Wallet {
  /** The account's address. */
  readonly user: string;
  readonly privateKey: Uint8Array;
  /** The address of `privateKey`. */
  readonly signer: string;
}

/** The wallet of a key. Throws `VenueRefused` on what is none, without repeating it. */
export function walletOf({ id, secret }: HyperliquidKey): Wallet {
  const [user, privateKey] = [addressOf(id), privateKeyOf(secret)];
  if (user === undefined)
    throw new VenueRefused(
      'the key of Hyperliquid is no address: it must be the account’s, 0x and 40 digits',
    );
  if (privateKey === undefined)
    throw new VenueRefused('the secret is no private key: it must be an API wallet’s, 32 bytes in hex');
  return { user, privateKey, signer: addressOfKey(privateKey) };
}

/** Why `wallet` may not trade for its account, as the venue tells of addresses; undefined: it may. */
export async function whyNot(desk: Desk, { user, signer }: Wallet): Promise<string | undefined> {
  const { role, data } = fieldsOf(await desk.ask({ type: 'userRole', user: signer }));
  if (signer === user) return role === 'missing' ? `there is no account ${user}: deposit to it` : undefined;
  if (role !== 'agent') return `${signer} is no API wallet of ${user}: approve it there`;
  const master = addressOf(fieldsOf(data).user);
  return master === user ? undefined : `${signer} is the API wallet of ${String(master)}, not of ${user}`;
}

/** An action that does nothing is signed and sent like any other: how long for an answer to it. */
const TRIAL_MS = 5_000;

/** Has the venue check a signature of ours. Throws `VenueRefused` where it does not take it. */
export async function tryOut(desk: Desk): Promise<void> {
  const acted = await desk.act({ type: 'noop' }, { urgent: true, until: performance.now() + TRIAL_MS });
  if (acted.kind === 'done') return;
  if (acted.kind === 'unclear' || /too many|^429/i.test(acted.detail)) throw new NoAnswer(acted.detail);
  throw new VenueRefused(`the key may not trade: ${acted.detail}`);
}

/**
 * Whether what is at stake there is money. An account's own wallet may withdraw, so its key is refused where it is; API
 * wallets may not ("Nonces and API wallets").
 */
export function isMoney(rest: string, isTestnet: boolean): boolean {
  return !isTestnet && !['127.0.0.1', 'localhost', '[::1]'].includes(new URL(rest).hostname);
}
