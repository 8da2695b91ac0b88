import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import { DAY, MINUTE } from '../units/time.ts';
import type { Chains, Contract } from './smile/chain-file.ts';
import type { VolTrack } from './tape.ts';

/** Rows of one snapshot may be read so far apart. */
const APART = 10 * MINUTE;
/** The tenor of options that no programme of the config deals. */
const USUAL_TENOR = 30 * DAY;

/** One underlying's smile at one time: vols by strike, and the forward, for each expiry. */
type Smiles = Map<number, { forward: number; readonly vols: Map<number, number> }>;

/** The vol at `forward`: between the two strikes around it, or of the nearest where there is one side only. */
function atTheMoney(vols: ReadonlyMap<number, number>, forward: number): number {
  const strikes = [...vols.keys()].sort((a, b) => a - b);
  const above = strikes.find((strike) => strike >= forward) ?? strikes.at(-1) ?? 0;
  const below = strikes.findLast((strike) => strike <= forward) ?? strikes[0] ?? 0;
  const [low, high] = [vols.get(below) ?? Number.NaN, vols.get(above) ?? Number.NaN];
  return above > below && below <= forward && forward <= above
    ? low + ((high - low) * (forward - below)) / (above - below)
    : forward > above
      ? high
      : low;
}

/**
 * The at-the-money vol `tenor` ahead of `at`: total variance between two expiries grows in a line; nearer than the
 * first or further than the last, vol is theirs.
 */
function volAt(smiles: Smiles, at: number, tenor: number): number {
  const term = [...smiles]
    .filter(([expiry]) => expiry > at)
    .map(([expiry, { forward, vols }]) => ({ left: expiry - at, vol: atTheMoney(vols, forward) }))
    .filter(({ vol }) => vol > 0)
    .sort((a, b) => a.left - b.left);
  const after = term.find(({ left }) => left >= tenor);
  const before = term.findLast(({ left }) => left <= tenor);
  if (before === undefined || after === undefined || after.left === before.left)
    return (after ?? before)?.vol ?? Number.NaN;
  const share = (tenor - before.left) / (after.left - before.left);
  const variance = (one: typeof before): number => one.vol * one.vol * one.left;
  return Math.sqrt((variance(before) + share * (variance(after) - variance(before))) / tenor);
}

/** The tenor that the book of `underlying` is dealt at: of its first programme. */
export function tenorOf(paper: readonly PaperSettings[], underlying: Currency): number {
  const programmes = paper.flatMap((venue) => venue.programmes);
  return programmes.find((one) => one.underlying === underlying)?.tenorMs ?? USUAL_TENOR;
}

/** The vol of `underlying` at the money and `tenor` ahead, told by each of its chains when its last row was read. */
export function volTrackOf(chains: Chains, underlying: Currency, tenor: number): VolTrack {
  const { contracts, contract, at: times, underlying: forwards, vol: vols } = chains;
  const order = Array.from(times, (_, row) => row)
    .filter((row) => contracts[contract[row] as number]?.ccy === underlying && (vols[row] as number) > 0)
    .sort((x, y) => (times[x] as number) - (times[y] as number) || x - y);
  const track = { underlying, at: [] as number[], vols: [] as number[] };
  let smiles: Smiles = new Map();
  let [first, last] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const close = (): void => {
    const vol = volAt(smiles, last, tenor);
    if (vol > 0) {
      track.at.push(last);
      track.vols.push(vol);
    }
    smiles = new Map();
  };
  for (const row of order) {
    const at = times[row] as number;
    if (at - first >= APART) {
      if (smiles.size > 0) close();
      first = at;
    }
    last = at;
    const { expiry, strike } = contracts[contract[row] as number] as Contract;
    const smile = smiles.get(expiry) ?? { forward: forwards[row] as number, vols: new Map() };
    smiles.set(expiry, smile);
    smile.vols.set(strike, vols[row] as number);
  }
  if (smiles.size > 0) close();
  return track;
}

/** `engine` with options of the underlyings in `tracks` marked at the market's vol. */
export function markedByChains(engine: EngineConfig, tracks: readonly VolTrack[]): EngineConfig {
  const told = new Set(tracks.map(({ underlying }) => underlying));
  const profiles = engine.profiles.map((profile) =>
    told.has(profile.underlying) ? { ...profile, markVol: { kind: 'market' as const } } : profile,
  );
  return { ...engine, profiles };
}

/** `paper` with straddles of the underlyings in `tracks` dealt at the market's vol. */
export function dealtByChains(
  paper: readonly PaperSettings[],
  tracks: readonly VolTrack[],
): readonly PaperSettings[] {
  const told = new Set(tracks.map(({ underlying }) => underlying));
  return paper.map((venue) => ({
    ...venue,
    programmes: venue.programmes.map((programme) =>
      told.has(programme.underlying) ? { ...programme, vol: { kind: 'market' as const } } : programme,
    ),
  }));
}
