/** What a day of prices was like. */

/**
 * Volatility of moves over `minutes`, in quote units per √minute: from every minute on, so that a day has as many
 * windows of an hour as of a minute (Zhang, Mykland & Aït-Sahalia, JASA 100 (2005) 1394–1411, call it subsampled).
 */
export function realisedVol(prices: Float64Array, minutes: number): number {
  let squares = 0;
  const windows = prices.length - minutes;
  for (let i = 0; i < windows; i += 1) {
    const move = (prices[i + minutes] as number) - (prices[i] as number);
    squares += move * move;
  }
  return Math.sqrt(squares / (windows * minutes));
}

/** The largest fall from a price to a later one, as a fraction of the former. */
export function maxDrawdown(prices: Float64Array): number {
  let [high, worst] = [0, 0];
  for (const price of prices) {
    high = Math.max(high, price);
    worst = Math.max(worst, 1 - price / high);
  }
  return worst;
}

/** Root of the mean square. */
export function rootMeanSquare(values: Float64Array): number {
  let squares = 0;
  for (const value of values) squares += value * value;
  return Math.sqrt(squares / values.length);
}
