import { millis } from '../../units/units.ts';
import { type OpenOptions, openExchanges } from '../open-exchanges.ts';
import { type ServerOptions, type Serving, startServer } from './server.ts';

export type ServeOptions = Omit<OpenOptions, 'start'> & Pick<ServerOptions, 'port' | 'host'>;

/** Exchanges that open now, served until closed. Rejects where the port is taken. */
export function serveExchanges(options: ServeOptions): Promise<Serving> {
  const { port, host, ...open } = options;
  const hosted = openExchanges({ ...open, start: millis(Date.now()) });
  return startServer({ hosted, port, seed: options.seed, ...(host === undefined ? {} : { host }) });
}
