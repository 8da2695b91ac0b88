import { describe, expect, it } from 'vitest';
import { Params } from './params.ts';
import { checkSignature, isKeyShaped, sign, signedForms, signedParams } from './signature.ts';

// "SIGNED Endpoint Examples for POST /fapi/v1/order", examples 1 and 3.
const SECRET = '2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9';
const SENT = 1_591_702_613_943;
const FORM = `symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=${SENT}`;
const SIGNATURE = '3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9';

function check(query: string, body = '', now = SENT) {
  return checkSignature(Params.fromForms(query, body), signedForms(query, body), SECRET, now);
}

describe('sign', () => {
  it('signs the documented example', () => {
    expect(sign(FORM, SECRET)).toBe(SIGNATURE);
  });
});

describe('checkSignature', () => {
  const signed = `${FORM}&signature=${SIGNATURE}`;

  it('takes a query, a body, or some of both, whose signature is over one after the other', () => {
    const deadline = SENT + 5_000;
    expect(check(signed)).toEqual({ deadline });
    expect(check('', signed)).toEqual({ deadline });
    const [query, body] = ['symbol=BTCUSDT&side=BUY', `recvWindow=100&timestamp=${SENT}`];
    const mixed = `${body}&signature=${sign(query + body, SECRET).toUpperCase()}`;
    expect(check(query, mixed)).toEqual({ deadline: SENT + 100 });
  });

  it.each([
    ['another price', signed.replace('9000', '9001'), SENT, -1022],
    ['another order of the parameters', `side=BUY&${signed.replace('&side=BUY', '')}`, SENT, -1022],
    ['no signature', FORM, SENT, -1102],
    ['a signature that is no hex', `${FORM}&signature=zz`, SENT, -1100],
    ['one that is cut short', signed.slice(0, -1), SENT, -1022],
    ['no timestamp', `a=1&signature=${sign('a=1', SECRET)}`, SENT, -1102],
    ['one too old', signed, SENT + 5_001, -1021],
    ['one too far ahead', signed, SENT - 1_001, -1021],
  ])('refuses %s', (_, query, now, code) => {
    expect(check(query, '', now)).toMatchObject({ code });
  });

  it('takes what comes within the window to the millisecond', () => {
    expect(check(signed, '', SENT + 5_000)).toHaveProperty('deadline');
    expect(check(signed, '', SENT - 1_000)).toHaveProperty('deadline');
  });

  it('knows windows up to a minute', () => {
    const wide = `recvWindow=60001&timestamp=${SENT}`;
    expect(check(`${wide}&signature=${sign(wide, SECRET)}`)).toMatchObject({ code: -1131 });
    const usual = `timestamp=${SENT}`;
    expect(check(`${usual}&signature=${sign(usual, SECRET)}`)).toEqual({ deadline: SENT + 5_000 });
  });
});

describe('signedParams', () => {
  it('sorts the parameters of a socket’s request by name and leaves the signature out', () => {
    const params = Params.fromObject({ timestamp: 3, apiKey: 'k', signature: 's', a: 0.5 });
    expect(signedParams(params)).toBe('a=0.5&apiKey=k&timestamp=3');
  });
});

describe('isKeyShaped', () => {
  it('tells what can be no key from what is not known', () => {
    expect(isKeyShaped('demo')).toBe(true);
    for (const key of [undefined, '', 'a b', 'x'.repeat(129)]) expect(isKeyShaped(key)).toBe(false);
  });
});
