import { DAY } from '../../units/time.ts';
import type { AccountId, Exchange } from '../exchange.ts';
import { addressOfKey, hashOf, keyOfSecret } from './key.ts';

/** Which wallet an account has: its address, or a private key in hex that the address follows from. */
export type WalletOf =
  | { readonly account: AccountId; readonly address: string }
  | { readonly account: AccountId; readonly privateKey: string };

/** A wallet that may sign for an account, but not for its money. */
export interface Agent {
  readonly address: string;
  /** Empty for the one without a name. */
  readonly name: string;
  readonly validUntil: number;
}

export interface Wallets {
  /** Whose wallet this is. */
  owner(address: string): AccountId | undefined;
  address(account: AccountId): string;
  /** For whom a signature of this address acts: as the owner or as an agent. */
  signer(address: string, now: number): AccountId | undefined;
  /** Lets another address sign; answers why not. An earlier agent of the same name goes. */
  approve(account: AccountId, agent: string, name: string, now: number): string | undefined;
  agents(account: AccountId, now: number): readonly Agent[];
}

const NAMED_AGENTS = 3;
const AGENT_LIFE = 180 * DAY;
const LONGEST_NAME = 16;

/**
 * The wallets of the accounts of `exchange`: those that are given, and for the others the one that their secret
 * stands for (`keyOfSecret`).
 */
export function createWallets(
  exchange: Pick<Exchange, 'accounts'>,
  given: readonly WalletOf[] = [],
): Wallets {
  const owners = new Map<string, AccountId>();
  const addresses = new Map<AccountId, string>();
  const agents = new Map<AccountId, Agent[]>();
  const add = (account: AccountId, address: string): void => {
    owners.set(address, account);
    addresses.set(account, address);
  };
  for (const one of given)
    add(one.account, 'address' in one ? one.address.toLowerCase() : addressOfKey(one.privateKey));
  let seen = 0;
  const refresh = (): void => {
    const accounts = exchange.accounts();
    if (accounts.length === seen) return;
    seen = accounts.length;
    for (const { id, secret } of accounts)
      if (!addresses.has(id) && secret !== '') add(id, keyOfSecret(secret).address);
  };
  const owner = (address: string): AccountId | undefined => {
    refresh();
    return owners.get(address);
  };
  const agentOf = (address: string, now: number): AccountId | undefined => {
    for (const [account, all] of agents)
      if (all.some((agent) => agent.address === address && agent.validUntil > now)) return account;
    return undefined;
  };
  return {
    owner,
    address: (account) => {
      refresh();
      const known = addresses.get(account);
      if (known !== undefined) return known;
      // Whoever trades without a wallet, as the market maker does, still has a name in public trades.
      const made = hashOf(account).slice(0, 42);
      addresses.set(account, made);
      return made;
    },
    signer: (address, now) => owner(address) ?? agentOf(address, now),
    approve: (account, address, fullName, now) => {
      const [, name = fullName, until] = /^(.*?) valid_until (\d{1,15})$/.exec(fullName) ?? [];
      if (name.length > LONGEST_NAME) return `Agent name must have at most ${LONGEST_NAME} characters.`;
      const validUntil = until === undefined ? now + AGENT_LIFE : Number(until);
      if (validUntil <= now || validUntil > now + AGENT_LIFE) return 'Invalid agent expiration.';
      if (owner(address) !== undefined || agentOf(address, now) !== undefined)
        return 'Extra agent already used.';
      const others = (agents.get(account) ?? []).filter(
        (agent) => agent.name !== name && agent.validUntil > now,
      );
      if (name !== '' && others.filter((agent) => agent.name !== '').length >= NAMED_AGENTS)
        return 'Too many extra agents.';
      agents.set(account, [...others, { address, name, validUntil }]);
      return undefined;
    },
    agents: (account, now) => (agents.get(account) ?? []).filter((agent) => agent.validUntil > now),
  };
}
