import type { Outcome } from '../../engine/state.ts';
import type { Checker } from './witness.ts';

/**
 * Where every transfer was told at once and in order, and no process died, the book never has to be corrected from
 * a venue's report: a correction would hide that something was booked wrongly.
 */
export function createAdopted(isFaithful: () => boolean): Checker {
  return {
    name: 'adopted',
    flushed(entries) {
      if (!isFaithful()) return null;
      for (const { seq, outcome } of entries) {
        const alarm = (outcome as Outcome).alarms?.find((text) => text.startsWith('adopted'));
        if (alarm !== undefined) return `entry ${seq}: ${alarm}, though nothing was lost`;
      }
      return null;
    },
  };
}
