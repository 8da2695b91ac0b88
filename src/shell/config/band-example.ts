import { regionOf } from '../../decide/region.ts';
import type { Policy, Profile } from '../../domain/config.ts';
import { type Instrument, isQuoted, type Option, sizeOf } from '../../domain/instrument.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { valuePosition } from '../../pricing/uniswap-v3/uniswap-v3.ts';
import { DAY, YEAR, yearsBetween } from '../../units/time.ts';
import { lots, type Millis } from '../../units/units.ts';
import type { AppConfig } from './config.ts';

/** A band as it would be at the start, so that a risk aversion can be judged by what it leads to. */
export interface BandExample {
  readonly price: number;
  /** Whether the config tells that price; else it is a round number to show the size of things. */
  readonly priceIsTold: boolean;
  readonly vol: number;
  /** Base units per 1.00 of price. */
  readonly gamma: number;
  /** Base units; 0 for a policy that trades to its target. */
  readonly halfWidth: number;
}

/** Where a config with a stated date but no start leaves the time to expiry open, and for rules that ask for one. */
const ASSUMED_YEARS = (7 * DAY) / YEAR;

function samplePrice(
  config: AppConfig,
  profile: Profile,
): { readonly price: number; readonly told: boolean } {
  const { underlying } = profile;
  const asset = config.market?.assets.find((one) => one.underlying === underlying);
  if (asset !== undefined) return { price: asset.price, told: true };
  const claims = config.engine.instruments.filter((one) => one.base === underlying && isQuoted(one));
  const held = config.engine.opening.positions.find(({ instrument }) =>
    claims.some(({ id }) => id === instrument),
  );
  if (held !== undefined) return { price: held.averageEntry, told: true };
  const programmes = config.paper.flatMap((paper) => paper.programmes);
  const step = programmes.find((one) => one.underlying === underlying)?.strikeStep;
  // Venues list a few hundred strike steps from zero to the price.
  return { price: step === undefined ? 10_000 : 500 * step, told: false };
}

function gammaOf(option: Pick<Option, 'type' | 'strike'>, price: number, years: number, vol: number): number {
  const value = blackScholes({ ...option, spot: price, years, vol, rate: 0, carryYield: 0 });
  return 'kind' in value ? 0 : value.gamma;
}

/** Gamma of one unit of what is held at the start. */
function heldGamma(instrument: Instrument, start: Millis | undefined, price: number, vol: number): number {
  if (instrument.kind === 'lp') {
    const held = valuePosition({ ...instrument, liquidity: 1, price });
    return 'kind' in held ? 0 : held.gamma;
  }
  if (instrument.kind !== 'option') return 0;
  const years = start === undefined ? ASSUMED_YEARS : yearsBetween(start, instrument.expiry);
  return gammaOf(instrument, price, years, vol);
}

/** Gamma of the options and the liquidity held at the start and of the straddles as they are dealt. */
function openingGamma(config: AppConfig, profile: Profile, price: number, vol: number): number {
  const { instruments, opening } = config.engine;
  let gamma = 0;
  for (const held of opening.positions) {
    const instrument = instruments.find(({ id }) => id === held.instrument);
    if (instrument?.base !== profile.underlying) continue;
    gamma += sizeOf(instrument, held.lots) * heldGamma(instrument, config.market?.start, price, vol);
  }
  for (const deal of config.paper.flatMap((paper) => paper.programmes)) {
    if (deal.underlying !== profile.underlying) continue;
    const size = lots(deal.lots) * deal.template.lot * deal.template.multiplier;
    gamma += 2 * size * gammaOf({ type: 'call', strike: price }, price, deal.tenorMs / YEAR, vol);
  }
  return gamma;
}

/** What `policy` would make of the opening book of `profile`'s underlying. */
export function bandExample(config: AppConfig, profile: Profile, policy: Policy): BandExample {
  const { price, told } = samplePrice(config, profile);
  const asset = config.market?.assets.find((one) => one.underlying === profile.underlying);
  const vol = profile.markVol.kind === 'stated' ? profile.markVol.vol : (asset?.calmVol ?? 0.5);
  const gamma = openingGamma(config, profile, price, vol);
  const venue = config.engine.instruments.find(({ id }) => id === profile.hedge)?.venue;
  const models = config.paper.find((paper) => paper.venue === venue)?.models;
  const costRate = (models?.fee.taker ?? 0) + (models?.spread.half ?? 0);
  const side = gamma < 0 ? 'short' : 'long';
  const curve = { gamma, side, years: ASSUMED_YEARS, vol, rate: profile.rate } as const;
  const { halfWidth } = regionOf(policy, curve, price, costRate);
  return { price, priceIsTold: told, vol, gamma, halfWidth };
}
