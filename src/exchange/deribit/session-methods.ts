/** Who one is, whether one is still there, and what one wants to be told of. */
import type { Call, Link, PrivateMethods, PublicMethods } from './call.ts';
import { adopt } from './call.ts';
import { number, oneOf, optionalText, texts } from './params.ts';
import { invalid, WireFault } from './wire-fault.ts';

const SHORTEST_HEARTBEAT = 10;
const MOST_CHANNELS = 500;

/** The dispatcher has made sure that there is one. */
function linkOf({ link }: Call): Link {
  if (link === null) throw new WireFault(10030, 'must_be_websocket_request');
  return link;
}

const hello = { version: '1.2.26' };

export const sessionMethods: PublicMethods = {
  'public/hello': { run: () => hello },
  'public/test': {
    run: ({ link, params }) => {
      if (optionalText(params, 'expected_result') === 'exception')
        throw new WireFault(11094, 'internal_server_error');
      link?.answerTest();
      return hello;
    },
  },
  'public/auth': {
    run: (call) => {
      const grant = call.auth.grant(call.params, call.link?.id ?? null);
      adopt(call, grant);
      return grant.answer;
    },
  },
  'public/set_heartbeat': {
    socketOnly: true,
    run: (call) => {
      const seconds = number(call.params, 'interval');
      if (seconds < SHORTEST_HEARTBEAT) throw invalid('interval', `at least ${SHORTEST_HEARTBEAT} seconds`);
      linkOf(call).heartbeatMs = Math.round(seconds * 1000);
      return 'ok';
    },
  },
  'public/disable_heartbeat': {
    socketOnly: true,
    run: (call) => {
      linkOf(call).heartbeatMs = 0;
      return 'ok';
    },
  },
  'public/subscribe': {
    socketOnly: true,
    credits: 'subscribe',
    run: (call) =>
      call.channels.subscribe(
        linkOf(call),
        texts(call.params, 'channels', MOST_CHANNELS),
        call.caller?.account.id ?? null,
      ),
  },
  'public/unsubscribe': {
    socketOnly: true,
    run: (call) => call.channels.unsubscribe(linkOf(call), texts(call.params, 'channels', MOST_CHANNELS)),
  },
  'public/unsubscribe_all': {
    socketOnly: true,
    run: (call) => {
      call.channels.unsubscribe(linkOf(call), 'all');
      return 'ok';
    },
  },
};

export const ownSessionMethods: PrivateMethods = {
  'private/subscribe': {
    socketOnly: true,
    credits: 'subscribe',
    needs: ['account', 'read'],
    run: (call) =>
      call.channels.subscribe(linkOf(call), texts(call.params, 'channels', MOST_CHANNELS), call.account.id),
  },
  'private/unsubscribe': {
    socketOnly: true,
    needs: ['account', 'read'],
    run: (call) => call.channels.unsubscribe(linkOf(call), texts(call.params, 'channels', MOST_CHANNELS)),
  },
  'private/unsubscribe_all': {
    socketOnly: true,
    needs: ['account', 'read'],
    run: (call) => {
      call.channels.unsubscribe(linkOf(call), 'all');
      return 'ok';
    },
  },
  'private/enable_cancel_on_disconnect': {
    socketOnly: true,
    needs: ['account', 'read_write'],
    run: (call) => {
      if (oneOf(call.params, 'scope', ['connection', 'account']) === 'account')
        call.cancelling.add(call.account.id);
      linkOf(call).cancelsOnDisconnect = true;
      return 'ok';
    },
  },
  'private/disable_cancel_on_disconnect': {
    socketOnly: true,
    needs: ['account', 'read_write'],
    run: (call) => {
      if (oneOf(call.params, 'scope', ['connection', 'account']) === 'account')
        call.cancelling.delete(call.account.id);
      linkOf(call).cancelsOnDisconnect = false;
      return 'ok';
    },
  },
  'private/get_cancel_on_disconnect': {
    needs: ['account', 'read'],
    run: (call) => {
      const scope = oneOf(call.params, 'scope', ['connection', 'account']);
      const enabled =
        scope === 'account'
          ? call.cancelling.has(call.account.id)
          : (call.link?.cancelsOnDisconnect ?? false);
      return { scope, enabled };
    },
  },
  'private/logout': {
    socketOnly: true,
    needs: ['account', 'read'],
    run: (call) => {
      linkOf(call).logout();
      return undefined;
    },
  },
};
