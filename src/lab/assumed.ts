import type { PaperSettings } from '../adapters/paper/settings.ts';
import { DAY } from '../units/time.ts';
import { tenorOf } from './chain-vols.ts';
import type { Recording } from './recording.ts';

/** What is assumed of the vols that options are dealt and marked at, where chains tell them. */
export function volsAssumed(paper: readonly PaperSettings[], { vols }: Recording): readonly string[] {
  return vols.map(({ underlying }) => {
    const days = tenorOf(paper, underlying) / DAY;
    return (
      `options on ${underlying} are dealt and marked at one vol, that of the chains at the money and ${days} days ` +
      'ahead; what a chain tells stands until the next, at most a day'
    );
  });
}
