/** What a floor is decided on, out of the book and the snapshot. */
import type { Situation } from '../decide/decide.ts';
import type { OwnOption } from '../decide/floor/account.ts';
import type { FloorFacts } from '../decide/floor/case.ts';
import type { Quoted } from '../decide/floor/way.ts';
import type { Floor, Profile } from '../domain/config.ts';
import { type Instrument, lotDelta, type Option, sizeOf } from '../domain/instrument.ts';
import type { MarketSnapshot, QuoteReading } from '../domain/market.ts';
import { optionFee } from '../domain/option-terms.ts';
import { liveOrders } from '../execute/order.ts';
import { fromAtoms } from '../units/rounding.ts';
import { DAY, HOUR, yearsBetween } from '../units/time.ts';
import { atoms } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import { takerFeeOf } from './cost-rate.ts';
import { expectedVolOf } from './expected-vol.ts';
import type { HedgeView } from './hedge-view.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

interface Seen {
  readonly view: Pick<HedgeView, 'marks' | 'hedges'>;
  readonly snapshot: MarketSnapshot;
}

/** What one unit of `option`'s price is worth in what the index of its base is quoted in. */
function unitWorth({ inverse, base, quote }: Option, { index, indexQuote, rates }: Marks): number {
  const told = indexQuote[base] ?? quote;
  const spot = index[base] ?? Number.NaN;
  if (inverse) return spot;
  return told === quote ? 1 : (rates[quote] ?? Number.NaN) / (rates[told] ?? Number.NaN);
}

/** `option` as it may be dealt; null where its price is not known, in doubt or of one side. */
function quotedOf(
  state: EngineState,
  option: Option,
  reading: QuoteReading | undefined,
  years: number,
  marks: Marks,
): Quoted | null {
  const unit = unitWorth(option, marks);
  if (reading === undefined || reading.quality !== 'fresh' || !(unit > 0)) return null;
  const { bid, ask } = reading;
  if (!(bid >= 0 && ask > 0 && ask >= bid && ask < Infinity)) return null;
  // The fee is told in the option's own unit of price, of an inverse one in coins.
  const index = option.inverse ? 1 : (marks.index[option.base] ?? 0) / unit;
  const fee = (price: number): number => optionFee(option, price, index, takerFeeOf(state, option)) * unit;
  const { id: instrument, type, strike } = option;
  const told = { instrument, type, strike, years, lot: lotDelta(option, bid) };
  return { ...told, bid: bid * unit, ask: ask * unit, bidFee: fee(bid), askFee: fee(ask) };
}

function ownOptions(state: EngineState, { alsoHedge }: Profile, { view, snapshot }: Seen): OwnOption[] {
  const { marks } = view;
  return (alsoHedge ?? []).flatMap((id): OwnOption[] => {
    const option = state.instruments[id];
    if (option?.kind !== 'option') return [];
    const { type, strike, expiry } = option;
    const years = yearsBetween(snapshot.at, expiry);
    const position = state.book.positions[id];
    const size = position === undefined ? 0 : sizeOf(option, position.lots);
    const cost = position === undefined ? 0 : fromAtoms(position.cost);
    const unit = unitWorth(option, marks);
    const quoted = years > 0 ? quotedOf(state, option, snapshot.quotes[id], years, marks) : null;
    return [{ instrument: id, type, strike, years, size, cost, unit, quoted }];
  });
}

/** What is held of the underlying without the floor's own instruments: coin, and straight claims on it. */
function holdingOf(
  { book, instruments }: EngineState,
  profile: Profile,
): { readonly units: number; readonly bent: string | null } {
  const { underlying, alsoHedge } = profile;
  const ways = waysOf(profile);
  let units = 0;
  let bent: string | null = null;
  for (const account of Object.values(book.cash)) units += fromAtoms(account[underlying] ?? atoms(0n));
  for (const { instrument: id, lots, cost } of Object.values(book.positions)) {
    const instrument: Instrument | undefined = instruments[id];
    if (instrument?.base !== underlying || lots === 0 || ways.includes(id)) continue;
    const isOwn = alsoHedge?.includes(id) === true;
    if (instrument.kind === 'lp' || (instrument.kind === 'option' && !isOwn))
      bent = `${id} is ${instrument.kind === 'lp' ? 'liquidity' : 'an option that the floor may not deal in'}`;
    // An inverse contract is worth as many coins in delta as it was entered at, at whatever price.
    else if (instrument.kind !== 'option')
      units += instrument.inverse ? -fromAtoms(cost) : lots * lotDelta(instrument, 1);
  }
  return { units, bent };
}

/** The vol expected until the floor ends, as far ahead as is forecast; the mark's where that is not ready. */
function volOf(
  state: EngineState,
  { underlying }: Profile,
  { until }: Floor,
  { view, snapshot }: Seen,
): Pick<FloorFacts, 'vol' | 'volFrom'> {
  const horizonMs = Math.min(30 * DAY, Math.max(HOUR, until - snapshot.at));
  const expected = expectedVolOf(state, underlying, snapshot.at, horizonMs);
  if (expected?.ready === true && expected.vol > 0) return { vol: expected.vol, volFrom: 'forecast' };
  const vol = view.marks.vols[underlying] ?? 0;
  return { vol: vol > 0 ? vol : null, volFrom: 'mark, forecast not ready' };
}

/** What the floor of `profile` is decided on. */
export function floorFactsOf(
  state: EngineState,
  profile: Profile,
  floor: Floor,
  situation: Situation,
  seen: Seen,
): FloorFacts {
  const { underlying, policy, alsoHedge, rate } = profile;
  const { marks, hedges } = seen.view;
  const { at, price, costRate, hedgeDelta, curve } = situation;
  const flying = liveOrders(state.orders).find(
    ({ request }) => alsoHedge?.includes(request.instrument) === true,
  );
  return {
    ...{ at, price, costRate, rate },
    ...holdingOf(state, profile),
    held: hedges[underlying] ?? 0,
    hedge: hedgeDelta,
    ...volOf(state, profile, floor, seen),
    // A rule without one follows closer than any band: what that costs is then not foreseen.
    riskAversion: 'riskAversion' in policy ? policy.riskAversion : 0,
    scale: curve.scale?.factor ?? 1,
    worth: marks.rates[marks.indexQuote[underlying] ?? ''] ?? 1,
    options: ownOptions(state, profile, seen),
    onItsWay: flying?.request.instrument ?? null,
  };
}
