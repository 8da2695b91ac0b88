import { DAY } from '../../units/time.ts';

/** As many as the venue keeps. */
const KEPT = 100;

/** The nonces that one signer has used. */
export interface Nonces {
  /** Marks `nonce` as used at `now`, or says why it may not be. */
  take(nonce: number, now: number): string | undefined;
}

/**
 * Replay protection as the venue documents it ("Nonces and API wallets"): the 100 highest nonces are kept, a new one
 * must be none of them and larger than the smallest, and lie within two days before and one day after now.
 */
export function createNonces(): Nonces {
  const kept: number[] = [];
  return {
    take: (nonce, now) => {
      if (nonce <= now - 2 * DAY || nonce >= now + DAY)
        return `Invalid nonce: ${nonce} is not within two days before and one day after ${now}`;
      if (kept.includes(nonce)) return `Invalid nonce: duplicate nonce ${nonce}`;
      const smallest = kept[0];
      if (kept.length === KEPT && smallest !== undefined && nonce < smallest)
        return `Invalid nonce: nonce too low ${nonce}, must be more than ${smallest}`;
      let at = kept.length;
      while (at > 0 && (kept[at - 1] ?? 0) > nonce) at--;
      kept.splice(at, 0, nonce);
      if (kept.length > KEPT) kept.shift();
      return undefined;
    },
  };
}
