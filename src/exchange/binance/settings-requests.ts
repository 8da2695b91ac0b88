import { mostNotional } from './account-requests.ts';
import { Fault, faults } from './fault.ts';
import type { Answer, Call, Venue } from './venue.ts';

const SINGLE_ALREADY = 'Adjusted asset mode is currently set and does not need to be adjusted repeatedly.';
const DONE = { code: 200, msg: 'success' } as const;

function holdsAnything(call: Call, venue: Venue): boolean {
  return venue.exchange.positions(call.account.id).some(({ lots }) => lots !== 0);
}

function ordersAnything(call: Call, venue: Venue): boolean {
  return venue.exchange.orders(call.account.id, 'open').length > 0;
}

/** `POST leverage` of a symbol. */
export function setLeverage(call: Call, venue: Venue): Answer {
  const { params, account } = call;
  const market = venue.markets.needed(params);
  const leverage = params.needInteger('leverage');
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  const most = Math.floor(1 / (market.listing.tiers[0]?.initial ?? 1) + 1e-9);
  if (leverage < 1 || leverage > most) return new Fault(-4028, `Leverage ${leverage} is not valid`);
  const { symbol } = market;
  venue.exchange.setLeverage(account.id, symbol, leverage);
  venue.settings(account.id).leverages.set(symbol, leverage);
  const { now } = venue.exchange;
  venue.feed.tell(account.id, { e: 'ACCOUNT_CONFIG_UPDATE', T: now, ac: { s: symbol, l: leverage } });
  return { leverage, maxNotionalValue: String(mostNotional(market, leverage)), symbol };
}

/** `POST marginType`: accounts are cross margined, and stay so. */
export function setMarginType({ params }: Call, venue: Venue): Answer {
  const market = venue.markets.needed(params);
  params.need('marginType');
  const invalid = faults.mandatory('marginType');
  const type = params.choice('marginType', ['CROSSED', 'ISOLATED'], invalid);
  if (params.fault || market === undefined) return params.fault ?? faults.badSymbol();
  if (type === 'CROSSED') return new Fault(-4046, 'No need to change margin type.');
  return faults.unsupported('Only cross margin is offered here.');
}

/** `GET positionSide/dual`. */
export function positionMode({ account }: Call, venue: Venue): Answer {
  return { dualSidePosition: venue.settings(account.id).isDual };
}

/** `POST positionSide/dual`: kept, though only one-way positions are traded. */
export function setPositionMode(call: Call, venue: Venue): Answer {
  const { params, account } = call;
  params.need('dualSidePosition');
  const isDual = params.flag('dualSidePosition') ?? false;
  if (params.fault) return params.fault;
  const settings = venue.settings(account.id);
  if (settings.isDual === isDual) return new Fault(-4059, 'No need to change position side.');
  if (ordersAnything(call, venue))
    return new Fault(-4067, 'Position side cannot be changed if there exists open orders.');
  if (holdsAnything(call, venue))
    return new Fault(-4068, 'Position side cannot be changed if there exists position.');
  settings.isDual = isDual;
  return DONE;
}

/** `GET multiAssetsMargin`. */
export function assetsMode(): object {
  return { multiAssetsMargin: false };
}

/** `POST multiAssetsMargin`: each currency stands for itself here. */
export function setAssetsMode({ params }: Call): Answer {
  params.need('multiAssetsMargin');
  const isMulti = params.flag('multiAssetsMargin') ?? false;
  if (params.fault) return params.fault;
  if (!isMulti) return new Fault(-4171, SINGLE_ALREADY);
  return faults.unsupported('Only single-asset mode is offered here.');
}
