/**
 * The entropic price of losses, ln E e^(γ L) / γ, from a sample in mirrored pairs, and how far to trust it.
 */
export interface Entropic {
  readonly price: number;
  readonly standardError: number;
  /**
   * The price again, with the optimal policy on the same paths as control: its price is known without noise.
   */
  readonly controlled: number;
  readonly controlledError: number;
  /** The largest part that one pair has in the expectation: near 1 there is no telling what it is. */
  readonly largestShare: number;
}

export interface Tally {
  /** Losses of a policy and of the optimal one, the second half mirroring the first. */
  add(losses: Float64Array, optimal: Float64Array): void;
  result(): Entropic;
}

/**
 * Collects losses of a policy beside those of the optimal one, of which `optimum` is the price. What the
 * control is weighed with comes of the same sample, as is usual for control variates (Glasserman, Monte Carlo
 * Methods in Financial Engineering, 2004, §4.1); errors are those of logarithms by the delta method.
 */
export function createTally(riskAversion: number, optimum: number): Tally {
  let pairs = 0;
  let largest = 0;
  // Of a pair's e^(γ (L − optimum)), the policy's and the control's, their squares and their product.
  let [own, control, ownSquares, controlSquares, products] = [0, 0, 0, 0, 0];
  const risk = (loss = 0): number => Math.exp(riskAversion * (loss - optimum));
  return {
    add(losses, optimal) {
      const half = losses.length / 2;
      for (let k = 0; k < half; k++) {
        const mine = risk(losses[k]) + risk(losses[half + k]);
        const theirs = risk(optimal[k]) + risk(optimal[half + k]);
        own += mine;
        control += theirs;
        ownSquares += mine * mine;
        controlSquares += theirs * theirs;
        products += mine * theirs;
        if (mine > largest) largest = mine;
      }
      pairs += half;
    },
    result() {
      // Relative to the squared means.
      const variance = (pairs * ownSquares) / (own * own) - 1;
      const controlVariance = (pairs * controlSquares) / (control * control) - 1;
      const covariance = (pairs * products) / (own * control) - 1;
      const weight = controlVariance > 0 ? covariance / controlVariance : 0;
      const error = (squared: number): number => Math.sqrt(Math.max(0, squared) / pairs) / riskAversion;
      const price = optimum + Math.log(own / (2 * pairs)) / riskAversion;
      return {
        price,
        standardError: error(variance),
        controlled: price - (weight * Math.log(control / (2 * pairs))) / riskAversion,
        controlledError: error(variance - weight * covariance),
        largestShare: largest / own,
      };
    },
  };
}
