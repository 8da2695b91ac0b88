import { SECOND } from '../../units/time.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import { Refusal } from './fault.ts';

export interface SessionTerms<Name extends string> {
  /** All connections, and those whose loss leaves orders and account in doubt. */
  readonly names: readonly Name[];
  readonly vital: readonly Name[];
  /** What has to be done when all are open, before anything may be relied upon. */
  readonly begin: () => Promise<void>;
  readonly up: () => void;
  readonly down: (reason: string) => void;
  readonly notice: (text: string) => void;
  /** It was never up, and trying again is no use. */
  readonly refused: (error: Error) => void;
}

/** Several connections as one: up when all are open and what had to be caught up with has been. */
export interface Session<Name extends string> {
  opened(name: Name): void;
  lost(name: Name, reason: string): void;
  readonly isUp: boolean;
  close(): void;
}

const AGAIN_MS = SECOND;

export function isHopeless(error: unknown): error is Error {
  return error instanceof VenueRefused || error instanceof Refusal;
}

export function createSession<Name extends string>(terms: SessionTerms<Name>): Session<Name> {
  const { names, vital, begin, up, down, notice, refused } = terms;
  const open = new Set<Name>();
  let isUp = false;
  let wasUp = false;
  /** Counts beginnings: one that has been overtaken is of no account. */
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    try {
      await begin();
      if (mine !== turn) return;
      isUp = true;
      wasUp = true;
      up();
    } catch (error) {
      if (mine !== turn) return;
      if (!wasUp && isHopeless(error)) return refused(error);
      notice(`not up yet: ${error instanceof Error ? error.message : String(error)}`);
      timer = setTimeout(() => void run(), AGAIN_MS);
    }
  };
  return {
    get isUp() {
      return isUp;
    },
    opened: (name) => {
      open.add(name);
      if (!isUp && names.every((one) => open.has(one))) void run();
    },
    lost: (name, reason) => {
      open.delete(name);
      if (isUp && !vital.includes(name)) {
        notice(`${name} were lost: ${reason}`);
        return;
      }
      clearTimeout(timer);
      turn += 1;
      isUp = false;
      down(`${name}: ${reason}`);
    },
    close: () => {
      clearTimeout(timer);
      turn += 1;
      isUp = false;
    },
  };
}
