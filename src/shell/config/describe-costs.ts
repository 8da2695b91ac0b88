import type { PaperSettings } from '../../adapters/paper/settings.ts';
import type { AppConfig } from './config.ts';
import { durationText } from './duration.ts';
import { grouped, rough } from './figure-text.ts';
import { basisPointText, percentText } from './fraction.ts';

/** What trading at a venue costs, and on paper how it goes. */
export function costLines(
  { engine, connections }: AppConfig,
  { venue, models }: PaperSettings,
): readonly string[] {
  const { fee, spread, latency, participation } = models;
  const [reference, currency] = [engine.limits.maxOrderNotional, engine.reporting];
  const isLive = connections.some(
    (connection) => connection.venue === venue && connection.account === 'live',
  );
  const taker = fee.taker + spread.half;
  return [
    `${venue}: a taker pays ${basisPointText(fee.taker)}, a maker ${basisPointText(fee.maker)}, ` +
      `half the spread is ${basisPointText(spread.half)}`,
    `${venue}: an order of ${grouped(reference)} ${currency} costs about ` +
      `${rough(taker * reference)} ${currency}${spread.impact > 0 ? ' before its impact on the price' : ''}`,
    ...(isLive
      ? []
      : [
          `${venue}: an answer takes ${durationText(2 * latency.ms)}` +
            `${latency.jitterMs > 0 ? ` to ${durationText(2 * (latency.ms + latency.jitterMs))}` : ''}, ` +
            `and an order fills at most ${percentText(participation)} of a bar's volume`,
        ]),
  ];
}
