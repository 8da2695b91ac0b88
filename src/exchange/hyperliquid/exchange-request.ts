/** `POST /exchange`: whose action it is, whether it is new and in time, and then what it does. */
import { type Action, lengthOf, readAction } from './action.ts';
import type { Desk } from './desk.ts';
import type { Limits } from './limits.ts';
import { createNonces, type Nonces } from './nonces.ts';
import { failed, perform, type Reply } from './perform.ts';
import { addressOf, type Fields, fieldsOf, wholeOf } from './reading.ts';
import { readSignature, type Sealed, type Signature, tradingSigner } from './signature.ts';
import { isUserSigned, readUserAction } from './user-signed.ts';

/** Answers a request; undefined where it is malformed. */
export type ExchangeRequests = (request: unknown) => Reply | undefined;

/** Requests that a late action costs its account. */
const LATE_FINE = 5;
const LONGEST_BATCH = 1_000;
const CANCELS = new Set<Action['type']>(['cancel', 'cancelByCloid', 'scheduleCancel']);

function sealedOf(fields: Fields, nonce: number): Sealed | undefined {
  const { vaultAddress, expiresAfter } = fields;
  const vault = addressOf(vaultAddress);
  const late = wholeOf(expiresAfter);
  if (vault === undefined && vaultAddress !== undefined && vaultAddress !== null) return undefined;
  if (late === undefined && expiresAfter !== undefined && expiresAfter !== null) return undefined;
  return {
    nonce,
    ...(vault === undefined ? {} : { vault }),
    ...(late === undefined ? {} : { expiresAfter: late }),
  };
}

/** What all requests of an exchange go through. */
export function createExchangeRequests(desk: Desk, limits: Limits): ExchangeRequests {
  const used = new Map<string, Nonces>();
  const stranger = (signer: string | undefined): Reply =>
    failed(
      signer === undefined ? 'Unable to recover signer.' : `User or API Wallet ${signer} does not exist.`,
    );
  const takeNonce = (signer: string, nonce: number): Reply | undefined => {
    const nonces = used.get(signer) ?? createNonces();
    used.set(signer, nonces);
    const why = nonces.take(nonce, desk.exchange.now);
    return why === undefined ? undefined : failed(why);
  };

  const ofUser = (action: Fields, nonce: number, signature: Signature): Reply | undefined => {
    const read = readUserAction(desk, action, signature);
    if (typeof read === 'string') return failed(read);
    if (read === undefined || read.nonce !== nonce) return undefined;
    const { signer } = read;
    // Agents may trade; only the wallet itself may change who they are.
    const account = signer === undefined ? undefined : desk.wallets.owner(signer);
    if (signer === undefined || account === undefined) return stranger(signer);
    const refused = takeNonce(signer, nonce);
    if (refused !== undefined) return refused;
    const why = read.carryOut(account);
    return why === undefined ? { status: 'ok', response: { type: 'default' } } : failed(why);
  };

  const trade = (action: Action, sealed: Sealed, signature: Signature): Reply => {
    const { now } = desk.exchange;
    const signer = tradingSigner(action, sealed, desk.network, signature);
    const account = signer === undefined ? undefined : desk.wallets.signer(signer, now);
    if (signer === undefined || account === undefined) return stranger(signer);
    const { vault, expiresAfter, nonce } = sealed;
    if (vault !== undefined) return failed(`Vault not registered: ${vault}`);
    if (expiresAfter !== undefined && expiresAfter < now) {
      limits.fine(account, LATE_FINE);
      return failed(`Action expired: expiresAfter ${expiresAfter} is before ${now}`);
    }
    const refused = takeNonce(signer, nonce);
    if (refused !== undefined) return refused;
    if (desk.exchange.accounts().find(({ id }) => id === account)?.canTrade === false)
      return failed(`User ${desk.wallets.address(account)} may not trade.`);
    const tooMany = limits.act({
      account,
      count: Math.max(1, lengthOf(action)),
      isCancel: CANCELS.has(action.type),
      volume: desk.fills.volume(account),
      now,
    });
    return tooMany === undefined ? perform(desk, account, action, expiresAfter) : failed(tooMany);
  };

  return (request) => {
    const fields = fieldsOf(request);
    const raw = fieldsOf(fields?.action);
    const [nonce, signature] = [wholeOf(fields?.nonce), readSignature(fields?.signature)];
    if (fields === undefined || raw === undefined || nonce === undefined) return undefined;
    if (signature === undefined) return undefined;
    if (isUserSigned(raw)) return ofUser(raw, nonce, signature);
    const [action, sealed] = [readAction(raw), sealedOf(fields, nonce)];
    if (action === undefined || sealed === undefined) return undefined;
    if (lengthOf(action) > LONGEST_BATCH) return failed(`A batch has at most ${LONGEST_BATCH} entries.`);
    return trade(action, sealed, signature);
  };
}

/** What a request weighs against the limit of its address. */
export function exchangeWeight(request: unknown): number {
  const action = readAction(fieldsOf(request)?.action);
  return 1 + (action === undefined ? 0 : Math.floor(lengthOf(action) / 40));
}
