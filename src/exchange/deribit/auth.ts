/** Who is asking: client credentials, signatures and tokens (docs.deribit.com, "Authentication"). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Millis, millis } from '../../units/units.ts';
import type { Account, Exchange } from '../exchange.ts';
import { number, oneOf, optionalText, type Params, text } from './params.ts';
import { narrowed, type Scope, scopeOfKey, scopeText } from './scope.ts';
import { unauthorised, WireFault } from './wire-fault.ts';

export interface Caller {
  readonly account: Account;
  readonly scope: Scope;
  readonly expiresAt: Millis;
}

interface Token extends Caller {
  /** The connection that it is good for; null: any. */
  readonly link: number | null;
}

export interface Grant {
  readonly caller: Caller;
  /** What `public/auth` answers. */
  readonly answer: object;
}

export interface Auth {
  /** `public/auth` over a connection, or over HTTP (null). Throws `WireFault` where the proof is wrong. */
  grant(params: Params, link: number | null): Grant;
  byToken(token: string, link: number | null): Caller;
  /** An `Authorization` header; undefined where it is of no kind known here. */
  byHeader(header: string, signed: SignedRequest): Caller | undefined;
}

/** The parts of an HTTP request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** With the query. */
  readonly uri: string;
  readonly body: string;
}

/** How long a signature is good for. */
const SIGNATURE_MS = 60_000;
const MOST_SEEN = 100_000;
/** Refresh tokens that were not used; the oldest are forgotten first. */
const MOST_REFRESH = 10_000;

function hmac(secret: string, message: string): string {
  return createHmac('sha256', secret).update(message).digest('hex');
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Tokens are good for `lifetimeMs`. */
export function createAuth(exchange: Exchange, lifetimeMs: number): Auth {
  const access = new Map<string, Token>();
  const refresh = new Map<string, Token>();
  /** Signatures that were used, each with the time from which it is out of date anyway. */
  const seen = new Map<string, number>();
  let issued = 0;

  const accountOf = (key: string): Account => {
    const account = exchange.accountOf(key);
    if (account === undefined) throw new WireFault(13004, 'invalid_credentials');
    return account;
  };

  /** Wrong signatures are `wrong`: the venue has one code for them at the door and another for each request. */
  const checkSignature = (
    account: Account,
    ts: number,
    message: string,
    { signature, wrong }: { readonly signature: string; readonly wrong: WireFault },
  ): void => {
    const { now } = exchange;
    const proof = hmac(account.secret, message);
    if (!equal(proof, signature.toLowerCase())) throw wrong;
    if (!(Math.abs(now - ts) <= SIGNATURE_MS))
      throw unauthorised(`the timestamp is more than ${SIGNATURE_MS} ms from the server's ${now}`);
    if (seen.has(proof)) throw unauthorised('this nonce and timestamp were used before');
    if (seen.size > MOST_SEEN) for (const [old, until] of seen) if (until < now) seen.delete(old);
    seen.set(proof, ts + SIGNATURE_MS);
  };

  const issue = (account: Account, scope: Scope, link: number | null): Grant => {
    const { now } = exchange;
    issued += 1;
    for (const [old, { expiresAt }] of access) if (expiresAt < now) access.delete(old);
    const token: Token = {
      account,
      scope,
      expiresAt: millis(now + lifetimeMs),
      link: scope.session === null ? link : null,
    };
    const name = `${now}.${issued}.${hmac(account.secret, `${issued}\n${now}`)}`;
    access.set(name, token);
    const again = `${name}.refresh`;
    refresh.set(again, token);
    const [oldest] = refresh.keys();
    if (refresh.size > MOST_REFRESH && oldest !== undefined) refresh.delete(oldest);
    return {
      caller: token,
      answer: {
        access_token: name,
        refresh_token: again,
        expires_in: Math.floor(lifetimeMs / 1000),
        scope: scopeText(scope),
        token_type: 'bearer',
        enabled_features: [],
      },
    };
  };

  const refreshed = (params: Params, link: number | null): Grant => {
    const name = text(params, 'refresh_token');
    const old = refresh.get(name);
    if (old === undefined || (old.link !== null && old.link !== link))
      throw unauthorised('this refresh token is unknown, used or another connection’s');
    refresh.delete(name);
    access.delete(name.replace(/\.refresh$/, ''));
    return issue(old.account, old.scope, link);
  };

  const signedHeader = (fields: string, { method, uri, body }: SignedRequest): Account => {
    const parts = new Map(
      fields.split(',').map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      }),
    );
    const { id = '', ts = '', sig = '', nonce = '' } = Object.fromEntries(parts);
    const account = accountOf(id);
    checkSignature(account, Number(ts), `${ts}\n${nonce}\n${method}\n${uri}\n${body}\n`, {
      signature: sig,
      wrong: unauthorised('bad signature'),
    });
    return account;
  };

  const ofKey = (account: Account): Caller => ({
    account,
    scope: scopeOfKey(account),
    expiresAt: millis(exchange.now + lifetimeMs),
  });

  const byToken = (name: string, link: number | null): Caller => {
    const token = access.get(name);
    if (token === undefined) throw unauthorised('this token is unknown');
    if (token.expiresAt <= exchange.now) throw unauthorised('this token has expired');
    if (token.link !== null && token.link !== link) throw unauthorised('this token is another connection’s');
    return token;
  };

  return {
    byToken,
    grant: (params, link) => {
      const type = oneOf(params, 'grant_type', ['client_credentials', 'client_signature', 'refresh_token']);
      if (type === 'refresh_token') return refreshed(params, link);
      const account = accountOf(text(params, 'client_id'));
      if (type === 'client_credentials') {
        if (!equal(text(params, 'client_secret'), account.secret))
          throw new WireFault(13004, 'invalid_credentials');
      } else {
        const ts = number(params, 'timestamp');
        const nonce = optionalText(params, 'nonce') ?? '';
        const data = optionalText(params, 'data') ?? '';
        checkSignature(account, ts, `${ts}\n${nonce}\n${data}`, {
          signature: text(params, 'signature'),
          wrong: new WireFault(13004, 'invalid_credentials', 'bad signature'),
        });
      }
      const scope = narrowed(scopeOfKey(account), optionalText(params, 'scope') ?? '');
      return issue(account, scope, link);
    },
    byHeader: (header, signed) => {
      const at = header.indexOf(' ');
      const [kind, rest] = [header.slice(0, at).toLowerCase(), header.slice(at + 1).trim()];
      if (kind === 'bearer') return byToken(rest, null);
      if (kind === 'deri-hmac-sha256') return ofKey(signedHeader(rest, signed));
      if (kind !== 'basic') return undefined;
      const [id = '', ...secret] = Buffer.from(rest, 'base64').toString().split(':');
      const account = accountOf(id);
      if (!equal(secret.join(':'), account.secret)) throw new WireFault(13004, 'invalid_credentials');
      return ofKey(account);
    },
  };
}
