import type { Floor } from '../../domain/config.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import type { Quoted, WayKind } from './way.ts';

/** What is held of one of the options that a floor may be held with. */
export interface OwnOption extends Pick<Quoted, 'instrument' | 'type' | 'strike' | 'years'> {
  /** In base units, negative if sold; and what was paid for it, in its own unit of price, negative if received. */
  readonly size: number;
  readonly cost: number;
  /** What one of that unit is worth now, in money: an inverse option's is a coin. */
  readonly unit: number;
  /** Null where no fresh price is quoted. */
  readonly quoted: Quoted | null;
}

/** How often a floor's options have been ordered without any being bought, since when. */
export interface Asked {
  readonly units: number;
  readonly times: number;
  readonly at: Millis;
}

/** What is remembered of a floor from decision to decision. Money is in the underlying's quote. */
export interface FloorMemory {
  /** The floor as it was set: another begins anew. */
  readonly floor: Floor;
  readonly since: Millis;
  /** What the holding was worth when the floor was set, with what was added since and without what was taken out. */
  readonly reference: number;
  /** What its own dealings have brought: of the hedge until now, and for options what was received less paid. */
  readonly account: number;
  /** At the last decision: the holding, the price, the delta held of the hedge, and the options. */
  readonly units: number;
  readonly price: number;
  readonly hedge: number;
  readonly options: Readonly<Record<InstrumentId, Pick<OwnOption, 'size' | 'cost'>>>;
  readonly way: WayKind | null;
  readonly asked: Asked | null;
}

/** What there is at a decision. */
export interface Holding {
  readonly at: Millis;
  readonly price: number;
  /** Base units held, without the floor's own instruments. */
  readonly units: number;
  /** Delta that is held of the hedge instrument. */
  readonly held: number;
  /** One way, of trading the hedge instrument, as a fraction of notional. */
  readonly costRate: number;
  readonly options: readonly OwnOption[];
}

function sizesOf(options: readonly OwnOption[]): FloorMemory['options'] {
  return Object.fromEntries(
    options
      .filter(({ size }) => size !== 0)
      .map(({ instrument, size, cost }) => [instrument, { size, cost }]),
  );
}

/** What `option` would bring now; what it cost where nobody says. */
function markOf({ size, cost, unit, quoted }: OwnOption): number {
  return quoted === null ? cost * unit : (size * (quoted.bid + quoted.ask)) / 2;
}

/**
 * A floor from now on. What it finds of its own options is a thing that can be lost too: it is bought at its mark.
 */
export function begun(floor: Floor, { at, price, units, held, options }: Holding): FloorMemory {
  let account = 0;
  for (const option of options) account -= markOf(option);
  const reference = units * price;
  const last = { units, price, hedge: held, options: sizesOf(options) };
  return { floor, since: at, reference, account, ...last, way: null, asked: null };
}

/** What dealing from `before` to `option` has brought: at cost what was added, at the quote what was given up. */
function dealtFor(option: OwnOption, before: Pick<OwnOption, 'size' | 'cost'> | undefined): number {
  const { size, cost, unit, quoted } = option;
  const was = before?.size ?? 0;
  const added = size - was;
  if (added === 0) return 0;
  const fee = quoted === null ? 0 : Math.abs(added) * (added > 0 ? quoted.askFee : quoted.bidFee);
  const isMore = was * added >= 0;
  if (isMore) return -(cost - (before?.cost ?? 0)) * unit - fee;
  const price =
    quoted === null ? (cost * unit) / (size === 0 ? 1 : size) : added > 0 ? quoted.ask : quoted.bid;
  return -added * price - fee;
}

/**
 * `memory` brought up to `holding`. What was added to the holding, or taken out, is at the price of now no gain and
 * no loss. The hedge is taken to have been traded right after the last decision, at the price of then; what fills
 * differed from it, and funding, is left out.
 */
export function broughtUp(memory: FloorMemory, holding: Holding): FloorMemory {
  const { at: _, price, units, held, costRate, options } = holding;
  let account = memory.account + held * (price - memory.price);
  account -= costRate * memory.price * Math.abs(held - memory.hedge);
  for (const option of options) account += dealtFor(option, memory.options[option.instrument]);
  const reference = memory.reference + (units - memory.units) * price;
  const { floor, since, way, asked } = memory;
  return {
    floor,
    since,
    reference,
    account,
    units,
    price,
    hedge: held,
    options: sizesOf(options),
    way,
    asked,
  };
}
