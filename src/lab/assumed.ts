import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { MarketState } from '../observe/observe.ts';
import { DAY } from '../units/time.ts';
import { tenorOf } from './chain-vols.ts';
import type { Recording } from './recording.ts';

/** What is assumed of the vols that options are dealt and marked at, where chains tell them. */
function volsAssumed(paper: readonly PaperSettings[], { vols }: Recording): readonly string[] {
  return vols.map(({ underlying }) => {
    const days = tenorOf(paper, underlying) / DAY;
    return (
      `options on ${underlying} are dealt and marked at one vol, that of the chains at the money and ${days} days ` +
      'ahead; what a chain tells stands until the next, at most a day'
    );
  });
}

/** What a backtest takes for granted. */
export function assumedOf(paper: readonly PaperSettings[], recording: Recording): readonly string[] {
  const unfunded = recording.funding.length === 0 ? ['no funding is paid: none was given'] : [];
  return [
    ...unfunded,
    ...volsAssumed(paper, recording),
    'a bar closes in the middle of the venue\u2019s spread',
  ];
}

/** What the engine would not believe of the data. */
export function keptOut({ refused }: Pick<MarketState, 'refused'>): readonly string[] {
  return [...refused].map(([reason, count]) => `kept out by the engine, ${count} times: ${reason}`);
}
