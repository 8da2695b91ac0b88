/** Bugs in how money is moved between accounts. */
import { addCash } from '../../domain/book.ts';
import type { Command } from '../../domain/order.ts';
import { IN_TRANSIT } from '../../domain/transfer.ts';
import { isUnderWay } from '../../execute/transfer.ts';
import type { Approved } from '../../guard/approved.ts';
import { later, MINUTE } from '../../units/time.ts';
import { ENGINE } from '../host.ts';
import { after, before, type Planted, stepping, withState } from './plant.ts';

export const MOVING_BUGS: readonly Planted[] = [
  after('an arrival that is told twice is booked twice', (result, { state, entry }) => {
    if (entry.body.kind !== 'account' || entry.body.event.kind !== 'transfer') return result;
    const { id, stage, to, currency, amount } = entry.body.event;
    if (stage !== 'arrived' || state.transfers?.[id]?.stage !== 'arrived') return result;
    return withState(result, { book: addCash(result.state.book, to, currency, amount) });
  }),
  after('what is in transit is forgotten at a start', (result, { entry }) => {
    const { book, transfers, ...others } = result.state;
    if (entry.body.kind !== 'configured' || !entry.body.starting || transfers === undefined) return result;
    const { [IN_TRANSIT]: _, ...cash } = book.cash;
    return { ...result, state: { ...others, book: { ...book, cash } } };
  }),
  after('what has not been heard of is sent anew, under another id', (result, { entry }) => {
    let transfers = result.state.transfers ?? {};
    const commands = result.commands.map((command) => {
      if (command.kind !== 'track') return command;
      const { [command.transfer.id]: silent, ...others } = transfers;
      if (silent?.stage !== 'sent') return command;
      const request = { ...silent.request, id: `${silent.request.id}a`, deadline: later(entry.at, MINUTE) };
      transfers = { ...others, [request.id]: { ...silent, request } };
      return { kind: 'transfer', transfer: request } as Approved<Command>;
    });
    if (transfers === result.state.transfers || commands.length === 0) return result;
    return { ...withState(result, { transfers }), outcome: { ...result.outcome, commands }, commands };
  }),
  after('what a transfer keeps is not counted as a cost', (result, { entry }) => {
    const { explained } = result.outcome;
    const isTold = entry.body.kind === 'account' && entry.body.event.kind === 'transfer';
    if (!isTold || explained === undefined) return result;
    return { ...result, outcome: { ...result.outcome, explained: { ...explained, fees: 0 } } };
  }),
  after('an overdue transfer is taken for one that never left', (result) => {
    const { transfers } = result.state;
    if (transfers === undefined) return result;
    const ended = Object.entries(transfers).map(([id, transfer]) => [
      id,
      isUnderWay(transfer) && transfer.isOverdue ? { ...transfer, stage: 'lost', nextAt: null } : transfer,
    ]);
    return withState(result, { transfers: Object.fromEntries(ended) });
  }),
  before('a transfer may go wherever somebody wants it to', ({ state, entry }) => {
    if (entry.body.kind !== 'transfer') return { state, entry };
    const { wanted } = entry.body;
    const [route] = state.config.transfers ?? [];
    if (route === undefined) return { state, entry };
    const anywhere = { ...route, ...wanted, most: wanted.amount, by: 'treasury' as const };
    return { state: { ...state, config: { ...state.config, transfers: [anywhere] } }, entry };
  }),
  stepping('a report is compared as if nothing were under way', () => (state, entry) => {
    const isReport = entry.body.kind === 'account' && entry.body.event.kind === 'report';
    if (state?.transfers === undefined || !isReport) return ENGINE.step(state, entry);
    const { transfers, ...others } = state;
    return withState(ENGINE.step(others, entry), { transfers });
  }),
];
