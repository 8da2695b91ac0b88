/** What the gateway sends against what Deribit sent in July 2021: each recorded field is there, of the same type. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { CALL, createVenue, type Json, PERP } from '../../src/exchange/deribit/deribit-fixture.ts';
import { lots } from '../../src/units/units.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';

/** Recorded, and not sent by us. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  settlement_price: 'optional since, and the exchange settles nothing daily',
  block_trade_commission: 'there are no block trades',
  max_liquidation_commission: 'liquidation has no commission of its own on the wire',
};

function linesOf(file: string): readonly string[] {
  return gunzipSync(readFileSync(sharedPath('data', 'fixtures', 'cryptofeed', file)))
    .toString()
    .split('\n');
}

/** The JSON of each line that has any. */
function messagesOf(file: string): readonly Json[] {
  return linesOf(file).flatMap((line) => {
    const at = line.indexOf(': {');
    return at < 0 ? [] : [JSON.parse(line.slice(at + 2))];
  });
}

/** What `recorded` has and `ours` has not, or has of another type; null and numbers may stand for each other. */
function missing(recorded: Json, ours: Json, path = ''): readonly string[] {
  if (Array.isArray(recorded))
    return recorded.length === 0 || ours.length === 0 ? [] : missing(recorded[0], ours[0], `${path}[]`);
  if (typeof recorded === 'object' && recorded !== null)
    return Object.entries(recorded).flatMap(([field, value]) => {
      if (field in LEFT_OUT) return [];
      const own = ours?.[field];
      return own === undefined ? [`${path}.${field}`] : missing(value, own, `${path}.${field}`);
    });
  const isLoose = recorded === null || ours === null;
  return isLoose || typeof recorded === typeof ours ? [] : [`${path} is a ${typeof ours}`];
}

describeWithShared('recorded Deribit messages', () => {
  const recorded = messagesOf('DERIBIT.ws.1.0.txt.gz').filter(({ method }) => method === 'subscription');

  it('have no field that ours have not', () => {
    const { connect, exchange, wait } = createVenue();
    const ann = connect('ann');
    const channels = [`book.${CALL}.raw`, `ticker.${CALL}.raw`, `trades.${CALL}.raw`];
    ann.get('public/subscribe', { channels });
    exchange.control.takeFrom(CALL, 'buy', lots(1));
    wait(1_000);
    const kinds = new Set<string>();
    for (const { params } of recorded) {
      const [kind = ''] = params.channel.split('.');
      const isChange = params.data.type === 'change';
      const own = ann.heard(`${kind}.${CALL}.raw`)[isChange ? 1 : 0];
      kinds.add(kind);
      expect(missing(params.data, own), JSON.stringify(params)).toEqual([]);
    }
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['book', 'ticker']));
    expect(recorded.length).toBeGreaterThan(100);
  });

  it('list instruments with no field that ours have not', () => {
    const { connect } = createVenue();
    const own: Json[] = connect().get('public/get_instruments', {});
    const ofKind = (kind: string, period: string) =>
      own.find(
        (each) => each.kind === kind && (each.settlement_period === 'perpetual') === (period === 'perpetual'),
      );
    const rows = messagesOf('DERIBIT.0.txt.gz').flatMap(({ result }) => result ?? []);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      if (row.kind === 'spot') continue;
      const like = ofKind(row.kind, row.settlement_period) ?? expect.fail(`none of ${JSON.stringify(row)}`);
      expect(missing(row, like), JSON.stringify(row)).toEqual([]);
    }
  });

  it('name channels that the gateway knows', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const [request] = linesOf('DERIBIT.ws.1.0.txt.gz').filter((line) => line.includes('public/subscribe'));
    const names: string[] = JSON.parse(request?.slice(request.indexOf('{')) ?? '').params.channels;
    const ours = names.map((name) => name.replace(/^(\w+)\.[^.]+/, `$1.${PERP}`));
    expect(new Set(ours).size).toBe(3);
    expect(ann.get('public/subscribe', { channels: [...new Set(ours)] })).toHaveLength(3);
  });
});
