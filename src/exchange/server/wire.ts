import type { Random } from '../../math/random.ts';
import type { WireFaults } from './faults.ts';

/** One direction of a connection: messages leave in order, each after the latency that the faults say. */
export interface Wire {
  /** Hands `text` on, as often, as late and as whole as the faults let it. */
  carry(text: string): void;
  /** Nothing more is handed on. */
  cut(): void;
}

function strikes(chance: number, random: Random): boolean {
  return chance > 0 && random.next() < chance;
}

/** Whether the faults that hit single messages are meant for this one. */
export function isMeant({ match }: WireFaults, text: string): boolean {
  return match === '' || text.includes(match);
}

/** Whether the answer to a request is to be lost. */
export function losesAnswer(faults: WireFaults, text: string, random: Random): boolean {
  return isMeant(faults, text) && strikes(faults.loseAnswer, random);
}

function delayOf({ latencyMs, jitterMs }: WireFaults, random: Random): number {
  return latencyMs + jitterMs * random.next();
}

/** What `text` becomes on the way: nothing, itself, itself twice, or its first half. */
export function mangled(faults: WireFaults, text: string, random: Random): readonly string[] {
  if (!isMeant(faults, text)) return [text];
  if (strikes(faults.drop, random)) return [];
  if (strikes(faults.truncate, random)) return [text.slice(0, text.length >> 1)];
  return strikes(faults.duplicate, random) ? [text, text] : [text];
}

/**
 * A wire that hands on to `deliver`. Without latency it does so within `carry`, unless earlier messages still wait.
 * `isWhole` wires only delay: a client's own words are not tampered with.
 */
export function createWire(
  faults: () => WireFaults,
  random: Random,
  deliver: (text: string) => void,
  isWhole: boolean,
): Wire {
  let isCut = false;
  let dueAt = 0;
  // Timers of different lengths do not promise an order: each that fires hands on whatever has waited longest.
  const waiting: string[] = [];
  const pass = (text: string): void => {
    const delay = delayOf(faults(), random);
    if (delay <= 0 && waiting.length === 0) {
      deliver(text);
      return;
    }
    const now = performance.now();
    dueAt = Math.max(dueAt, now + delay);
    waiting.push(text);
    setTimeout(() => {
      const next = waiting.shift();
      if (next !== undefined && !isCut) deliver(next);
    }, dueAt - now);
  };
  return {
    carry: (text) => {
      if (isCut) return;
      for (const copy of isWhole ? [text] : mangled(faults(), text, random)) pass(copy);
    },
    cut: () => {
      isCut = true;
      waiting.length = 0;
    },
  };
}
