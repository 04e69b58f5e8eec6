import { addressBytes, EndpointError, type DealStatus, type EpochStatus, type Member } from '@pacer/client';
import { compare, hex } from '@pacer/crypto';
import { pvssRound, type PvssRound } from '@pacer/crypto/pvss';

/** The slot table of an epoch after everything that can be checked about it was. */
export interface Table {
  round: PvssRound;
  /** run of this Host's slots, counted from 1; undefined if it holds none */
  held: { first: number; count: number } | undefined;
  /** this Host's dealing key as the epoch has it; undefined for a Host that is no member */
  dealingKey: Uint8Array | undefined;
  /** gas of a dealing on top of that of a message without one */
  dealGas: bigint;
}

/** What one endpoint says about an epoch, at one height. */
export interface TableAnswers {
  /** of the endpoint */
  url: string;
  status: EpochStatus;
  deal: DealStatus;
  members: readonly Member[];
}

/**
 * Makes the slot table from the members and computes its hash (§4). Shares are encrypted to these very keys, and the
 * polynomial depends on this very hash: who is shown other keys than the chain has deals another polynomial, and no endpoint
 * ever gets shares of the real one.
 * @throws EndpointError `untrue` if the endpoint's own answers contradict each other
 */
export function checkedTable(chainId: string, host: string, { url, status, deal, members }: TableAnswers): Table {
  const { epoch, beacon } = status;
  const { blockHash, tableHash, slots, threshold } = deal.round;
  const untrue = (said: string, cause?: unknown) => new EndpointError(url, 'untrue', `epoch ${epoch}: ${said}`, cause);
  if (deal.round.epoch !== epoch) throw untrue(`its round is that of epoch ${deal.round.epoch}`);
  if (compare(deal.beacon, beacon) !== 0) throw untrue('its slot table is bound to another beacon than its status has');

  const round = tableOf(() => pvssRound({ chainId, epoch, beacon, blockHash, holders: holdersOf(members) }), untrue);
  if (slots !== round.slots) throw untrue(`its members hold ${round.slots} slots, its round has ${slots}`);
  if (threshold !== round.threshold) throw untrue(`${threshold} of ${slots} slots open no beacon`);
  if (compare(round.tableHash, tableHash) !== 0) {
    throw untrue(`its members make slot table ${hex(round.tableHash)}, its round has ${hex(tableHash)}`);
  }

  const own = addressBytes(host);
  const run = round.holders.find(({ address }) => compare(address, own) === 0);
  return {
    ...{ round, held: run && { first: run.first, count: run.slots }, dealGas: deal.dealGas },
    dealingKey: members.find((member) => member.host === host)?.keys.dealing,
  };
}

/** Members with slots, in order of address. */
function holdersOf(members: readonly Member[]) {
  return members
    .filter(({ slots }) => slots > 0n)
    .map(({ host, keys, slots }) => ({ address: addressBytes(host), ek: keys.dealing, slots: Number(slots) }))
    .sort((a, b) => compare(a.address, b.address));
}

function tableOf(make: () => PvssRound, untrue: (said: string, cause: unknown) => EndpointError): PvssRound {
  try {
    return make();
  } catch (cause) {
    throw untrue(`its members make no slot table: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
