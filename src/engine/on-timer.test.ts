import { describe, expect, it } from 'vitest';
import type { OperatorAction } from '../domain/entry.ts';
import { DAY, HOUR, later, MINUTE, SECOND } from '../units/time.ts';
import { closed, hedged, lastDecision, onlyOrder, type Rig, started, trading } from './engine-fixture.ts';
import { nextTimer, onOperator, onTimer } from './on-timer.ts';
import type { EngineState } from './state.ts';

/** What a rig of one resting order has sent after an operator's word. */
function toldWhileResting(action: OperatorAction): { rig: Rig; id: string } {
  const rig = trading();
  const { id } = onlyOrder(rig);
  rig.tell({ kind: 'ack', order: id });
  rig.operate(action);
  return { rig, id };
}

describe('nextTimer', () => {
  it('is when the first silence has to be broken, of an order or of a venue', () => {
    const rig = trading();
    const order = onlyOrder(rig);
    expect(nextTimer(rig.state())).toBe(rig.now + 5 * SECOND);
    rig.tell({ kind: 'ack', order: order.id });
    expect(nextTimer(rig.state())).toBe(order.deadline + 5 * SECOND);
    rig.tell(closed(order, 'expired', 0));
    expect(nextTimer(rig.state())).toBe(rig.now + HOUR);
  });
});

describe('a timer', () => {
  it('asks every venue after a start, for all that is live there, until it has reported', () => {
    const rig = started();
    for (let i = 0; i < 3; i += 1) {
      rig.pass(i === 0 ? 0 : 5 * SECOND);
      expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [] }]);
    }
    rig.report();
    rig.pass(5 * SECOND);
    expect(rig.take().map(({ kind }) => kind)).toEqual(['place']);
  });

  it('asks for an order that has been silent too long, and only for that', () => {
    const rig = trading();
    const { id } = onlyOrder(rig);
    rig.pass(4 * SECOND);
    expect(rig.take()).toEqual([]);
    rig.pass(SECOND);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [id] }]);
    expect(rig.state().orders[id]?.state).toBe('unknown');
  });

  it('asks for a reconciliation at each review, of everything at every venue', () => {
    const rig = hedged();
    rig.pass(HOUR);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [] }]);
  });

  it('forgets orders an hour after they were sent', () => {
    const rig = hedged();
    expect(Object.keys(rig.state().orders)).toHaveLength(1);
    rig.pass(2 * HOUR);
    expect(rig.state().orders).toEqual({});
  });
});

/** The state of a rig whose one order rests, as the venue has confirmed. */
function resting(): { state: EngineState; id: string; deadline: EngineState['at'] } {
  const rig = trading();
  const { id, deadline } = onlyOrder(rig);
  rig.tell({ kind: 'ack', order: id });
  const state = rig.state();
  const order = state.orders[id];
  if (order === undefined) throw new Error('no order');
  const rests = { ...order, request: { ...order.request, postOnly: true } as const };
  return { state: { ...state, orders: { [id]: rests } }, id, deadline };
}

describe('an order that rests', () => {
  it('is cancelled at its deadline, and after a silence again and asked after', () => {
    const { state, id, deadline } = resting();
    expect(nextTimer(state)).toBe(deadline);
    const cancel = { kind: 'cancel', venue: 'v', order: id, instrument: 'PERP' };
    const first = onTimer(state, deadline);
    expect(first.commands).toEqual([cancel]);
    expect(first.outcome.commands).toEqual([cancel]);
    const next = later(deadline, 5 * SECOND);
    expect(nextTimer(first.state)).toBe(next);
    const query = { kind: 'query', venue: 'v', orders: [id] };
    expect(onTimer(first.state, next).commands).toEqual([cancel, query]);
  });

  it('is cancelled until that is heard of when somebody kills', () => {
    const { state, id } = resting();
    const killed = onOperator(state, state.at, 'kill');
    expect(killed.commands).toMatchObject([{ kind: 'cancel', order: id }]);
    expect(nextTimer(killed.state)).toBe(state.at + 5 * SECOND);
    const again = onTimer(killed.state, later(state.at, 5 * SECOND));
    expect(again.commands).toMatchObject([{ kind: 'cancel', order: id }, { kind: 'query' }]);
  });
});

describe('an operator', () => {
  it.each(['stop', 'kill'] as const)('who says %s has what rests cancelled', (action) => {
    const { rig, id } = toldWhileResting(action);
    expect(rig.take()).toEqual([{ kind: 'cancel', venue: 'v', order: id, instrument: 'PERP' }]);
  });

  it.each(['pause', 'resume', 'rearm'] as const)('who says %s leaves what rests', (action) => {
    expect(toldWhileResting(action).rig.take()).toEqual([]);
  });

  it('who has stopped gets no new order, though one was cancelled, while silence is still broken', () => {
    const { rig, id } = toldWhileResting('stop');
    rig.take();
    const [order] = Object.values(rig.state().orders);
    if (order === undefined) throw new Error('no order');
    rig.pass(2 * MINUTE);
    expect(rig.take()).toEqual([{ kind: 'query', venue: 'v', orders: [id] }]);
    rig.tell(closed(order.request, 'cancelled', 0));
    rig.pass(2 * HOUR);
    expect(rig.take().map(({ kind }) => kind)).toEqual(['query']);
    expect(rig.outcomes('decisionDue')).toHaveLength(1);
  });

  it('who kills has nothing decided but to hold, day after day, until the re-arm', () => {
    const { rig, id } = toldWhileResting('kill');
    const [order] = Object.values(rig.state().orders);
    if (order === undefined) throw new Error('no order');
    rig.tell(closed({ ...order.request, id }, 'cancelled', 0));
    rig.pass(3 * DAY);
    rig.quote('SPOT', 60_000);
    rig.quote('PERP', 60_000);
    rig.report();
    rig.pass(MINUTE);
    expect(rig.take().filter(({ kind }) => kind === 'place')).toEqual([]);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { reason: 'paused' } });
    rig.operate('rearm');
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-900);
  });

  it('who pauses has decisions hold without asking at every tick, and on resuming one that hedges', () => {
    const rig = started();
    rig.operate('pause');
    rig.report();
    for (let i = 0; i < 30; i += 1) rig.pass(SECOND);
    expect(rig.outcomes('decisionDue')).toHaveLength(1);
    expect(lastDecision(rig)).toMatchObject({ kind: 'hold', because: { reason: 'paused' } });
    rig.operate('resume');
    rig.pass(SECOND);
    expect(onlyOrder(rig).lots).toBe(-900);
  });

  it('is told of the change of standing', () => {
    const rig = hedged();
    for (const action of ['pause', 'resume', 'kill', 'rearm', 'stop'] as const) rig.operate(action);
    expect(rig.outcomes('operator').map(({ alarms }) => alarms?.[0]?.text)).toEqual([
      'paused: operator',
      'running: operator',
      'killed: operator',
      'running: re-armed by the operator',
      undefined,
    ]);
  });
});
