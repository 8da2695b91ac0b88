import { hash, randomBytes } from 'node:crypto';

/** SHA-256 of `text` in UTF-8, as 64 hexadecimal digits: what chains a journal. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** A name for a new journal: 40 random bits are in every order id, so that no two books share one. */
export function newJournalId(): string {
  return randomBytes(5).toString('hex');
}
