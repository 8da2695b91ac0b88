/**
 * How many of `left` lots to order when `due` of them are wanted and `room` are allowed, all without sign: so that
 * neither the order nor what is left after it is below `least`, the fewest that a venue takes. What is too small waits
 * until it has grown. A rest that would be too small is left large enough to trade, or else taken along, or left as
 * dust where there is no room for it.
 */
export function parcel(left: number, due: number, room: number, least: number): number {
  const smallest = Math.max(1, least);
  const take = Math.min(left, due, room);
  if (take < smallest) return 0;
  const rest = left - take;
  if (rest === 0 || rest >= smallest) return take;
  if (left - smallest >= smallest) return left - smallest;
  return room >= left ? left : take;
}
