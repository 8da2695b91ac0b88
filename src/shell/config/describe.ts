import type { StraddleProgramme } from '../../adapters/paper/settings.ts';
import { strikeEvery } from '../../decide/clock.ts';
import type { OpeningPosition, Policy, Profile, VolSource } from '../../domain/config.ts';
import { expiryOf, type Instrument, sizeOf } from '../../domain/instrument.ts';
import { fromAtoms } from '../../units/rounding.ts';
import { bandExample } from './band-example.ts';
import { bandsText } from './bands.ts';
import { carryText } from './carry.ts';
import type { AppConfig } from './config.ts';
import { accountText, connectionLines, exchangeLines } from './describe-connections.ts';
import { costLines } from './describe-costs.ts';
import { limitLines, workingLines } from './describe-limits.ts';
import { durationText } from './duration.ts';
import { grouped, rough } from './figure-text.ts';
import { floorText } from './floor.ts';
import { basisPointText, percentText } from './fraction.ts';
import { hedgeRatioText } from './hedge-ratio.ts';
import { sizeUnit } from './holding.ts';
import { marginSection } from './margin.ts';
import { momentText } from './moment.ts';
import { decimal } from './reader.ts';
import { alsoText } from './stances.ts';
import { transferLines } from './transfers.ts';

/** A heading and what it says, a sentence a line. */
export interface Paragraph {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Thousands apart, so that a zero too many is seen. */

const volText = (vol: VolSource): string =>
  vol.kind === 'market' ? "the market's vol" : `a vol of ${percentText(vol.vol)}`;

function instrumentText(instrument: Instrument): string {
  const { id, venue, base, quote, tick, lot, multiplier } = instrument;
  const expiry = expiryOf(instrument);
  if (instrument.kind === 'lp') {
    const range = `${grouped(instrument.lower)} to ${grouped(instrument.upper)}`;
    return `${id}: liquidity on ${base} in ${quote} at ${venue}, from ${range}, in lots of ${decimal(lot)} L`;
  }
  const terms =
    instrument.kind === 'option' ? ` ${instrument.type} struck at ${grouped(instrument.strike)}` : '';
  const until = expiry === undefined ? '' : ` until ${momentText(expiry)}`;
  const kind = `${instrument.inverse ? 'inverse ' : ''}${instrument.kind}${terms}${until}`;
  const step = `${decimal(lot * multiplier)} ${sizeUnit(instrument)}`;
  const steps = `lots of ${step} and ticks of ${decimal(tick)}`;
  return `${id}: ${kind} on ${base} in ${quote} at ${venue}, in ${steps}`;
}

function positionText(position: OpeningPosition, instruments: readonly Instrument[]): string {
  const instrument = instruments.find(({ id }) => id === position.instrument);
  if (instrument === undefined) return position.instrument;
  const size = sizeOf(instrument, position.lots);
  const side = size < 0 ? 'short' : 'long';
  const amount = `${grouped(Math.abs(size))} ${sizeUnit(instrument)}`;
  return `${side} ${amount} of ${instrument.id}, entered at ${grouped(position.averageEntry)}`;
}

function programmeText(deal: StraddleProgramme): string {
  const size = deal.lots * deal.template.lot * deal.template.multiplier;
  const verb = size < 0 ? 'sells' : 'buys';
  const every = durationText(deal.tenorMs);
  return (
    `${verb} a straddle on ${grouped(Math.abs(size))} ${deal.underlying} at the start and every ${every}, ` +
    `struck at the money in steps of ${grouped(deal.strikeStep)}, at ${volText(deal.vol)}`
  );
}

function bookLines(config: AppConfig): readonly string[] {
  const { instruments, opening } = config.engine;
  const cash = Object.entries(opening.cash).flatMap(([venue, account]) =>
    Object.entries(account).map(
      ([currency, held]) => `${grouped(fromAtoms(held))} ${currency} of cash at ${venue}`,
    ),
  );
  const positions = opening.positions.map((position) => positionText(position, instruments));
  const programmes = config.paper.flatMap((paper) => paper.programmes.map(programmeText));
  const lines = [...cash, ...positions, ...programmes];
  return lines.length === 0 ? ['empty'] : lines;
}

function policyText(policy: Policy, underlying: string, quote: string): string {
  switch (policy.kind) {
    case 'optimal':
      return (
        `optimal (${policy.objective}): trade what lowers risk by more than it costs, ` +
        `at a risk aversion of ${decimal(policy.riskAversion)} per ${quote}`
      );
    case 'whalley-wilmott':
      return (
        'whalley-wilmott: trade to the edge of a band set by cost and by ' +
        `a risk aversion of ${decimal(policy.riskAversion)} per ${quote}`
      );
    case 'zakamouline':
      return (
        'zakamouline: trade to the edge of a band for options all sold or all bought, set by cost and by ' +
        `a risk aversion of ${decimal(policy.riskAversion)} per ${quote}`
      );
    case 'fixed-percentage':
      return `fixed-percentage: trade to the edge of what a move of ${percentText(policy.move)} does to delta`;
    case 'leland':
      return (
        `leland: trade to the target every ${durationText(policy.everyMs)}, ` +
        'with deltas at a vol that pays for the trades'
      );
    case 'fixed-band':
      return `fixed-band: trade to the edge of ±${decimal(policy.halfWidth)} ${underlying}`;
    case 'clock':
      return `clock: trade to the target every ${durationText(policy.everyMs)}`;
  }
}

function exampleText(config: AppConfig, profile: Profile): string {
  const { underlying, policy } = profile;
  if (strikeEvery(policy) !== null) return 'no band: whatever stands at that hour is traded away';
  const example = bandExample(config, profile, policy);
  const at = `${underlying} at ${grouped(example.price)}${example.priceIsTold ? '' : ', say,'}`;
  if (policy.kind !== 'fixed-band' && example.gamma === 0 && example.halfWidth === 0)
    return 'without options there is no gamma, so the band is 0 and every lot of delta is traded away';
  const band = `±${rough(example.halfWidth)} ${underlying}`;
  const worth = `${rough(example.halfWidth * example.price)} of value`;
  return (
    `example: with ${at} and a vol of ${percentText(example.vol)} the opening gamma is ` +
    `${rough(example.gamma)} ${underlying} per 1.00 of price and the band ${band}, or ${worth}`
  );
}

function targetText(target: Profile['targetDelta'], underlying: string): string {
  if (typeof target === 'number') return `keep a delta of ${decimal(target)} ${underlying}`;
  return `hedge ${hedgeRatioText(target)} of the delta that ${underlying} has without the hedge,`;
}

const TOGETHER =
  'what is left of it may be offset by what is left of others, once it is known how they move together';

function waysText({ hedge, orHedge = [] }: Profile): string {
  return orHedge.length === 0 ? hedge : `whichever is cheapest of ${[hedge, ...orHedge].join(', ')}`;
}

function hedgeLines(config: AppConfig, profile: Profile): readonly string[] {
  const { underlying, targetDelta, hedge, index, bands, markVol, hedgeVol, deltaRule, rate, floor } = profile;
  const quote = config.engine.instruments.find(({ id }) => id === hedge)?.quote ?? '';
  const others = (config.policies[underlying] ?? []).filter(({ kind }) => kind !== profile.policy.kind);
  return [
    ...(floor === undefined
      ? [`${targetText(targetDelta, underlying)} with ${waysText(profile)}, at the price of ${index}`]
      : floorText(profile, config.engine.reporting)),
    policyText(profile.policy, underlying, quote),
    ...(floor === undefined ? [exampleText(config, profile)] : []),
    ...(bands === undefined ? [] : [bandsText(bands)]),
    ...(floor === undefined ? alsoText(profile, quote) : []),
    ...carryText(profile, config.engine.reporting),
    ...(config.engine.joint === true && profile.policy.kind === 'optimal' && !floor ? [TOGETHER] : []),
    `options are marked at ${volText(markVol)} and a rate of ${percentText(rate)}, ` +
      `hedged at ${hedgeVol === 'mark' ? 'the same vol' : 'the forecast vol'}`,
    ...(deltaRule === undefined ? [] : [`deltas of options are those of ${deltaRule}`]),
    ...others.map((policy) => `for backtest --policy, ${policyText(policy, underlying, quote)}`),
  ];
}

function marketLines(config: AppConfig): readonly string[] {
  const { market } = config;
  if (market === undefined) {
    const connected = [...connectionLines(config), ...exchangeLines(config)];
    return connected.length > 0
      ? connected
      : ['none: this config is for backtests, which bring their own data'];
  }
  const { calmMs, stressMs, jumpEveryMs, jumpSize } = market;
  return [
    `built in, seed ${market.seed}, from ${momentText(market.start)}, ` +
      `a tick every ${durationText(market.tickMs)}, ${grouped(config.speed)} times as fast as real time`,
    ...market.assets.map(
      ({ underlying, price, calmVol, stressVol }) =>
        `${underlying} from ${grouped(price)}: ` +
        `vol ${percentText(calmVol)} in calm, ${percentText(stressVol)} in stress`,
    ),
    ...market.assets.flatMap(({ underlying, options }) =>
      options === undefined
        ? []
        : [
            `listed options on ${underlying} (${options.listed.length}) are quoted every ` +
              `${durationText(options.everyMs)}, ${percentText(options.spread)} of vol from bid to ask`,
          ],
    ),
    `calm lasts ${durationText(calmMs)} and stress ${durationText(stressMs)} on average, ` +
      `with a jump of ${percentText(jumpSize)} every ${durationText(jumpEveryMs)} of stress`,
  ];
}

function forecastText({ forecastModel, forecastHalfLifeMs }: AppConfig['engine']): string {
  const forgets = `forgets by half in ${durationText(forecastHalfLifeMs)}`;
  if (forecastModel !== 'har') return `the vol forecast ${forgets}`;
  return `the vol forecast is of HAR over the life of the options, until that is ready of EWMA, which ${forgets}`;
}

/** What may be moved between accounts; no paragraph where nothing may. */
function transferParagraph({ engine: { transfers = [] } }: AppConfig): readonly Paragraph[] {
  return transfers.length === 0 ? [] : [{ title: 'Transfers', lines: transferLines(transfers) }];
}

/** What a config means, in words. */
export function describeConfig(config: AppConfig): readonly Paragraph[] {
  const { name, reporting, execution, instruments, profiles } = config.engine;
  const money = (value: number): string => `${grouped(value)} ${reporting}`;
  return [
    { title: `${name}, ${accountText(config)}, in ${reporting}`, lines: [`journal in ${config.journal}`] },
    { title: 'Instruments', lines: instruments.map(instrumentText) },
    { title: 'Book at the start', lines: bookLines(config) },
    ...profiles.map((profile) => ({
      title: `Hedge of ${profile.underlying}`,
      lines: hedgeLines(config, profile),
    })),
    {
      title: 'Costs',
      lines: config.paper.flatMap((paper) => costLines(config, paper)),
    },
    {
      title: 'Margin',
      lines: marginSection(config.engine),
    },
    {
      title: 'Limits',
      lines: limitLines(config.engine, money),
    },
    ...transferParagraph(config),
    {
      title: 'Orders and timing',
      lines: [
        `a limit stands at most ${basisPointText(execution.maxSlippage)} beyond the best price, ` +
          `for at most ${durationText(execution.orderLifeMs)}`,
        ...workingLines(execution),
        `after ${durationText(execution.ackWithinMs)} of silence the venue is asked what became of an order`,
        `bars of ${durationText(config.barMs)}; ` +
          `a price older than ${durationText(config.engine.staleAfterMs)} is stale`,
        `a decision at least every ${durationText(config.engine.reviewEveryMs)}; ` +
          forecastText(config.engine),
      ],
    },
    { title: 'Market', lines: marketLines(config) },
    { title: 'Not stated, so assumed', lines: config.assumed.length === 0 ? ['nothing'] : config.assumed },
  ];
}
