import { describe, expect, it } from 'vitest';
import { cashOf } from '../../domain/book.ts';
import type { EngineConfig } from '../../domain/config.ts';
import type { TransferNews, TransferRequest, TransferRoute } from '../../domain/transfer.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import { typescriptKernel } from '../../pricing/kernel/typescript.ts';
import { totalOf } from '../../record/attribution.ts';
import { DAY, MINUTE, SECOND } from '../../units/time.ts';
import { atoms } from '../../units/units.ts';
import { CONFIG, type Rig, restarted, trading } from '../engine-fixture.ts';
import { equityAtMarks } from '../ledger.ts';

const UNIT = 100_000_000n;
const usd = (units: number) => atoms(BigInt(units) * UNIT);

const ROUTE: TransferRoute = {
  ...{ from: 'v', to: 'w', currency: 'USD', fee: usd(2), latencyMs: 2 * MINUTE, overdueMs: 8 * MINUTE },
  ...{ least: usd(100), most: usd(50_000), by: 'treasury' },
};

function configWith(routes: readonly TransferRoute[]): EngineConfig {
  return {
    ...CONFIG,
    venues: [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }],
    opening: {
      positions: [],
      cash: { v: { USD: usd(1_000_000), BTC: atoms(3n * UNIT) }, w: { USD: usd(1_000) } },
    },
    transfers: routes,
  };
}

const TREASURY = configWith([ROUTE, { ...ROUTE, currency: 'BTC', fee: atoms(1_000n), least: atoms(1n) }]);
const BY_HAND = configWith([{ ...ROUTE, by: 'hand' }]);

/** A rig that has just been valued, and wants no hedge. */
function rigOf(config = TREASURY): Rig {
  const rig = trading({ ...config, profiles: config.profiles.map((one) => ({ ...one, targetDelta: 3 })) });
  rig.bar();
  rig.take();
  return rig;
}

function want(rig: Rig, amount = usd(10_000), currency = 'USD'): TransferRequest | undefined {
  const wanted = { from: 'v', to: 'w', currency, amount };
  const commands = rig.conductor.transfer(wanted, rig.now);
  for (const command of commands) if (command.kind === 'transfer') return command.transfer;
  return undefined;
}

function sent(rig: Rig, amount?: TransferRequest['amount'], currency?: string): TransferRequest {
  const request = want(rig, amount, currency);
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

function tell(
  rig: Rig,
  request: TransferRequest,
  stage: TransferNews['stage'],
  amount = request.amount,
): void {
  const { id, from, to, currency } = request;
  rig.tell({ kind: 'transfer', id, from, to, currency, stage, amount, at: rig.now });
}

function cash(rig: Rig, currency = 'USD'): readonly number[] {
  const { book } = rig.state();
  return ['v', IN_TRANSIT, 'w'].map((venue) => Number(cashOf(book, venue, currency)) / Number(UNIT));
}

function alarms(rig: Rig): readonly string[] {
  return rig.appended.flatMap(({ outcome }) =>
    (outcome.alarms ?? []).map(({ key, state }) => `${key} ${state}`),
  );
}

/** A report of `venue` with `more` USD than the book has there. */
function report(rig: Rig, venue: string, more: number): void {
  const held = rig.state().book.cash[venue] ?? {};
  const theirs = { ...held, USD: atoms((held.USD ?? 0n) + usd(more)) };
  rig.report({ venue, cash: theirs });
}

describe('a transfer', () => {
  it('is on disk before it leaves, and leaves once', () => {
    const rig = rigOf();
    const request = sent(rig);
    expect(request).toMatchObject({ from: 'v', to: 'w', amount: usd(10_000), deadline: rig.now + MINUTE });
    expect(rig.appended.at(-1)).toMatchObject({
      body: { kind: 'transfer' },
      outcome: {
        commands: [{ kind: 'transfer', transfer: request }],
        transfers: { [request.id]: { stage: 'sent' } },
      },
    });
    expect(want(rig)).toBeUndefined();
    expect(rig.appended.at(-1)?.outcome).toMatchObject({ refused: { limit: 'underWay' } });
  });

  it('is ours while it is nowhere, and costs its fee when it arrives', () => {
    const rig = rigOf();
    const kernel = typescriptKernel();
    const equity = (): number => equityAtMarks(rig.state(), rig.state().book, kernel) ?? Number.NaN;
    const before = equity();
    const request = sent(rig);
    tell(rig, request, 'left');
    expect(cash(rig)).toEqual([990_000, 10_000, 1_000]);
    expect(equity()).toBeCloseTo(before, 6);
    const explained = totalOf(rig.state().ledger.attribution);
    tell(rig, request, 'arrived', usd(9_998));
    tell(rig, request, 'arrived', usd(9_998));
    expect(cash(rig)).toEqual([990_000, 0, 10_998]);
    expect(equity()).toBeCloseTo(before - 2, 6);
    expect(totalOf(rig.state().ledger.attribution) - explained).toBeCloseTo(-2, 9);
    expect(rig.state().ledger.attribution.fees).toBeCloseTo(-2, 9);
  });

  it('of coins keeps their delta', () => {
    const rig = rigOf();
    const request = sent(rig, atoms(2n * UNIT), 'BTC');
    tell(rig, request, 'left');
    rig.pass(SECOND);
    expect(rig.state().decisions.watched.BTC?.anchor?.delta).toBeCloseTo(3, 9);
  });

  it('is not wanted twice at once out of what is there only once', () => {
    const routes = [ROUTE, { ...ROUTE, to: 'x' }].map((one) => ({ ...one, most: usd(900_000) }));
    const config = configWith(routes);
    const rig = rigOf({ ...config, venues: [...config.venues, { id: 'x', takerFee: 0, makerFee: 0 }] });
    sent(rig, usd(900_000));
    rig.conductor.transfer({ from: 'v', to: 'x', currency: 'USD', amount: usd(200_000) }, rig.now);
    expect(rig.appended.at(-1)?.outcome.refused).toMatchObject({ limit: 'cash', allowed: 100_000 });
  });
});

describe('a transfer that is silent', () => {
  it('is asked after, overdue once, and over when it is there', () => {
    const rig = rigOf();
    const request = sent(rig);
    rig.pass(5 * SECOND);
    expect(rig.take().filter(({ kind }) => kind === 'track')).toEqual([{ kind: 'track', transfer: request }]);
    tell(rig, request, 'left');
    for (let i = 0; i < 12; i += 1) rig.pass(MINUTE);
    const key = `transfer/${request.id}`;
    expect(alarms(rig).filter((one) => one.startsWith(key))).toEqual([`${key} overdue`]);
    expect(cash(rig)).toEqual([990_000, 10_000, 1_000]);
    expect(want(rig)).toBeUndefined();
    tell(rig, request, 'arrived', usd(9_998));
    expect(alarms(rig).filter((one) => one.startsWith(key))).toEqual([`${key} overdue`, `${key} null`]);
    expect(rig.state().raised?.[key]).toBeUndefined();
  });

  it('outlives a restart, is asked after at once and not sent again', () => {
    const rig = rigOf();
    const request = sent(rig);
    tell(rig, request, 'left');
    const next = restarted(rig, rig.state().config);
    next.pass(0);
    const commands = next.take();
    expect(commands.filter(({ kind }) => kind === 'transfer')).toEqual([]);
    expect(commands).toContainEqual({ kind: 'track', transfer: request });
    tell(next, request, 'left');
    tell(next, request, 'arrived', usd(9_998));
    expect(cash(next)).toEqual([990_000, 0, 10_998]);
  });

  it('was lost where nobody has heard of it after its deadline, and may then be sent anew', () => {
    const rig = rigOf();
    const request = sent(rig);
    rig.pass(MINUTE + SECOND);
    tell(rig, request, 'absent');
    expect(rig.state().transfers?.[request.id]?.stage).toBe('lost');
    expect(sent(rig).id).not.toBe(request.id);
    rig.pass(2 * DAY);
    expect(Object.keys(rig.state().transfers ?? {})).not.toContain(request.id);
  });

  it('is told of by an id that nobody gave: nothing is booked, and somebody is told', () => {
    const rig = rigOf();
    const request = sent(rig);
    const before = cash(rig);
    tell(rig, { ...request, id: 'other' }, 'arrived');
    expect(cash(rig)).toEqual(before);
    expect(alarms(rig).at(-1)).toBe('transfer/other/odd arrived');
  });
});

describe('a report while a transfer is under way', () => {
  it('shows that it has left or arrived, which is then no difference, nor booked when it is told', () => {
    const rig = rigOf();
    const request = sent(rig);
    rig.pass(SECOND);
    report(rig, 'v', -10_000);
    expect(cash(rig)).toEqual([990_000, 10_000, 1_000]);
    expect(rig.state().reconciliation.differences).toEqual({});
    rig.pass(SECOND);
    tell(rig, request, 'left');
    report(rig, 'w', 9_998);
    expect(cash(rig)).toEqual([990_000, 0, 10_998]);
    tell(rig, request, 'arrived', usd(9_998));
    expect(cash(rig)).toEqual([990_000, 0, 10_998]);
    expect(rig.state().ledger.attribution).toMatchObject({ residual: 0 });
  });

  it('that tells other cash than that is not believed before the transfer has ended', () => {
    const rig = rigOf();
    const request = sent(rig);
    for (let i = 0; i < 3; i += 1) {
      rig.pass(10 * SECOND);
      report(rig, 'v', -10_007);
    }
    expect(cash(rig)).toEqual([1_000_000, 0, 1_000]);
    expect(rig.state().reconciliation.differences).toEqual({});
    tell(rig, request, 'left');
    tell(rig, request, 'arrived', usd(9_998));
    for (let i = 0; i < 3; i += 1) {
      rig.pass(10 * SECOND);
      const theirs = { ...rig.state().book.cash.v, USD: usd(989_993) };
      rig.report({ venue: 'v', cash: theirs });
    }
    expect(cash(rig)).toEqual([989_993, 0, 10_998]);
  });

  it('is believed again once it is overdue: an account is not left unchecked for ever', () => {
    const rig = rigOf();
    const request = sent(rig);
    tell(rig, request, 'left');
    for (let i = 0; i < 10; i += 1) rig.pass(MINUTE);
    const adopt = (amount: number): void => {
      for (let i = 0; i < 3; i += 1) {
        rig.pass(10 * SECOND);
        rig.report({ venue: 'w', cash: { ...rig.state().book.cash.w, USD: usd(amount) } });
      }
    };
    adopt(1_007);
    expect(cash(rig)).toEqual([990_000, 10_000, 1_007]);
    tell(rig, request, 'arrived', usd(9_998));
    expect(cash(rig)).toEqual([990_000, 0, 11_005]);
  });
});

describe('a transfer by hand', () => {
  function asked(): { rig: Rig; key: string } {
    const rig = rigOf(BY_HAND);
    expect(want(rig)).toBeUndefined();
    const [id] = Object.keys(rig.state().transfers ?? {});
    return { rig, key: `transfer/${id}` };
  }

  it('is an alert that says what to move, and nothing is sent or asked', () => {
    const { rig, key } = asked();
    const [alarm] = rig.appended.at(-1)?.outcome.alarms ?? [];
    expect(alarm).toMatchObject({ key, severity: 'critical', state: 'asked' });
    expect(alarm?.text).toBe(
      'move 10000 USD from v to w by hand, within 8 minutes; at most 2 USD is the fee',
    );
    rig.pass(MINUTE);
    expect(rig.take().filter(({ kind }) => kind === 'track' || kind === 'transfer')).toEqual([]);
  });

  it('shows in reports, whatever of the fee was kept', () => {
    const { rig, key } = asked();
    rig.pass(SECOND);
    report(rig, 'v', -10_000);
    rig.pass(SECOND);
    report(rig, 'w', 9_999);
    expect(cash(rig)).toEqual([990_000, 0, 10_999]);
    expect(alarms(rig).filter((one) => one.startsWith(key))).toEqual([`${key} asked`, `${key} null`]);
  });

  it('that nobody makes is over when its time is', () => {
    const { rig, key } = asked();
    for (let i = 0; i < 9; i += 1) rig.pass(MINUTE);
    expect(alarms(rig).at(-1)).toBe(`${key} null`);
    expect(cash(rig)).toEqual([1_000_000, 0, 1_000]);
  });

  it('is not counted twice where it came together with something else', () => {
    const { rig } = asked();
    rig.pass(SECOND);
    report(rig, 'v', -10_000);
    for (let i = 0; i < 10; i += 1) rig.pass(MINUTE);
    // Something of ours has been paid there too, and nobody has told of it.
    for (let i = 0; i < 3; i += 1) {
      rig.pass(10 * SECOND);
      rig.report({ venue: 'w', cash: { ...rig.state().book.cash.w, USD: usd(4_500) } });
    }
    expect(cash(rig)).toEqual([990_000, 0, 4_500]);
  });
});

it('a state without transfers says nothing of them, so that old journals replay', () => {
  const rig = rigOf();
  rig.pass(10 * MINUTE);
  expect(Object.keys(rig.state())).not.toContain('transfers');
  expect(rig.lines.some((line) => line.includes('in transit'))).toBe(false);
});
