import { ApproveAgentTypes, ApproveBuilderFeeTypes } from '@nktkas/hyperliquid/api/exchange';
import { hashTypedData, type TypedDataDefinition } from 'viem';
import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { type Bench, BOB, bench, DEMO, NOON, order, orders, signed } from './hyperliquid-fixture.ts';
import { type Key, keyOfSecret } from './key.ts';

const AGENT = keyOfSecret('an agent');
const SECOND_AGENT = keyOfSecret('another agent');
const CHAIN = '0x66eee';

interface Money {
  readonly type: string;
  readonly nonce: number;
  readonly [field: string]: unknown;
}

/** Signed by another library's types. */
function send(desk: Bench, action: Money, key: Key, types: object): unknown {
  const typed: unknown = {
    domain: {
      name: 'HyperliquidSignTransaction',
      version: '1',
      chainId: 0x66eee,
      verifyingContract: '0x0000000000000000000000000000000000000000',
    },
    types,
    primaryType: Object.keys(types)[0],
    message: { ...action, agentName: action.agentName ?? '' },
  };
  const digest = hashTypedData(typed as TypedDataDefinition);
  const request = { action, nonce: action.nonce, signature: signed(digest, key) };
  const { status, body } = desk.send('/exchange', JSON.stringify(request));
  return status === 200 ? JSON.parse(body) : status;
}

function approve(desk: Bench, agent: string, name?: string, key: Key = DEMO, other: object = {}): unknown {
  const action = {
    ...{ type: 'approveAgent', signatureChainId: CHAIN, hyperliquidChain: 'Mainnet', agentAddress: agent },
    ...(name === undefined ? {} : { agentName: name }),
    nonce: desk.nonce(),
    ...other,
  };
  return send(desk, action, key, ApproveAgentTypes);
}

function fee(desk: Bench, maxFeeRate: string): unknown {
  const action = {
    ...{ type: 'approveBuilderFee', signatureChainId: CHAIN, hyperliquidChain: 'Mainnet' },
    ...{ maxFeeRate, builder: BOB.address, nonce: desk.nonce() },
  };
  return send(desk, action, DEMO, ApproveBuilderFeeTypes);
}

const DONE = { status: 'ok', response: { type: 'default' } };
const ORDER = orders(order('buy', '1', '59000'));

function err(words: RegExp) {
  return { status: 'err', response: expect.stringMatching(words) };
}

describe('actions on an account itself', () => {
  it('let an agent trade for it', () => {
    const desk = bench();
    expect(desk.act(ORDER, AGENT)).toEqual(err(/does not exist/));
    expect(approve(desk, AGENT.address, 'desk')).toEqual(DONE);
    expect(desk.act(ORDER, AGENT)).toMatchObject({ status: 'ok' });
    expect(desk.info({ type: 'openOrders', user: DEMO.address })).toHaveLength(1);
    expect(desk.info({ type: 'userRole', user: AGENT.address })).toEqual({
      role: 'agent',
      data: { user: DEMO.address },
    });
    expect(desk.info({ type: 'extraAgents', user: DEMO.address })).toEqual([
      { address: AGENT.address, name: 'desk', validUntil: NOON + 180 * DAY },
    ]);
  });

  it('are the wallet’s own, not its agents’ or a stranger’s', () => {
    const desk = bench();
    approve(desk, AGENT.address);
    expect(approve(desk, SECOND_AGENT.address, 'x', AGENT)).toEqual(err(/does not exist/));
    expect(approve(desk, SECOND_AGENT.address, 'x', keyOfSecret('nobody'))).toEqual(err(/does not exist/));
  });

  it('replace an agent of the same name', () => {
    const desk = bench();
    approve(desk, AGENT.address);
    expect(approve(desk, SECOND_AGENT.address)).toEqual(DONE);
    expect(desk.act(ORDER, AGENT)).toEqual(err(/does not exist/));
    expect(desk.act(ORDER, SECOND_AGENT)).toMatchObject({ status: 'ok' });
  });

  it('end with the time that was given', () => {
    const desk = bench();
    approve(desk, AGENT.address, `soon valid_until ${NOON + DAY}`);
    expect(desk.act(ORDER, AGENT)).toMatchObject({ status: 'ok' });
    desk.advance(DAY);
    expect(desk.act(ORDER, AGENT)).toEqual(err(/does not exist/));
  });

  it('are signed for this chain and carried out once', () => {
    const desk = bench();
    expect(approve(desk, AGENT.address, 'x', DEMO, { hyperliquidChain: 'Testnet' })).toEqual(err(/Mainnet/));
    const nonce = desk.nonce();
    expect(approve(desk, AGENT.address, 'x', DEMO, { nonce })).toEqual(DONE);
    expect(approve(desk, SECOND_AGENT.address, 'x', DEMO, { nonce })).toEqual(err(/duplicate nonce/));
    expect(approve(desk, AGENT.address, 'x', DEMO, { signatureChainId: 'x' })).toBe(422);
    expect(approve(desk, AGENT.address, 'x', DEMO, { signatureChainId: '0x1' })).toEqual(
      err(/does not exist/),
    );
  });

  it('approve a builder who takes nothing, and no other', () => {
    const desk = bench();
    const order_ = { ...ORDER, builder: { b: BOB.address, f: 0 } };
    expect(fee(desk, '0.01%')).toEqual(err(/approve 0%/));
    expect(desk.act(order_)).toEqual(err(/not been approved/));
    expect(fee(desk, '0%')).toEqual(DONE);
    expect(desk.act(order_)).toMatchObject({ status: 'ok' });
    expect(desk.act({ ...ORDER, builder: { b: BOB.address, f: 1 } })).toEqual(err(/exceeds/));
  });

  it('are refused in words where they name no chain that could be said', () => {
    const desk = bench();
    const named = { type: 'approveAgent', agentAddress: AGENT.address, nonce: NOON, signatureChainId: CHAIN };
    const action = { ...named, hyperliquidChain: { toString: 0 } };
    const body = JSON.stringify({ action, nonce: NOON, signature: { r: '0x1', s: '0x1', v: 27 } });
    expect(JSON.parse(desk.send('/exchange', body).body)).toEqual(err(/is signed for none/));
  });

  it('that move money are refused in words', () => {
    const desk = bench();
    const signature = { r: '0x1', s: '0x1', v: 27 };
    for (const type of ['withdraw3', 'usdSend', 'usdClassTransfer']) {
      const body = JSON.stringify({ action: { type }, nonce: NOON, signature });
      expect(JSON.parse(desk.send('/exchange', body).body)).toEqual(err(/is not served/));
    }
  });
});
