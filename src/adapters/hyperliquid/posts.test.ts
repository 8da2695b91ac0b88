import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBucket } from '../../wire/bucket.ts';
import { NoAnswer, VenueRefused, WireDown } from '../../wire/protocol.ts';
import { createPosts } from './posts.ts';
import { createStreams } from './streams.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function wire(isConnected = true) {
  const sent: string[] = [];
  const send = (text: string): boolean => {
    if (isConnected) sent.push(text);
    return isConnected;
  };
  const messages = createBucket({ capacity: 100, refill: 10, reserve: 0 });
  return {
    ...{ sent, posts: createPosts(send, 1_000) },
    streams: createStreams({ send, messages, timeoutMs: 1_000 }),
  };
}

const post = (id: unknown, response: unknown) => ({ channel: 'post', data: { id, response } });
const err = (response: string) => ({ type: 'action', payload: { status: 'err', response } });

describe('createPosts', () => {
  it('matches answers with actions, in whatever order they come', async () => {
    const { posts, sent } = wire();
    const answers = [posts.act({ nonce: 1 }), posts.act({ nonce: 2 })];
    expect(sent.map((text) => JSON.parse(text))).toEqual([
      { method: 'post', id: 1, request: { type: 'action', payload: { nonce: 1 } } },
      { method: 'post', id: 2, request: { type: 'action', payload: { nonce: 2 } } },
    ]);
    const done = { type: 'order', data: { statuses: [] } };
    expect(posts.settle(post(2, { type: 'action', payload: { status: 'ok', response: done } }))).toBe(true);
    posts.settle(post(1, err('Insufficient margin')));
    posts.settle(post(1, err('twice')));
    expect(await Promise.all(answers)).toEqual([
      { kind: 'refused', detail: 'Insufficient margin' },
      { kind: 'done', response: done },
    ]);
  });

  it.each([
    [err('Action expired: expiresAfter 5 is before 6'), 'refused'],
    [err('Too many cumulative requests sent'), 'refused'],
    // Only the action itself can have used its nonce: it may have been carried out.
    [err('Invalid nonce: duplicate nonce 7'), 'unclear'],
    [err('Internal error'), 'unclear'],
    [err('request timed out'), 'unclear'],
    [{ type: 'error', payload: '429 Too Many Requests' }, 'refused'],
    [{ type: 'error', payload: '422 Failed to deserialize' }, 'refused'],
    [{ type: 'error', payload: '502 Bad Gateway' }, 'unclear'],
    [{ type: 'action', payload: { status: 'maybe' } }, 'unclear'],
    [undefined, 'unclear'],
  ])('takes %o for %s', async (response, kind) => {
    const { posts } = wire();
    const answer = posts.act({});
    posts.settle(post(1, response));
    expect((await answer).kind).toBe(kind);
  });

  it('finds the action that a complaint repeats, where the venue has not read it', async () => {
    const { posts, sent } = wire();
    const answer = posts.act({});
    expect(posts.settle({ channel: 'error', data: `Too many subscriptions: ${'x'}` })).toBe(false);
    expect(posts.settle({ channel: 'error', data: `Something else: ${sent[0]}` })).toBe(false);
    expect(posts.settle({ channel: 'error', data: `Too many messages: ${sent[0]}` })).toBe(true);
    expect(await answer).toEqual({ kind: 'refused', detail: 'Too many messages' });
  });

  it('knows what was not sent from what was not answered', async () => {
    await expect(wire(false).posts.act({})).rejects.toThrow(WireDown);
    const { posts } = wire();
    const silent = expect(posts.act({})).rejects.toThrow(NoAnswer);
    await vi.advanceTimersByTimeAsync(1_000);
    await silent;
    const lost = expect(posts.act({})).rejects.toThrow(/socket lost/);
    posts.lost('socket lost');
    await lost;
  });
});

describe('createStreams', () => {
  const BOOK = { type: 'l2Book', coin: 'BTC' };
  const confirmed = (subscription: object) => ({
    channel: 'subscriptionResponse',
    data: { method: 'subscribe', subscription },
  });

  it('waits for the venue to confirm what was asked for', async () => {
    const { streams, sent } = wire();
    let isDone = false;
    const asked = streams.subscribe(BOOK).then(() => {
      isDone = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(JSON.parse(sent[0] ?? '')).toEqual({ method: 'subscribe', subscription: BOOK });
    streams.settle(confirmed({ type: 'l2Book', coin: 'ETH' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(isDone).toBe(false);
    // The venue adds fields of its own.
    expect(streams.settle(confirmed({ ...BOOK, nSigFigs: null, mantissa: null }))).toBe(true);
    await asked;
  });

  it('knows a stream that is not there from one that did not come', async () => {
    const { streams } = wire();
    const settled = Promise.allSettled([
      streams.subscribe(BOOK),
      streams.subscribe({ type: 'orderUpdates', user: '0x1' }),
      streams.subscribe({ type: 'userFills', user: '0x1' }),
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(streams.settle({ channel: 'error', data: `Invalid subscription: ${JSON.stringify(BOOK)}` })).toBe(
      true,
    );
    const repeated = JSON.stringify({
      method: 'subscribe',
      subscription: { type: 'userFills', user: '0x1' },
    });
    streams.settle({ channel: 'error', data: `Too many messages: ${repeated}` });
    await vi.advanceTimersByTimeAsync(1_000);
    const errors = (await settled).map((one) => (one.status === 'rejected' ? one.reason : undefined));
    expect(errors[0]).toBeInstanceOf(VenueRefused);
    expect(errors[1]).toBeInstanceOf(NoAnswer);
    expect(errors[2]).toBeInstanceOf(NoAnswer);
    expect(errors[1].message).toMatch(/orderUpdates of 0x1/);
  });

  it('says so where there is no connection, or none any more', async () => {
    await expect(wire(false).streams.subscribe(BOOK)).rejects.toThrow(WireDown);
    const { streams } = wire();
    const lost = expect(streams.subscribe(BOOK)).rejects.toThrow(/closed/);
    await vi.advanceTimersByTimeAsync(0);
    streams.lost('closed');
    await lost;
  });
});
