/** Plans whose legs are filled and reversed by hand, for tests of what to do when some of them fail. */
import type { VenueId } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import { orderIn } from '../execute-fixture.ts';
import type { Order, OrderState } from '../order.ts';
import type { Part } from './part.ts';

/** A leg of `asked` lots, `filled` of them, at the venue that its name begins with. */
export interface Planned {
  readonly name: `${VenueId}:${string}`;
  readonly asked: number;
  readonly filled: number;
  readonly state?: OrderState;
  readonly perLot?: number;
}

/** Parts and orders that can be added to. */
export class Plan {
  readonly orders: Record<string, Order> = {};
  readonly parts: {
    wanted: number;
    legs: { -readonly [K in keyof Part['legs'][number]]: Part['legs'][number][K] }[];
  }[];

  constructor(planned: readonly (readonly Planned[])[]) {
    this.parts = planned.map((part) => ({
      wanted: part.reduce((sum, { asked, perLot = 1 }) => sum + asked * perLot, 0),
      legs: [],
    }));
    for (const [p, part] of planned.entries()) {
      for (const { name, asked, filled, state = 'expired', perLot = 1 } of part) {
        this.add(p, name, perLot);
        this.send(p, name, asked, filled, state);
      }
    }
  }

  /** A further leg of part `p`. */
  add(p: number, name: Planned['name'], perLot: number): void {
    const [venue = ''] = name.split(':');
    this.parts[p]?.legs.push({ instrument: name, venue, perLot, orders: [] });
  }

  /** An order that came to `filled` of `asked` lots. */
  send(p: number, instrument: string, asked: number, filled: number, state: OrderState = 'expired'): void {
    const leg = this.parts[p]?.legs.find((each) => each.instrument === instrument);
    if (leg === undefined) throw new Error(`part ${p} has no ${instrument}`);
    const id = `o${Object.keys(this.orders).length}`;
    const order = orderIn(filled === asked && state === 'expired' ? 'filled' : state, {
      filled: lots(filled),
    });
    this.orders[id] = { ...order, request: { ...order.request, id, instrument, lots: lots(asked) } };
    leg.orders = [...leg.orders, id];
  }

  /** Lots held in each leg of part `p`. */
  held(p: number): number[] {
    return (this.parts[p]?.legs ?? []).map(({ orders }) =>
      orders.reduce((sum, id) => sum + (this.orders[id]?.filled ?? 0), 0),
    );
  }

  /** Units had of part `p`. */
  had(p: number): number {
    return this.held(p).reduce((sum, count, i) => sum + count * (this.parts[p]?.legs[i]?.perLot ?? 0), 0);
  }
}
