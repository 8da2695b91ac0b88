import type { EndReason, OrderStatus, Side, Ticket } from '../exchange.ts';

/** An order as the naive exchange knows it. */
export interface NaiveOrder {
  readonly id: string;
  readonly account: string;
  readonly side: Side;
  ticks: number | null;
  lots: number;
  filled: number;
  status: OrderStatus;
  endedBy?: EndReason;
  /** Its turn at its price. */
  turn: number;
  readonly reduceOnly: boolean;
  readonly ticket: Ticket;
}

/** Maker, taker, lots and ticks. */
export type NaiveFill = readonly [maker: string, taker: string, lots: number, ticks: number];

/**
 * The rules of matching over an array of objects that is sorted for each order, with no thought for speed: what the
 * exchange is compared with. One market, no band, no money.
 */
export class NaiveExchange {
  readonly orders: NaiveOrder[] = [];
  readonly held: Map<string, number> = new Map();
  #turns = 0;

  /** The fills, or the code of the rejection. */
  place(account: string, ticket: Ticket): readonly NaiveFill[] | string {
    const refusal = this.#refused(account, ticket);
    if (refusal !== undefined) return refusal;
    const order: NaiveOrder = {
      id: `E-${this.orders.length + 1}`,
      account,
      side: ticket.side,
      ticks: this.#price(ticket),
      lots: this.#size(account, ticket, 0),
      filled: 0,
      status: 'open',
      turn: 0,
      reduceOnly: ticket.reduceOnly,
      ticket,
    };
    if (ticket.ticks === null && this.#meets(order).length === 0) return 'no-liquidity';
    this.orders.push(order);
    return this.#meet(order);
  }

  amend(account: string, id: string, lots: number, ticks: number): readonly NaiveFill[] | string {
    const order = this.orders.find((each) => each.id === id && each.account === account);
    if (order === undefined) return 'unknown-order';
    if (order.status !== 'open') return 'not-open';
    if (lots <= order.filled) return 'wrong-size';
    const ticket = { ...order.ticket, lots: lots as Ticket['lots'], ticks };
    const refusal = this.#refused(account, ticket);
    if (refusal !== undefined) return refusal;
    const to = { ticks: this.#price(ticket), lots: this.#size(account, ticket, order.filled) };
    const isInPlace = to.ticks === order.ticks && to.lots <= order.lots;
    order.ticks = to.ticks;
    order.lots = to.lots;
    return isInPlace ? [] : this.#meet(order);
  }

  cancel(account: string, id: string): string {
    const order = this.orders.find((each) => each.id === id && each.account === account);
    if (order === undefined) return 'unknown-order';
    if (order.status !== 'open') return 'not-open';
    this.#end(order, 'user');
    return 'cancelled';
  }

  levels(side: Side): { ticks: number; lots: number }[] {
    const found: { ticks: number; lots: number }[] = [];
    for (const order of this.#inTurn(side)) {
      const ticks = order.ticks ?? 0;
      const level = found.find((each) => each.ticks === ticks);
      if (level === undefined) found.push({ ticks, lots: order.lots - order.filled });
      else level.lots += order.lots - order.filled;
    }
    return found;
  }

  #inTurn(side: Side): NaiveOrder[] {
    const sign = side === 'buy' ? -1 : 1;
    return this.orders
      .filter((order) => order.status === 'open' && order.turn > 0 && order.side === side)
      .sort((a, b) => sign * ((a.ticks ?? 0) - (b.ticks ?? 0)) || a.turn - b.turn);
  }

  #meets({ side, ticks }: Pick<NaiveOrder, 'side' | 'ticks'>): NaiveOrder[] {
    return this.#inTurn(side === 'buy' ? 'sell' : 'buy').filter(
      (maker) =>
        ticks === null || (side === 'buy' ? (maker.ticks ?? 0) <= ticks : (maker.ticks ?? 0) >= ticks),
    );
  }

  #refused(account: string, ticket: Ticket): string | undefined {
    if (ticket.reduceOnly && this.#reducible(account, ticket.side) === 0) return 'reduce-only';
    if (ticket.postOnly === 'no') return undefined;
    if (ticket.ticks === null) return 'post-only';
    if (this.#meets(ticket).length === 0) return undefined;
    return ticket.postOnly === 'reject' || (this.#price(ticket) ?? 0) < 1 ? 'post-only' : undefined;
  }

  #price(ticket: Ticket): number | null {
    const { side, ticks, postOnly } = ticket;
    const best = this.#meets(ticket)[0]?.ticks ?? null;
    if (postOnly !== 'slide' || best === null) return ticks;
    return side === 'buy' ? best - 1 : best + 1;
  }

  #size(account: string, { reduceOnly, lots, side }: Ticket, filled: number): number {
    return reduceOnly ? Math.min(lots, filled + this.#reducible(account, side)) : lots;
  }

  #reducible(account: string, side: Side): number {
    const held = this.held.get(account) ?? 0;
    return Math.max(0, side === 'buy' ? 0 - held : held);
  }

  #end(order: NaiveOrder, why: EndReason): void {
    order.status = 'cancelled';
    order.endedBy = why;
  }

  /** What an order would fill now, without doing it: makers with lots, and whether its own order stopped it. */
  #dryRun(order: NaiveOrder): { fills: [NaiveOrder, number][]; isOwn: boolean } {
    const held = new Map(this.held);
    const fills: [NaiveOrder, number][] = [];
    let left = order.lots - order.filled;
    for (const maker of this.#meets(order)) {
      if (left === 0) break;
      if (maker.account === order.account) return { fills, isOwn: true };
      const has = held.get(maker.account) ?? 0;
      const most = maker.reduceOnly ? Math.max(0, maker.side === 'buy' ? 0 - has : has) : Infinity;
      const size = Math.min(left, maker.lots - maker.filled, most);
      held.set(maker.account, has + (maker.side === 'buy' ? size : -size));
      left -= size;
      fills.push([maker, size]);
    }
    return { fills, isOwn: false };
  }

  #meet(order: NaiveOrder): NaiveFill[] {
    order.turn = 0;
    const { fills, isOwn } = this.#dryRun(order);
    const total = fills.reduce((sum, [, size]) => sum + size, 0);
    if (order.ticket.timeInForce === 'fok' && total < order.lots - order.filled) {
      this.#end(order, 'fok');
      return [];
    }
    for (const [maker, size] of fills) {
      // A reduce-only order that was found too large on the way is cut, and gone if nothing is left to reduce.
      if (maker.reduceOnly) this.#fit(maker);
      if (size > 0) this.#fill(order, maker, size);
    }
    if (order.filled === order.lots) order.status = 'filled';
    else if (isOwn) this.#end(order, 'self-trade');
    else if (order.ticks === null || order.ticket.timeInForce !== 'gtc') this.#end(order, 'ioc');
    else {
      this.#turns += 1;
      order.turn = this.#turns;
    }
    for (const other of this.orders) if (other.status === 'open' && other.reduceOnly) this.#fit(other);
    return fills
      .filter(([, size]) => size > 0)
      .map(([maker, size]) => [maker.id, order.id, size, maker.ticks ?? 0]);
  }

  #fit(order: NaiveOrder): void {
    const most = this.#reducible(order.account, order.side);
    if (most === 0) this.#end(order, 'reduce-only');
    else order.lots = Math.min(order.lots, order.filled + most);
  }

  #fill(taker: NaiveOrder, maker: NaiveOrder, size: number): void {
    for (const side of [taker, maker]) {
      side.filled += size;
      const signed = side.side === 'buy' ? size : -size;
      this.held.set(side.account, (this.held.get(side.account) ?? 0) + signed);
    }
    if (maker.filled === maker.lots) maker.status = 'filled';
  }
}
