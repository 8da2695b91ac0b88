/** Straddles that the venue deals with us by itself, one after the other. */
import { applyTrade } from '../../domain/book.ts';
import type { Option } from '../../domain/instrument.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { toTick } from '../../units/rounding.ts';
import { later, yearsBetween } from '../../units/time.ts';
import { atoms, lots, type Millis } from '../../units/units.ts';
import { scheduleExpiry } from './expiry.ts';
import { optionId } from './option-id.ts';
import type { StraddleProgramme } from './settings.ts';
import type { State } from './state.ts';
import type { Price } from './view.ts';

/** A programme and the straddle that it holds with us. */
export interface Rolling {
  readonly programme: StraddleProgramme;
  /** Begins the ids of its deals, so that two programmes may deal the same option. */
  readonly name: string;
  live: readonly Option[];
  /** When the last straddle expires, and so the next begins; undefined before the first. */
  expiry: Millis | undefined;
}

/** Whether `option` is one that `programme` has dealt: by the name it would have given it, and its lots. */
function isOwn(state: State, programme: StraddleProgramme, option: Option): boolean {
  return (
    option.base === programme.underlying &&
    option.id === optionId(option) &&
    state.book.positions[option.id]?.lots === programme.lots
  );
}

/**
 * A programme that goes on where an earlier run left it: what we hold at the opening of the options that it
 * deals is its own, and it deals again when that has settled.
 */
export function resume(state: State, programme: StraddleProgramme, name: string): Rolling {
  const live = [...state.instruments.values()].filter(
    (instrument): instrument is Option => instrument.kind === 'option' && isOwn(state, programme, instrument),
  );
  for (const option of live) state.indexes.set(option.id, programme.index);
  const expiries = live.map(({ expiry }) => expiry).sort((a, b) => a - b);
  return { programme, name, live, expiry: expiries.at(-1) };
}

/** The end of the tenor that is running: they follow each other without a gap, even if nobody could trade. */
function nextExpiry(start: Millis, tenorMs: number, now: Millis): Millis {
  const ended = Math.max(0, Math.floor((now - start) / tenorMs));
  return later(start, (ended + 1) * tenorMs);
}

function deal(state: State, rolling: Rolling, option: Option, spot: number, vol: number): void {
  const { programme, name } = rolling;
  const { type, strike } = option;
  const years = yearsBetween(state.now, option.expiry);
  const value = blackScholes({ type, spot, strike, years, vol, rate: programme.rate, carryYield: 0 });
  if ('kind' in value)
    throw new RangeError(`${name} cannot price ${option.id}: ${value.field} must be ${value.remedy}`);
  const price = option.inverse ? value.price / spot : value.price;
  const trade = { lots: lots(programme.lots), price, fee: atoms(0n), feeCurrency: option.settle };
  state.book = applyTrade(state.book, option, trade);
  state.tell({ kind: 'deal', id: `${name}:${option.id}`, instrument: option, ...trade });
}

/** Lists an option unless another programme has, and answers the one that is listed. */
function list(state: State, option: Option, programme: StraddleProgramme): Option {
  const listed = state.instruments.get(option.id);
  if (listed?.kind === 'option') return listed;
  state.instruments.set(option.id, option);
  state.expiring.add(option);
  state.indexes.set(option.id, programme.index);
  scheduleExpiry(state, option);
  return option;
}

/** Deals the next straddle at a price of its index, once the last one has settled and a vol is known. */
export function roll(state: State, rolling: Rolling, price: Price): void {
  const { programme } = rolling;
  if (price.instrument !== programme.index) return;
  if (rolling.live.some((option) => state.expiring.has(option))) return;
  const vol = programme.vol.kind === 'stated' ? programme.vol.vol : state.view.vols.get(programme.underlying);
  if (vol === undefined) return;
  const expiry = nextExpiry(rolling.expiry ?? price.at, programme.tenorMs, state.now);
  const strike = toTick(price.price, programme.strikeStep, 'nearest');
  const { base } = programme.template;
  rolling.expiry = expiry;
  rolling.live = (['call', 'put'] as const).map((type) => {
    const id = optionId({ base, expiry, strike, type });
    return list(state, { ...programme.template, kind: 'option', id, type, strike, expiry }, programme);
  });
  for (const option of rolling.live) deal(state, rolling, option, price.price, vol);
}
