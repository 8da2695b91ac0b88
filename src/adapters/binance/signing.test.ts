import { describe, expect, it } from 'vitest';
import { formOf, signedForm, signedParams } from './signing.ts';

describe('signedForm', () => {
  it('signs the example of the USDⓈ-M documentation ("SIGNED Endpoint Examples for POST /fapi/v1/order")', () => {
    const key = {
      id: 'dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83',
      secret: '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9',
    };
    const values = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      quantity: 1,
      price: 9000,
      timeInForce: 'GTC',
    };
    expect(signedForm(values, { recvWindow: 5000, timestamp: 1591702613943 }, key)).toBe(
      'symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000' +
        '&timestamp=1591702613943&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9',
    );
  });
});

describe('signedParams', () => {
  it('signs the example of the WebSocket API ("SIGNED request example (HMAC)"), in the order of the alphabet', () => {
    const key = {
      id: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
      secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
    };
    const values = {
      ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'GTC' },
      ...{ quantity: '0.01000000', price: '52000.00', newOrderRespType: 'ACK' },
    };
    expect(signedParams(values, { recvWindow: 100, timestamp: 1645423376532 }, key)).toEqual({
      ...{ ...values, recvWindow: 100, timestamp: 1645423376532, apiKey: key.id },
      signature: 'cc15477742bd704c29492d96c7ead9414dfd8e0ec4a00f947bb5bb454ddbd08a',
    });
  });
});

describe('formOf', () => {
  it('escapes what has a meaning of its own', () => {
    expect(formOf({ a: 'x&y=z', b: true, c: 1.5 })).toBe('a=x%26y%3Dz&b=true&c=1.5');
  });
});
