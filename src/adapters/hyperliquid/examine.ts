import type { Finding } from '../../ports/live-venue.ts';
import { fieldsOf, stringOf } from '../../wire/fields.ts';
import type { ClockOffset } from '../../wire/offset.ts';
import type { Symbols, Traded } from '../../wire/symbols.ts';
import type { Desk } from './desk.ts';
import { CASH } from './holdings.ts';
import { type Coin, type Universe, universeOf } from './universe.ts';

/** Whether `value` is one or more whole `step`s. */
function isMultiple(value: number, step: number): boolean {
  const parts = value / step;
  return Math.abs(parts - Math.round(parts)) <= 1e-9 * parts && Math.round(parts) >= 1;
}

/** Digits after the point that prices of perpetuals may have, less those of their sizes. */
const PRICE_PLACES = 6;

function lastPlace(places: number): number {
  return Number(`1e-${Math.max(0, places)}`);
}

/** What of an instrument is not as the venue lists it, with what it should be. */
export function misfits({ instrument, symbol }: Traded, coin: Coin | undefined): readonly string[] {
  if (coin === undefined) return [`there is no perpetual ${symbol}`];
  const found: string[] = [];
  const { kind, settle, inverse } = instrument;
  if (kind !== 'perp') found.push(`kind is ${kind} in the config; only perpetuals are traded through here`);
  if (inverse) found.push('it is inverse in the config and linear there');
  if (settle !== CASH) found.push(`settle is ${settle} in the config and ${CASH} there`);
  // Coins worth too little are listed by the thousand, as kPEPE.
  if (instrument.base !== coin.name && `k${instrument.base}` !== coin.name)
    found.push(`base is ${instrument.base} in the config and ${coin.name} there`);
  const [lot, step] = [
    Number((instrument.lot * instrument.multiplier).toPrecision(12)),
    lastPlace(coin.sizePlaces),
  ];
  if (!isMultiple(lot, step))
    found.push(`a lot is ${lot} in the config, which is no multiple of its step of ${step}`);
  const tick = lastPlace(PRICE_PLACES - coin.sizePlaces);
  if (!isMultiple(instrument.tick, tick))
    found.push(`tick is ${instrument.tick} in the config, which is no multiple of its ${tick}`);
  if (coin.isDelisted) found.push('it is not traded any more');
  return found;
}

export interface Examined {
  readonly desk: Desk;
  readonly symbols: Symbols;
  readonly offset: ClockOffset;
  /** Absent where there is no key. */
  readonly key?: KeyState;
}

export interface KeyState {
  readonly user: string;
  /** Why it may not trade; undefined: it may. */
  readonly wrong: () => Promise<string | undefined>;
  /** It is the account's own wallet, whose key moves money too. */
  readonly isOwner: boolean;
  readonly deadMan: () => string;
}

/** A clock that is further off makes deadlines wrong. */
const CLOCK_GOOD_MS = 500;
const GOOD_ROUND_TRIP_MS = 1_000;

async function leverage(desk: Desk, user: string, { instrument, symbol }: Traded): Promise<Finding> {
  const data = fieldsOf(await desk.ask({ type: 'activeAssetData', user, coin: symbol }));
  const { type, value } = fieldsOf(data.leverage);
  const isCross = type === 'cross';
  return {
    what: `${instrument.id} leverage`,
    verdict: isCross ? 'good' : 'warning',
    detail: isCross
      ? `${stringOf(value)}×, cross margin`
      : `${stringOf(value)}×, ${stringOf(type)} margin: it is liquidated by itself, whatever the account has`,
  };
}

function listing(traded: Traded, universe: Universe): Finding {
  const coin = universe.of(traded.symbol);
  const wrong = misfits(traded, coin);
  const terms = `sizes by ${lastPlace(coin?.sizePlaces ?? 0)}, at least $10, prices of 5 figures`;
  return {
    what: traded.instrument.id,
    verdict: wrong.length === 0 ? 'good' : 'bad',
    detail: wrong.length === 0 ? `${terms}, at most ${coin?.maxLeverage}×` : wrong.join('; '),
  };
}

async function ofKey({ wrong, isOwner, deadMan }: KeyState): Promise<readonly Finding[]> {
  const why = await wrong();
  const owner = 'the account’s own wallet, which may withdraw: approve an API wallet instead';
  return [
    {
      what: 'key',
      verdict: why !== undefined ? 'bad' : isOwner ? 'warning' : 'good',
      detail: why ?? (isOwner ? owner : 'an API wallet, which may trade and not withdraw'),
    },
    { what: 'position mode', verdict: 'good', detail: 'one-way, as all accounts are' },
    { what: 'dead-man switch', verdict: deadMan() === 'armed' ? 'good' : 'warning', detail: deadMan() },
  ];
}

/** What `doctor` tells of a connection that is up. */
export async function examineHyperliquid({
  desk,
  symbols,
  offset,
  key,
}: Examined): Promise<readonly Finding[]> {
  const begun = performance.now();
  await desk.ask({ type: 'exchangeStatus' });
  const ms = performance.now() - begun;
  const universe = universeOf(await desk.ask({ type: 'meta' }));
  const found: Finding[] = [
    {
      what: 'latency',
      verdict: ms < GOOD_ROUND_TRIP_MS ? 'good' : 'warning',
      detail: `${ms.toFixed(1)} ms for a round trip`,
    },
    {
      what: 'clock',
      verdict: Math.abs(offset.ms) <= CLOCK_GOOD_MS ? 'good' : 'warning',
      detail: `theirs is ${offset.ms.toFixed(0)} ms ahead, give or take ${offset.within.toFixed(0)} ms`,
    },
    ...symbols.all.map((traded) => listing(traded, universe)),
  ];
  if (key === undefined)
    return [...found, { what: 'key', verdict: 'warning', detail: 'none: public data alone, fills on paper' }];
  for (const traded of symbols.all)
    if (universe.of(traded.symbol) !== undefined) found.push(await leverage(desk, key.user, traded));
  return [...found, ...(await ofKey(key))];
}
