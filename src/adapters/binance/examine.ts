import type { Finding } from '../../ports/live-venue.ts';
import { fieldsOf, rowsOf, stringOf } from '../../wire/fields.ts';
import type { ClockOffset } from '../../wire/offset.ts';
import { filtersOf, misfits } from './misfits.ts';
import { isHedgeMode, listingsOf, type Permits, restrictionsOf } from './permits.ts';

export interface Examined extends Permits {
  readonly offset: ClockOffset;
  readonly hasKey: boolean;
}

/** A clock that is further off makes deadlines wrong. */
const CLOCK_GOOD_MS = 500;
const SLOW_MS = 1_000;

async function connection({ rest, offset }: Examined): Promise<readonly Finding[]> {
  const begun = performance.now();
  await rest.ask({ path: '/fapi/v1/ping', weight: 1, security: 'none' });
  const ms = performance.now() - begun;
  return [
    {
      what: 'latency',
      verdict: ms < SLOW_MS ? 'good' : 'warning',
      detail: `${ms.toFixed(1)} ms for a round trip over HTTP`,
    },
    {
      what: 'clock',
      verdict: Math.abs(offset.ms) <= CLOCK_GOOD_MS ? 'good' : 'warning',
      detail: `theirs is ${offset.ms.toFixed(0)} ms ahead, give or take ${offset.within.toFixed(0)} ms`,
    },
  ];
}

async function instruments({ rest, symbols }: Examined): Promise<readonly Finding[]> {
  const listings = await listingsOf(rest);
  return symbols.all.map((traded): Finding => {
    const theirs = listings.get(traded.symbol);
    const wrong = misfits(traded, theirs);
    const { least, tick, notional } = filtersOf(theirs ?? {});
    return {
      what: traded.instrument.id,
      verdict: wrong.length === 0 ? 'good' : 'bad',
      detail:
        wrong.length === 0
          ? `smallest order ${least}, worth ${notional} at least, tick ${tick}`
          : wrong.join('; '),
    };
  });
}

async function keyFinding(examined: Examined): Promise<Finding> {
  const restrictions = await restrictionsOf(examined);
  if (restrictions === undefined)
    return { what: 'key', verdict: 'warning', detail: 'the venue does not tell whether it may withdraw' };
  const mayWithdraw = restrictions.enableWithdrawals === true;
  const mayTrade = restrictions.enableFutures === true;
  return {
    what: 'key',
    verdict: mayTrade && !mayWithdraw ? 'good' : 'bad',
    detail: `may ${mayTrade ? '' : 'not '}trade futures, may ${mayWithdraw ? '' : 'not '}withdraw`,
  };
}

async function settings(examined: Examined): Promise<readonly Finding[]> {
  const { rest, symbols } = examined;
  const isHedge = await isHedgeMode(examined);
  const found: Finding[] = [
    {
      what: 'position mode',
      verdict: isHedge ? 'bad' : 'good',
      detail: isHedge ? 'hedge mode: switch it to one-way' : 'one-way',
    },
  ];
  const rows = rowsOf(await rest.ask({ path: '/fapi/v1/symbolConfig', weight: 5 }));
  for (const { symbol, instrument } of symbols.all) {
    const { leverage, marginType } = fieldsOf(rows.find((row) => row.symbol === symbol));
    found.push({
      what: `leverage of ${instrument.id}`,
      verdict: marginType === 'ISOLATED' ? 'warning' : 'good',
      detail: `${stringOf(leverage)}, margin ${stringOf(marginType).toLowerCase()}`,
    });
  }
  return found;
}

/** What `doctor` tells of a venue. */
export async function examineBinance(examined: Examined): Promise<readonly Finding[]> {
  const found = [...(await connection(examined)), ...(await instruments(examined))];
  if (!examined.hasKey)
    return [...found, { what: 'key', verdict: 'warning', detail: 'none: public data alone, fills on paper' }];
  return [...found, await keyFinding(examined), ...(await settings(examined))];
}
