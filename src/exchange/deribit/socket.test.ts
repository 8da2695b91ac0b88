import { describe, expect, it } from 'vitest';
import { createVenue, PERP } from './deribit-fixture.ts';

const resting = { instrument_name: PERP, amount: 10, price: 99_000 };
const beats = (received: readonly { method?: string; params?: { type?: string } }[]) =>
  received.flatMap(({ method, params }) => (method === 'heartbeat' ? [params?.type] : []));

describe('heartbeats', () => {
  it('ask a silent client whether it lives, and let it go if it does not answer', () => {
    const { connect, wait } = createVenue();
    const socket = connect('ann');
    socket.get('public/set_heartbeat', { interval: 10 });
    wait(9_999);
    expect(beats(socket.received)).toEqual([]);
    wait(1);
    expect(beats(socket.received)).toEqual(['heartbeat']);
    wait(10_000);
    expect(beats(socket.received)).toEqual(['heartbeat', 'heartbeat', 'test_request']);
    socket.get('public/test');
    wait(10_000);
    expect(socket.closed).toBeNull();
    wait(10_000);
    expect(beats(socket.received).at(-1)).toBe('test_request');
    // Other words are no answer to the question.
    socket.get('public/get_time');
    wait(10_000);
    expect(socket.closed?.code).toBe(1000);
  });

  it('can be stopped, and are no shorter than ten seconds', () => {
    const { connect, wait } = createVenue();
    const socket = connect();
    expect(socket.call('public/set_heartbeat', { interval: 9 }).error?.code).toBe(-32602);
    socket.get('public/set_heartbeat', { interval: 10 });
    socket.get('public/disable_heartbeat');
    wait(60_000);
    expect(beats(socket.received)).toEqual([]);
    expect(socket.closed).toBeNull();
  });
});

describe('cancel on disconnect', () => {
  const stateOf = (venue: ReturnType<typeof createVenue>, id: string) =>
    venue.connect('ann').get('private/get_order_state', { order_id: id });

  it('cancels what was ordered on the socket, once it breaks', () => {
    const venue = createVenue();
    const [socket, other] = [venue.connect('ann'), venue.connect('ann')];
    socket.get('private/enable_cancel_on_disconnect');
    const id = socket.get('private/buy', resting).order.order_id;
    const elsewhere = other.get('private/buy', resting).order.order_id;
    socket.drop();
    expect(stateOf(venue, id)).toMatchObject({
      ...{ order_state: 'cancelled', cancel_reason: 'cancel_on_disconnect' },
    });
    expect(stateOf(venue, elsewhere)).toMatchObject({ order_state: 'open' });
    socket.send('{"id":1,"method":"private/buy"}');
    expect(venue.exchange.orders('ann', 'open')).toHaveLength(1);
  });

  it('does so when a heartbeat is not answered, whenever the network notices', () => {
    const venue = createVenue();
    const socket = venue.connect('ann');
    socket.get('private/enable_cancel_on_disconnect');
    socket.get('public/set_heartbeat', { interval: 10 });
    const id = socket.get('private/buy', resting).order.order_id;
    for (let i = 0; i < 3; i += 1) venue.wait(10_000);
    expect(socket.closed).not.toBeNull();
    expect(stateOf(venue, id)).toMatchObject({ order_state: 'cancelled' });
  });

  it('leaves orders of who has not asked, has asked no longer, or logs out', () => {
    const venue = createVenue();
    const [plain, off, leaving] = [venue.connect('ann'), venue.connect('ann'), venue.connect('ann')];
    off.get('private/enable_cancel_on_disconnect');
    off.get('private/disable_cancel_on_disconnect');
    leaving.get('private/enable_cancel_on_disconnect');
    for (const socket of [plain, off, leaving]) socket.get('private/buy', resting);
    leaving.send('{"id":9,"method":"private/logout"}');
    expect(leaving.closed?.code).toBe(1000);
    for (const socket of [plain, off, leaving]) socket.drop();
    expect(venue.exchange.orders('ann', 'open')).toHaveLength(3);
  });

  it('holds for new sockets of the account, if asked for so', () => {
    const venue = createVenue();
    venue.connect('ann').get('private/enable_cancel_on_disconnect', { scope: 'account' });
    const socket = venue.connect('ann');
    expect(socket.get('private/get_cancel_on_disconnect')).toEqual({ scope: 'connection', enabled: true });
    socket.get('private/buy', resting);
    socket.drop();
    expect(venue.exchange.orders('ann', 'open')).toEqual([]);
  });
});

describe('a socket', () => {
  it('is closed on a message of more than 64 KiB', () => {
    const { connect } = createVenue();
    const socket = connect();
    socket.send(`{"method":"public/test","params":{"a":"${'x'.repeat(65_536)}"}}`);
    expect(socket.closed?.code).toBe(1009);
    expect(socket.received).toEqual([]);
  });

  it('is one of at most 32 of an address, while limits are real', () => {
    const { gateway, connect } = createVenue();
    gateway.limits('real');
    const sockets = Array.from({ length: 32 }, () => connect());
    const open = () => {
      const sent: string[] = [];
      const wire = {
        id: 99,
        address: '127.0.0.1',
        send: (text: string) => sent.push(text),
        close: () => undefined,
      };
      return { session: gateway.connect(wire, '/ws/api/v2', ''), sent };
    };
    expect(open().session).toBeUndefined();
    expect(open().sent[0]).toContain('10028');
    sockets[0]?.drop();
    expect(open().session).toBeDefined();
  });
});
