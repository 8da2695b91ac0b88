import type { InstrumentId } from '../../domain/instrument.ts';
import type { MarginTier } from '../../domain/margin.ts';
import { type Fields, fieldsOf, numberOf, rowsOf, stringOf } from '../../wire/fields.ts';
import { type MarginRow, marginsOf, tiersOf } from '../../wire/margin.ts';
import type { Holdings } from '../../wire/protocol.ts';
import type { Symbols } from '../../wire/symbols.ts';
import { Refusal } from './fault.ts';
import type { Asking, Rest } from './rest.ts';

type Tiers = Readonly<Record<InstrumentId, readonly MarginTier[]>>;

/** What the venue says of an account's margin, and how that is to be read. */
export interface BinanceMargin {
  /** Asks in which mode assets are counted, and for the brackets; to be done when connected. */
  learn(): Promise<void>;
  /** Of an answer to `/fapi/v3/account`. */
  of(account: Fields): Pick<Holdings, 'margin'>;
  tiers(): Tiers;
}

/** What all assets are counted in where they stand for each other. */
const UNIT = 'USD';

/** `GET /fapi/v1/leverageBracket` ("Notional and Leverage Brackets") of our instruments. */
function bracketsOf(answer: unknown, symbols: Symbols): Tiers {
  const found = rowsOf(answer).flatMap(({ symbol, brackets, notionalCoef = 1 }) => {
    const traded = symbols.bySymbol(stringOf(symbol));
    if (traded === undefined) return [];
    const rows = rowsOf(brackets).map(
      ({ notionalFloor: from, initialLeverage: leverage, maintMarginRatio: maintenance }) => ({
        ...{ from, leverage, maintenance },
      }),
    );
    // Where an account has brackets of its own, it is not said whether the bounds are those already.
    const tiers = numberOf(notionalCoef) === 1 ? tiersOf(rows) : undefined;
    return tiers === undefined ? [] : [[traded.instrument.id, tiers] as const];
  });
  return Object.fromEntries(found);
}

/**
 * `GET /fapi/v3/account` ("Account Information V3"): each asset by itself, or with `isJoined` the totals of all, which
 * are in USD then and are those of USDT alone otherwise.
 */
function rowsOfAccount(account: Fields, isJoined: boolean): readonly MarginRow[] {
  if (isJoined) {
    const { totalMarginBalance, totalInitialMargin: initial, totalMaintMargin: maintenance } = account;
    return [{ currency: UNIT, equity: totalMarginBalance, initial, maintenance }];
  }
  return rowsOf(account.assets).map(
    ({ asset, marginBalance: equity, initialMargin: initial, maintMargin: maintenance }) => ({
      ...{ currency: asset, equity, initial, maintenance },
    }),
  );
}

export function createMargin(rest: Rest, symbols: Symbols): BinanceMargin {
  /** Undefined: not known, and so nothing is told of margin. */
  let isJoined: boolean | undefined;
  let tiers: Tiers = {};
  /** Nothing of this is needed to trade: what the venue refuses to tell is not known. */
  const ask = (asking: Asking): Promise<unknown> =>
    rest.ask(asking).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    });
  return {
    learn: async () => {
      const mode = fieldsOf(await ask({ path: '/fapi/v1/multiAssetsMargin', weight: 30 }));
      const told = stringOf(mode.multiAssetsMargin);
      isJoined = told === 'true' ? true : told === 'false' ? false : undefined;
      tiers = bracketsOf(await ask({ path: '/fapi/v1/leverageBracket', weight: 1 }), symbols);
    },
    of: (account) => (isJoined === undefined ? {} : marginsOf(rowsOfAccount(account, isJoined), symbols.all)),
    tiers: () => tiers,
  };
}
