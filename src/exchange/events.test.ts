import { describe, expect, it } from 'vitest';
import { Events } from './events.ts';
import { START } from './exchange-fixture.ts';
import type { ExchangeEvent } from './told.ts';

const ticker = (symbol: string): ExchangeEvent => ({ kind: 'ticker', symbol, at: START });

describe('events', () => {
  it('wait to be told, in order, to all', () => {
    const events = new Events();
    const heard: string[] = [];
    for (const who of ['x', 'y'])
      events.listen((event) => heard.push(`${who} ${(event as { symbol: string }).symbol}`));
    events.emit(ticker('a'));
    events.emit(ticker('b'));
    expect(heard).toEqual([]);
    events.flush();
    events.flush();
    expect(heard).toEqual(['x a', 'y a', 'x b', 'y b']);
  });

  it('that come of an event are told after all that waited', () => {
    const events = new Events();
    const heard: string[] = [];
    events.listen((event) => {
      const { symbol } = event as { symbol: string };
      heard.push(symbol);
      if (symbol !== 'a') return;
      events.emit(ticker('c'));
      events.flush();
    });
    events.emit(ticker('a'));
    events.emit(ticker('b'));
    events.flush();
    expect(heard).toEqual(['a', 'b', 'c']);
  });

  it('are not lost when a listener throws', () => {
    const events = new Events();
    const heard: string[] = [];
    events.listen((event) => {
      heard.push((event as { symbol: string }).symbol);
      if (heard.length === 1) throw new Error('no');
    });
    events.emit(ticker('a'));
    events.emit(ticker('b'));
    expect(() => events.flush()).toThrow('no');
    events.flush();
    expect(heard).toEqual(['a', 'b']);
  });
});
