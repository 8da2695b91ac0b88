/** A market of agents: news, others who take, traders with leverage, a latent book, and room for one hedger. */
import type { Random } from '../../math/random.ts';
import type { View } from './hedger.ts';
import { type Crowd, Ladder } from './ladder.ts';
import { type BookSettings, LatentBook } from './latent-book.ts';
import { Resting } from './resting.ts';
import { type Climate, drawWeather, type Weather } from './weather.ts';

export interface World {
  /** At the beginning, in quote units. */
  readonly price: number;
  readonly book: BookSettings;
  readonly climate: Climate;
  readonly crowd: Crowd;
}

/** What every hedger meets alike: the weather, and who the traders are. */
export interface Scene {
  readonly world: World;
  readonly weather: Weather;
  readonly crowd: Random;
}

export function drawScene(world: World, random: Random, seconds: number): Scene {
  return {
    world,
    weather: drawWeather(world.climate, seconds, random.fork('weather')),
    crowd: random.fork('crowd'),
  };
}

export class AgentMarket {
  readonly #weather: Weather;
  readonly #book: LatentBook;
  readonly #ladder: Ladder;
  readonly #resting = new Resting();
  #fair: number;
  readonly view: View;

  constructor({ world, weather, crowd }: Scene) {
    this.#weather = weather;
    this.#book = new LatentBook(world.book);
    this.#ladder = new Ladder(world.crowd, world.price, crowd.fork('lives'));
    this.#fair = world.price;
    this.view = {
      ...{ now: 0, price: world.price, halfSpread: 0, depth: 0, openInterest: 0, traded: 0, liquidated: 0 },
      ...{ liquidations: 0, held: 0, took: 0, rested: 0, rest: 0, limit: 0 },
    };
  }

  /** Second `t`: news, those who are forced, those who take, and what of ours that fills. */
  second(t: number): void {
    const { view } = this;
    const [bought, sold] = [this.#weather.bought[t] as number, this.#weather.sold[t] as number];
    this.#fair += this.#weather.news[t] as number;
    this.#book.pass();
    const price = this.#fair + this.#book.displacement;
    const forced = this.#ladder.fire(price, t);
    const against = this.#resting.size > 0 ? sold + Math.max(0, -forced) : bought + Math.max(0, forced);
    const filled = this.#resting.fill(price, this.#book.halfSpread(), against);
    // What we fill others did not: it adds to the net flow like an order that takes.
    this.#book.take(bought - sold + forced + filled);
    view.traded += bought + sold + Math.abs(forced);
    view.held += filled;
    view.rested += Math.abs(filled);
    view.now = t + 1;
    view.price = this.#fair + this.#book.displacement;
  }

  /** Brings all of the view up to date. */
  look(): View {
    const { view } = this;
    view.halfSpread = this.#book.halfSpread();
    view.depth = this.#book.depth();
    view.openInterest = this.#ladder.openInterest;
    view.liquidated = this.#ladder.liquidated;
    view.liquidations = this.#ladder.liquidations;
    view.rest = this.#resting.size;
    view.limit = this.#resting.limit;
    return view;
  }

  /** Leaves `size` to rest at `limit`, in place of what rests. */
  rest(size: number, limit: number): void {
    if (size !== this.#resting.size || limit !== this.#resting.limit)
      this.#resting.set(size, limit, this.#book.queue(this.view.price, limit));
  }

  /** Takes `quantity` at once. */
  take(quantity: number): void {
    const { view } = this;
    this.#book.take(quantity);
    view.price = this.#fair + this.#book.displacement;
    view.held += quantity;
    view.took += Math.abs(quantity);
    view.traded += Math.abs(quantity);
  }
}
