import { describe, expect, it } from 'vitest';
import { DAY, SECOND } from '../../units/time.ts';
import { BOB, bench, DEMO, NOON, order, orders, signTrading } from './hyperliquid-fixture.ts';
import { keyOfSecret } from './key.ts';

const ORDER = orders(order('buy', '1', '59000'));
const OPEN = { type: 'openOrders', user: DEMO.address };

describe('requests to trade', () => {
  it('are their signer’s alone', () => {
    const desk = bench();
    const stranger = keyOfSecret('somebody');
    expect(desk.act(ORDER, stranger)).toEqual({
      status: 'err',
      response: `User or API Wallet ${stranger.address} does not exist.`,
    });
    desk.act(ORDER, BOB);
    expect(desk.info(OPEN)).toEqual([]);
    expect(desk.info({ type: 'openOrders', user: BOB.address })).toHaveLength(1);
  });

  it('are carried out once', () => {
    const desk = bench();
    const nonce = desk.nonce();
    const body = JSON.stringify({ action: ORDER, nonce, signature: signTrading(ORDER, { nonce }, DEMO) });
    expect(JSON.parse(desk.send('/exchange', body).body)).toMatchObject({ status: 'ok' });
    expect(JSON.parse(desk.send('/exchange', body).body)).toEqual({
      status: 'err',
      response: `Invalid nonce: duplicate nonce ${nonce}`,
    });
    expect(desk.info(OPEN)).toHaveLength(1);
  });

  it('have a nonce of about now, and each signer its own', () => {
    const desk = bench();
    expect(desk.act(ORDER, DEMO, { nonce: NOON - 2 * DAY })).toMatchObject({ status: 'err' });
    expect(desk.act(ORDER, DEMO, { nonce: NOON + DAY })).toMatchObject({ status: 'err' });
    expect(desk.act(ORDER, DEMO, { nonce: NOON + 1 })).toMatchObject({ status: 'ok' });
    expect(desk.act(ORDER, BOB, { nonce: NOON + 1 })).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['another action', { action: orders(order('buy', '2', '59000')) }],
    ['another nonce', { nonce: NOON + 77 }],
    ['a vault', { vaultAddress: BOB.address }],
    ['a deadline', { expiresAfter: NOON + DAY }],
  ])('signed without %s are a stranger’s with it', (_, change) => {
    const desk = bench();
    const request = { action: ORDER, nonce: NOON, signature: signTrading(ORDER, { nonce: NOON }, DEMO) };
    const answer = JSON.parse(desk.send('/exchange', JSON.stringify({ ...request, ...change })).body);
    expect(answer).toMatchObject({
      status: 'err',
      response: expect.stringMatching(/0x[0-9a-f]{40} does not exist/),
    });
    expect(desk.info(OPEN)).toEqual([]);
  });

  it('are for one network', () => {
    const sign = (source: 'a' | 'b') =>
      JSON.stringify({
        action: ORDER,
        nonce: NOON,
        signature: signTrading(ORDER, { nonce: NOON }, DEMO, source),
      });
    const answer = (network: 'mainnet' | 'testnet', source: 'a' | 'b') =>
      JSON.parse(bench({ network }).send('/exchange', sign(source)).body).status;
    expect(answer('mainnet', 'a')).toBe('ok');
    expect(answer('mainnet', 'b')).toBe('err');
    expect(answer('testnet', 'b')).toBe('ok');
    expect(answer('testnet', 'a')).toBe('err');
  });

  it('that come late are not carried out, and cost', () => {
    const desk = bench();
    desk.advance(SECOND);
    const { now } = desk.exchange;
    expect(desk.act(ORDER, DEMO, { expiresAfter: now - 1 })).toMatchObject({
      status: 'err',
      response: expect.stringMatching(/^Action expired/),
    });
    expect(desk.info({ type: 'userRateLimit', user: DEMO.address })).toMatchObject({ nRequestsUsed: 5 });
    expect(desk.act(ORDER, DEMO, { expiresAfter: now })).toMatchObject({ status: 'ok' });
    expect(desk.info({ type: 'userRateLimit', user: DEMO.address })).toMatchObject({ nRequestsUsed: 6 });
    expect(desk.info(OPEN)).toHaveLength(1);
  });

  it('are for no vault', () => {
    expect(bench().act(ORDER, DEMO, { vault: BOB.address })).toEqual({
      status: 'err',
      response: `Vault not registered: ${BOB.address}`,
    });
  });

  it('are understood as the venue understands them before the signature is checked', () => {
    const desk = bench();
    const wordy = orders(order('buy', '1.0', '59000.0'));
    expect(desk.act(wordy)).toMatchObject({
      status: 'err',
      response: expect.stringMatching(/does not exist/),
    });
    const shuffled = { grouping: 'na', type: 'order', orders: [order('buy', '1', '59000')] };
    expect(desk.act(shuffled)).toMatchObject({
      status: 'err',
      response: expect.stringMatching(/does not exist/),
    });
    expect(desk.info(OPEN)).toEqual([]);
  });

  it('are refused beyond what the account has earned', () => {
    const desk = bench();
    const noop = { type: 'noop' };
    const many = orders(...Array.from({ length: 999 }, () => order('buy', '1', '1')));
    for (let i = 0; i < 10; i++) expect(desk.act(many)).toMatchObject({ status: 'ok' });
    for (let i = 0; i < 10; i++) desk.act(noop);
    expect(desk.act(noop)).toEqual({
      status: 'err',
      response: expect.stringMatching(/^Too many cumulative requests sent \(10001 > 10000\)/),
    });
    // Cancels have more room, and one request in ten seconds is always left.
    const cancel = { type: 'cancel', cancels: [{ a: 0, o: 1 }] };
    expect(desk.act(cancel)).toMatchObject({ status: 'ok' });
    desk.advance(10 * SECOND);
    expect(desk.act(noop)).toMatchObject({ status: 'ok' });
    expect(desk.act(noop)).toMatchObject({ status: 'err' });
  });

  it('carry no endless batches', () => {
    const many = orders(...Array.from({ length: 1001 }, () => order('buy', '1', '59000')));
    expect(bench().act(many)).toMatchObject({ status: 'err' });
  });
});
