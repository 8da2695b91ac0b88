/**
 * ccxt's Binance USDⓈ-M client for a gateway on loopback, with its limits off. It is loaded here, since loading takes
 * longer than most tests.
 */
// biome-ignore lint/suspicious/noExplicitAny: ccxt's own types do not know all that its exchanges do
export async function binanceusdm(port: number, key: string): Promise<any> {
  const { default: ccxt } = await import('ccxt');
  const made = new ccxt.pro.binanceusdm({ apiKey: key, secret: `${key}'s secret`, enableRateLimit: false });
  const [http, ws] = [`http://127.0.0.1:${port}`, `ws://127.0.0.1:${port}`];
  Object.assign(made.urls.api as object, {
    fapiPublic: `${http}/fapi/v1`,
    fapiPublicV2: `${http}/fapi/v2`,
    fapiPublicV3: `${http}/fapi/v3`,
    fapiPrivate: `${http}/fapi/v1`,
    fapiPrivateV2: `${http}/fapi/v2`,
    fapiPrivateV3: `${http}/fapi/v3`,
    sapi: `${http}/sapi/v1`,
    ws: { future: `${ws}/ws`, 'ws-api': { future: `${ws}/ws-fapi/v1` } },
  });
  Object.assign(made.options, { fetchMarkets: { types: ['linear'] }, fetchMargins: false });
  made.has.fetchCurrencies = false;
  // Without it every socket over ws:// is refused by ccxt itself.
  await made.loadHttpProxyAgent();
  return made;
}
