import type { SyntheticAsset, SyntheticMarket, SyntheticOptions } from '../../adapters/paper/settings.ts';
import { type Currency, type Instrument, isQuoted, type Option } from '../../domain/instrument.ts';
import { millis } from '../../units/units.ts';
import { duration, durationText } from './duration.ts';
import { fraction, vol } from './fraction.ts';
import type { Listed } from './instruments.ts';
import { date } from './moment.ts';
import { number, type Reader, splitNumber } from './reader.ts';
import type { Section, Value } from './section.ts';
import type { VenueSettings } from './venues.ts';

const ASSET = '{ price: 60000, calmVol: 45%, stressVol: 110% }';
const OPTIONS = '{ spread: 2%, skew: -10%, every: 1m }';
const EXAMPLE = `{ synthetic: { assets: { BTC: ${ASSET} } } }`;

/** How many times faster than the wall's a clock runs. */
const speed: Reader<number> = {
  wanted: 'a multiple of real time, such as 600x',
  standIn: Number.NaN,
  read: (text) => {
    const split = splitNumber(text);
    if (split?.unit !== 'x' && split?.unit !== '')
      return { message: `is ${text}, which is no multiple`, remedy: `write ${speed.wanted}` };
    return split.number > 0
      ? { value: split.number }
      : { message: `is ${text}`, remedy: 'it must be more than 0x' };
  },
};

/** The market's head: what the rest of the config is read against. */
export interface MarketHead {
  readonly section: Section;
  readonly start: SyntheticMarket['start'];
  readonly speed: number;
}

/** A simulated exchange that is started for the book, on a port of its own. */
export interface SimulatedExchange {
  readonly seed: number;
  /** Hours of market in one of the clock's. */
  readonly pace: number;
}

/** Undefined where the config asks for none. */
export function readSimulated(root: Section): SimulatedExchange | undefined {
  const told = root.value('market');
  if (told?.keys.includes('exchange') !== true) return undefined;
  const market = told.section('{ exchange: { pace: 60x } }');
  const section = market.section('exchange', '{ pace: 60x }');
  market.refuseUnknown();
  const simulated = {
    seed: section.optional('seed', number('a whole number, such as 7', { atLeast: 0 }, true), '1'),
    pace: section.optional('pace', speed, '1x'),
  };
  section.refuseUnknown();
  return simulated;
}

/** Undefined where the config has no market of ours, as one for backtests or for real venues has none. */
export function readMarketHead(root: Section): MarketHead | undefined {
  const told = root.value('market');
  if (told === undefined || told.keys.includes('exchange')) return undefined;
  const market = told.section(EXAMPLE);
  const section = market.section('synthetic', `{ assets: { BTC: ${ASSET} } }`);
  market.refuseUnknown();
  // A date of its own, not today: the same config is the same run, whenever it runs.
  const start = section.optional('start', date, '2026-01-05T00:00Z');
  return {
    section,
    start: Number.isFinite(start) ? start : millis(0),
    speed: section.optional('speed', speed, '600x'),
  };
}

/** How the market quotes options; undefined where it does not. */
function readOptions(section: Section, tickMs: number): Omit<SyntheticOptions, 'listed'> | undefined {
  const told = section.value('options');
  if (told === undefined) return undefined;
  const options = told.section(OPTIONS);
  const read = {
    spread: options.required('spread', fraction('%', { above: 0, atMost: 1 })),
    skew: options.optional('skew', fraction('%', { atLeast: -1, atMost: 1 }), '0%'),
    everyMs: options.optional('every', duration(), '1m'),
  };
  if (read.everyMs % tickMs > 0)
    told.wrong(`has quotes every ${durationText(read.everyMs)}, which the tick does not divide`, 'write 1m');
  options.refuseUnknown();
  return read;
}

function readAsset(
  underlying: Currency,
  value: Value,
  traded: readonly Instrument[],
  venues: ReadonlyMap<string, VenueSettings>,
  options: SyntheticOptions | undefined,
): SyntheticAsset {
  const section = value.section(ASSET);
  const quoted = traded.filter((instrument) => instrument.base === underlying);
  const asset = {
    underlying,
    price: section.required('price', number('a price, such as 60000', { above: 0 })),
    quotes: quoted.map(({ id, tick, venue }) => ({
      instrument: id,
      tick,
      halfSpread: venues.get(venue)?.models.spread.half ?? 0,
    })),
    perps: quoted.filter((instrument) => instrument.kind === 'perp').map(({ id }) => id),
    calmVol: section.required('calmVol', vol),
    stressVol: section.required('stressVol', vol),
    ...(options === undefined ? {} : { options }),
  };
  section.refuseUnknown();
  return asset;
}

/** The built-in seeded market: it quotes every instrument that has a price of its own, and options where asked to. */
export function readMarket(
  head: MarketHead,
  listed: Listed,
  venues: ReadonlyMap<string, VenueSettings>,
  barMs: number,
): SyntheticMarket {
  const { section } = head;
  const traded = [...listed.values()].filter((one) => one !== undefined && isQuoted(one));
  const assets = section.section('assets', `{ BTC: ${ASSET} }`);
  const tickMs = section.optional('tick', duration(), '1s');
  if (barMs % tickMs > 0)
    section.wrong(
      `has a tick of ${durationText(tickMs)}, which does not divide the bar of ${durationText(barMs)}`,
      'write a tick that does, such as 1s',
    );
  const options = readOptions(section, tickMs);
  const optionsOn = (underlying: Currency): SyntheticOptions | undefined => {
    const claims = [...listed.values()].filter((one) => one?.kind === 'option' && one.base === underlying);
    return options && claims.length > 0 ? { listed: claims as Option[], ...options } : undefined;
  };
  const market = {
    seed: section.optional('seed', number('a whole number, such as 7', { atLeast: 0 }, true), '1'),
    start: head.start,
    tickMs,
    barMs,
    assets: assets.entries.map(([name, value]) => {
      if (traded.every((instrument) => instrument?.base !== name))
        value.wrong('is of nothing listed', `list a spot, perp or future of ${name}, or remove it`);
      return readAsset(name, value, traded, venues, optionsOn(name));
    }),
    calmMs: section.optional('calm', duration(), '2d'),
    stressMs: section.optional('stress', duration(), '6h'),
    jumpEveryMs: section.optional('jumpEvery', duration(), '2h'),
    jumpSize: section.optional('jumpSize', fraction('%', { atLeast: 0, atMost: 0.5 }), '1%'),
  };
  for (const base of new Set(traded.map((instrument) => instrument?.base ?? '')))
    if (base !== '' && !market.assets.some((asset) => asset.underlying === base))
      assets.wrong(`has no ${base}, which instruments are quoted in`, `write ${base}: ${ASSET}`);
  if (options !== undefined && market.assets.every((asset) => asset.options === undefined))
    section.value('options')?.wrong('quotes nothing', 'list an option, or remove it');
  section.refuseUnknown();
  return market;
}
