/** One underlying of a world: what trades on it, what is held of it, and how it is to be hedged. */
import type { StraddleProgramme } from '../adapters/paper/settings.ts';
import type { OpeningPosition, Policy, Profile } from '../domain/config.ts';
import type {
  Currency,
  Instrument,
  InstrumentId,
  Option,
  Perp,
  Spot,
  VenueId,
} from '../domain/instrument.ts';
import type { Random } from '../math/random.ts';
import { DAY, later, YEAR } from '../units/time.ts';
import { lots, type Millis } from '../units/units.ts';
import { between, chance, logBetween, pick, whole } from './draws.ts';

/** How an instrument is quoted. */
export interface QuoteModel {
  readonly instrument: Instrument;
  /** Half-spread, and how far the mid stands from the asset's price, as fractions. */
  readonly half: number;
  readonly basis: number;
  /** Told as a ladder of levels of about this size (base units, or quote units for an inverse perp), or as a top. */
  readonly ladder: boolean;
  readonly size: number;
  /** Whether it draws from a stream of its own: the rest of the market is then as it would be without it. */
  readonly isApart?: true;
}

export interface Asset {
  readonly underlying: Currency;
  /** At the start. */
  readonly price: number;
  /** Annualised, realised in the calm and in stress; and the vol that options are quoted at. */
  readonly calmVol: number;
  readonly stressVol: number;
  readonly impliedVol: number;
  /** Standard deviation of a jump, as a log return. */
  readonly jumpSize: number;
  /** Base units of options that the programmes keep dealt: the measure of all sizes here. */
  readonly size: number;
  /** Base units traded per bar. */
  readonly volume: number;
  readonly quotes: readonly QuoteModel[];
  /** Options that are listed and held from the start. */
  readonly options: readonly Option[];
  readonly positions: readonly OpeningPosition[];
  readonly programmes: readonly StraddleProgramme[];
  readonly profile: Profile;
}

/** What all assets of a world have in common. */
export interface Common {
  readonly start: Millis;
  readonly tickMs: number;
  /** Where spot and options trade, and where perps do. */
  readonly cashVenue: VenueId;
  readonly perpVenue: VenueId;
  readonly takerFee: number;
  /** Share of the volume that we may take. */
  readonly participation: number;
}

const PRICES: Readonly<
  Record<Currency, { readonly price: number; readonly size: number; readonly lot: number }>
> = {
  BTC: { price: 60_000, size: 3, lot: 0.001 },
  ETH: { price: 3_000, size: 60, lot: 0.01 },
};

function spotOf(base: Currency, venue: VenueId, lot: number): Spot {
  const linear = { base, quote: 'USDT', settle: 'USDT', inverse: false } as const;
  return { kind: 'spot', id: `${base}-SPOT`, venue, ...linear, tick: 0.01, lot: 1, multiplier: lot / 10 };
}

function perpOf(base: Currency, venue: VenueId, lot: number): Perp {
  const linear = { base, quote: 'USDT', settle: 'USDT', inverse: false } as const;
  return {
    kind: 'perp',
    id: `${base}-PERP`,
    venue,
    ...linear,
    tick: base === 'BTC' ? 0.1 : 0.01,
    lot,
    multiplier: 1,
  };
}

/** Sized in dollars, paid in coin. */
function inverseOf(base: Currency, venue: VenueId): Perp {
  const coin = { base, quote: 'USD', settle: base, inverse: true } as const;
  const tick = base === 'BTC' ? 0.5 : 0.05;
  return { kind: 'perp', id: `${base}-USD`, venue, ...coin, tick, lot: 1, multiplier: 10 };
}

type Template = StraddleProgramme['template'];

function templateOf(base: Currency, venue: VenueId, inverse: boolean): Template {
  const unit = inverse
    ? ({ quote: 'USD', settle: base, tick: 0.0001 } as const)
    : ({ quote: 'USDT', settle: 'USDT', tick: 0.01 } as const);
  return { venue, base, ...unit, lot: base === 'BTC' ? 0.1 : 1, multiplier: 1, inverse };
}

function drawPolicy(
  random: Random,
  common: Common,
  asset: { size: number; price: number; vol: number },
): Policy {
  const { size, price, vol } = asset;
  const halfWidth = size * logBetween(random, 0.02, 0.4);
  const everyMs = common.tickMs * pick(random, [10, 40]);
  switch (pick(random, ['fixed-band', 'fixed-band', 'optimal', 'clock'])) {
    case 'clock':
      return { kind: 'clock', everyMs };
    case 'optimal': {
      // The aversion at which the band of a straddle ten minutes from expiry would be that wide.
      const deviation = vol * Math.sqrt(600_000 / YEAR);
      const gamma = (0.8 * size) / (price * deviation);
      const cost = common.takerFee + 0.0001;
      return {
        kind: 'optimal',
        objective: 'tracking',
        riskAversion: (1.5 * cost * price * gamma * gamma) / (halfWidth * halfWidth * halfWidth),
      };
    }
    default:
      return { kind: 'fixed-band', halfWidth };
  }
}

function drawQuote(random: Random, instrument: Instrument, base: number): QuoteModel {
  const isIndex = instrument.kind === 'spot';
  const size = base * logBetween(random, 0.05, 1);
  return {
    instrument,
    half: logBetween(random, 0.00002, 0.0003),
    basis: isIndex ? 0 : 0.001 * random.normal(),
    ladder: chance(random, 0.3),
    size: instrument.inverse ? size * 60_000 : size,
  };
}

function drawPositions(
  random: Random,
  held: readonly Instrument[],
  asset: Pick<Asset, 'price' | 'size'>,
): OpeningPosition[] {
  const { price, size } = asset;
  return held.flatMap((instrument) => {
    if (!chance(random, 0.4)) return [];
    const perLot =
      instrument.inverse && instrument.kind === 'perp'
        ? instrument.multiplier / price
        : instrument.lot * instrument.multiplier;
    const count = Math.round((size * between(random, -0.7, 0.7)) / perLot);
    const isLong = instrument.kind === 'spot' ? Math.abs(count) : count;
    if (isLong === 0) return [];
    const averageEntry = instrument.kind === 'option' ? price / 50 : price * between(random, 0.9, 1.1);
    return [{ instrument: instrument.id, lots: lots(isLong), averageEntry }];
  });
}

interface Hedging {
  readonly index: InstrumentId;
  readonly hedge: InstrumentId;
  readonly vol: number;
  readonly size: number;
  readonly price: number;
}

function drawProfile(random: Random, common: Common, underlying: Currency, hedging: Hedging): Profile {
  const { index, hedge, vol, size } = hedging;
  return {
    underlying,
    index,
    hedge,
    targetDelta: chance(random, 0.3) ? size * between(random, -0.3, 0.3) : 0,
    policy: drawPolicy(random, common, hedging),
    markVol: chance(random, 0.5) ? { kind: 'stated', vol } : { kind: 'market' },
    hedgeVol: chance(random, 0.2) ? 'forecast' : 'mark',
    rate: chance(random, 0.3) ? 0.05 : 0,
  };
}

function drawProgrammes(
  random: Random,
  common: Common,
  asset: Hedging & { underlying: Currency; rate: number },
): StraddleProgramme[] {
  const { underlying, index, size, vol, rate } = asset;
  const template = templateOf(underlying, common.cashVenue, chance(random, 0.25));
  const count = Math.max(1, Math.round(size / template.lot)) * (chance(random, 0.3) ? 1 : -1);
  const one = (tenorTicks: number): StraddleProgramme => ({
    kind: 'straddle',
    underlying,
    index,
    lots: count,
    tenorMs: common.tickMs * tenorTicks,
    strikeStep: underlying === 'BTC' ? 100 : 10,
    vol: chance(random, 0.5) ? { kind: 'stated', vol } : { kind: 'market' },
    rate,
    template,
  });
  const tenors = chance(random, 0.2)
    ? [whole(random, 100, 600), whole(random, 700, 1_500)]
    : [whole(random, 100, 600)];
  return tenors.map(one);
}

/** Everything about `underlying` in one world. */
export function drawAsset(random: Random, common: Common, underlying: Currency): Asset {
  const known = PRICES[underlying] ?? { price: 100, size: 1_000, lot: 0.1 };
  const price = known.price * between(random, 0.7, 1.4);
  const size = known.size * logBetween(random, 0.2, 3);
  const vol = between(random, 0.4, 1);
  const spot = spotOf(underlying, common.cashVenue, known.lot);
  const perp = perpOf(underlying, common.perpVenue, known.lot);
  const hedge = chance(random, 0.3) ? inverseOf(underlying, common.perpVenue) : perp;
  const listed = [...new Set<Instrument>([spot, perp, hedge])];
  const index = chance(random, 0.15) ? perp.id : spot.id;
  const hedging = { index, hedge: hedge.id, vol, size, price };
  const profile = drawProfile(random, common, underlying, hedging);
  const held: Option = {
    ...templateOf(underlying, common.cashVenue, false),
    kind: 'option',
    id: `${underlying}-LONG-DATED-C`,
    type: 'call',
    strike: Math.round(price),
    expiry: later(common.start, 2 * DAY),
  };
  return {
    underlying,
    price,
    calmVol: between(random, 0.2, 0.8),
    stressVol: between(random, 1, 5),
    impliedVol: vol,
    jumpSize: pick(random, [0.003, 0.01, 0.05]),
    size,
    // What one bar lets us take is about what is to be hedged.
    volume: (size * logBetween(random, 1, 10)) / common.participation,
    quotes: listed.map((instrument) => drawQuote(random, instrument, size)),
    options: [held],
    positions: drawPositions(random, [spot, hedge, held], { price, size }),
    programmes: drawProgrammes(random, common, { ...hedging, underlying, rate: profile.rate }),
    profile,
  };
}
