/** Where among so many items the poisoned one is: early, so that small runs have one of each Host too. */
function placeIn(every: number): number {
  return Math.floor(every / 5);
}

/** Whether the item at a position is a poisoned one. */
export function isPoisoned(position: number, every: number): boolean {
  return position % every === placeIn(every);
}

/** How many of the first `count` items are poisoned. */
export function poisonedAmong(count: number, every: number): number {
  return Math.ceil(Math.max(0, count - placeIn(every)) / every);
}
