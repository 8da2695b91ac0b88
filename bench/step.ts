import { createHash } from 'node:crypto';
import type { EngineConfig } from '../src/domain/config.ts';
import type { Entry } from '../src/domain/entry.ts';
import { type Appended, createConductor } from '../src/engine/conductor.ts';
import { step } from '../src/engine/engine.ts';
import type { EngineState } from '../src/engine/state.ts';
import { createRandom } from '../src/math/random.ts';
import { explainInterval } from '../src/record/attribution.ts';
import { encode } from '../src/record/canonical.ts';
import { seal } from '../src/record/chain.ts';
import { atoms, lots, millis } from '../src/units/units.ts';
import { marksOf, movedTo } from '../src/value/marks.ts';
import { valuate } from '../src/value/value.ts';

const sha = (t: string) => createHash('sha256').update(t).digest('hex');
const T0 = millis(1_767_614_400_000);
const DAY = 86400_000;

function config(): EngineConfig {
  const instruments: any[] = [];
  const positions: any[] = [];
  for (const [base, price] of [
    ['BTC', 60000],
    ['ETH', 3000],
  ] as const) {
    const c = {
      venue: 'v',
      base,
      quote: 'USDT',
      settle: 'USDT',
      tick: 0.1,
      lot: 0.001,
      multiplier: 1,
      inverse: false,
    };
    instruments.push({ ...c, id: `${base}-SPOT`, kind: 'spot' }, { ...c, id: `${base}-PERP`, kind: 'perp' });
    positions.push({ instrument: `${base}-SPOT`, lots: lots(2500), averageEntry: price });
    for (let i = 0; i < 20; i++) {
      const id = `${base}-O${i}`;
      instruments.push({
        ...c,
        id,
        kind: 'option',
        type: i % 2 ? 'call' : 'put',
        strike: price * (0.8 + 0.02 * i),
        expiry: millis(T0 + (7 + i) * DAY),
      });
      positions.push({ instrument: id, lots: lots(i % 3 ? -100 : 150), averageEntry: price * 0.02 });
    }
  }
  const profile = (u: string, w: number) => ({
    underlying: u,
    index: `${u}-SPOT`,
    hedge: `${u}-PERP`,
    targetDelta: 0,
    policy: { kind: 'fixed-band', halfWidth: w },
    markVol: { kind: 'market' },
    hedgeVol: process.env.FC ? 'forecast' : 'mark',
    rate: 0,
  });
  return {
    name: 'bench',
    reporting: 'USD',
    instruments,
    venues: [{ id: 'v', takerFee: 5e-4, makerFee: 2e-4 }],
    opening: { cash: { v: { USDT: atoms(5_000_000_00000000n) } }, positions },
    profiles: [profile('BTC', 0.01), profile('ETH', 0.2)] as any,
    limits: { maxOrderNotional: 1e6, maxPositionNotional: 1e7, maxDailyLoss: 1e7 },
    execution: { maxSlippage: 0.002, orderLifeMs: 60000, ackWithinMs: 5000 },
    forecastHalfLifeMs: 3600_000,
    staleAfterMs: 600_000,
    reviewEveryMs: 1000,
  };
}

export function build() {
  const pairs: { state: EngineState; entry: Entry; outcome: any }[] = [];
  const c = createConductor({
    state: null,
    head: '',
    hash: sha,
    append: () => {},
    checkpointEvery: 1e9,
    onAppended: (a) => seen.push(a),
  });
  const seen: Appended[] = [];
  c.configure({ journal: 'j', code: 'b', kernel: 'k', config: config(), starting: true }, T0);
  const rnd = createRandom(1);
  const price: any = { BTC: 60000, ETH: 3000 };
  let now = T0;
  const tick = () => {
    for (const u of ['BTC', 'ETH']) {
      price[u] *= 1 + 0.001 * rnd.normal();
      for (const k of ['SPOT', 'PERP'])
        c.observe(
          {
            kind: 'quote',
            instrument: `${u}-${k}`,
            at: now,
            bid: price[u] * 0.9999,
            ask: price[u] * 1.0001,
            bidSize: 1,
            askSize: 1,
          },
          now,
        );
      c.observe({ kind: 'vol', underlying: u, at: now, vol: 0.5 + 0.01 * rnd.normal() }, now);
    }
    c.observe({ kind: 'rate', currency: 'USDT', at: now, rate: 1 + 0.0001 * rnd.normal() }, now);
    for (const k of ['PERP'])
      for (const u of ['BTC', 'ETH'])
        c.observe(
          { kind: 'funding', instrument: `${u}-${k}`, at: now, rate: 1e-4, intervalMs: 8 * 3600_000 },
          now,
        );
  };
  const report = () =>
    c.account({
      at: now,
      event: {
        kind: 'report',
        venue: 'v',
        at: now,
        orders: [],
        positions: Object.fromEntries(
          Object.values(c.state.book.positions).map((p) => [p.instrument, p.lots]),
        ),
        cash: c.state.book.cash.v as any,
      },
    });
  tick();
  report();
  for (let i = 0; i < 300; i++) {
    now = millis(now + 2000);
    tick();
    if (i % 5 === 0)
      c.observe(
        {
          kind: 'bars',
          at: now,
          intervalMs: 2000,
          bars: ['BTC', 'ETH'].map((u) => ({
            instrument: `${u}-SPOT`,
            start: millis(now - 2000),
            open: price[u],
            high: price[u],
            low: price[u],
            close: price[u],
            volume: 1,
          })),
        },
        now,
      );
    const before = c.state;
    const n = seen.length;
    const cmds = c.attend(now);
    const a = seen[n];
    if (a?.body.kind === 'decisionDue')
      pairs.push({
        state: before,
        entry: { seq: a.seq, at: a.at, cause: before.seq, body: a.body },
        outcome: a.outcome,
      });
    for (const cmd of cmds)
      if (cmd.kind === 'place') {
        c.account({
          at: now,
          event: {
            kind: 'fill',
            order: cmd.order.id,
            instrument: cmd.order.instrument,
            fill: cmd.order.id + '/1',
            lots: cmd.order.lots,
            price: price[cmd.order.instrument.slice(0, 3)],
            fee: atoms(100n),
            feeCurrency: 'USDT',
          },
        });
      }
  }
  return pairs;
}
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
function time(f: () => void) {
  const a = cpu();
  f();
  return cpu() - a;
}

const pairs = build();
console.log(
  'pairs',
  pairs.length,
  'hedges',
  pairs.filter((p) => p.outcome.commands).length,
  'bytes',
  encode({ ...pairs[100]!.entry, outcome: pairs[100]!.outcome }).length,
);
let sink = 0;
const parts: Record<string, () => void> = {
  step: () => {
    for (const { state, entry } of pairs) sink += step(state, entry).commands.length;
  },
  seal: () => {
    for (const { entry, outcome } of pairs) sink += seal(entry, outcome, 'x'.repeat(64), sha).line.length;
  },
  full: () => {
    for (const { state, entry } of pairs) {
      const r = step(state, entry);
      sink += seal(entry, r.outcome, 'x'.repeat(64), sha).line.length;
    }
  },
  valuation1: () => {
    for (const { state } of pairs)
      sink += valuate(state.book, state.instruments, state.ledger.marks ?? marks0(state)).equity as any;
  },
  encode: () => {
    for (const { entry, outcome } of pairs)
      sink += encode({ ...entry, outcome, previous: 'x'.repeat(64) }).length;
  },
  hash: () => {
    for (const l of lines) sink += sha(l).length;
  },
  marks: () => {
    for (const { state, entry } of pairs)
      sink += (
        marksOf(state.book, (entry.body as any).snapshot, {
          profiles: state.config.profiles,
          instruments: state.instruments,
          reporting: 'USD',
        }) as any
      ).at;
  },
};
const marksAny = pairs[100]!.state.ledger.marks!;
const marks0 = (_: any) => marksAny;
const lines = pairs.map(({ entry, outcome }) => encode({ ...entry, outcome, previous: 'x'.repeat(64) }));
const times: Record<string, number[]> = {};
for (let round = 0; round < 60; round++)
  for (const [k, f] of Object.entries(parts)) (times[k] ??= []).push(time(f) / pairs.length);
for (const [k, t] of Object.entries(times))
  console.log(
    k.padEnd(12),
    t
      .slice(20)
      .sort((a, b) => a - b)[20]!
      .toFixed(2),
    'µs',
  );
console.log(sink > 0);
