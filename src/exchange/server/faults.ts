/** What can go wrong on the wire, as the server's control sets it. Durations in ms, chances from 0 to 1. */
export interface WireFaults {
  /** Before a request reaches the protocol, and before an answer or message leaves. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Of each message that the server sends on a socket. */
  readonly drop: number;
  readonly duplicate: number;
  /** Of each request, over HTTP or a socket: it is carried out, and the connection cut before the answer. */
  readonly loseAnswer: number;
  /** Of each message that the server sends: it is cut short. */
  readonly truncate: number;
  /** New connections are cut at once. */
  readonly refuse: boolean;
  /** Of messages and requests, only those that contain this are dropped, doubled, cut short or lost; empty: any. */
  readonly match: string;
}

export const NO_FAULTS: WireFaults = {
  latencyMs: 0,
  jitterMs: 0,
  drop: 0,
  duplicate: 0,
  loseAnswer: 0,
  truncate: 0,
  refuse: false,
  match: '',
};
