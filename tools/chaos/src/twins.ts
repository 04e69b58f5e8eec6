import { TxJournal } from '@pacer/agent';
import { CourierAgent, type CourierPlan } from './courier-agent.js';
import { type Delivery } from './courier/work-list.js';

/** Deadlines of the local preset lie on a grid of so many nanoseconds: who signs within one span signs the same bytes. */
const SPAN_NS = 5_000_000_000n;
const BEGIN_NS = 1_500_000_000n;

/** Two couriers of one account with the same work and a state folder each, as two machines of one Host. */
export class Twins {
  readonly first: CourierAgent;
  readonly second: CourierAgent;
  #lastSpan = 0n;

  constructor(plan: Omit<CourierPlan, 'name' | 'isShown'>, second: Pick<CourierPlan, 'rpc'>) {
    this.first = new CourierAgent({ ...plan, name: 'twins', isShown: true });
    this.second = new CourierAgent({ ...plan, ...second, name: 'twins-second', account: 'twins', isShown: true });
  }

  /** Gives both the same delivery at the beginning of a span. @param timeNs block time */
  feed(timeNs: bigint): void {
    const span = timeNs / SPAN_NS;
    if (span === this.#lastSpan || timeNs % SPAN_NS > BEGIN_NS || this.first.open > 0) return;
    this.#lastSpan = span;
    this.first.list(1);
    this.second.take(this.first.deliveries.slice(-1));
  }

  /** Deliveries that both have signed: with the same bytes, and those for which bytes differ, since one was a span late. */
  signed(): { same: Delivery[]; other: Delivery[] } {
    const journals = [this.first, this.second].map(({ journal }) => TxJournal.openReadOnly(journal));
    const hashes = ({ key }: Delivery) =>
      journals.map((journal) => journal?.attempts(key).flatMap(({ signed }) => signed?.hash ?? []) ?? []);
    const both = this.first.deliveries.map((delivery) => ({ delivery, hashes: hashes(delivery) }));
    for (const journal of journals) journal?.close();
    const ofBoth = both.filter(({ hashes: [mine = [], theirs = []] }) => mine.length > 0 && theirs.length > 0);
    const isSame = ({ hashes: all }: (typeof both)[number]) => new Set(all.flat()).size === 1;
    return {
      same: ofBoth.filter(isSame).map(({ delivery }) => delivery),
      other: ofBoth.filter((one) => !isSame(one)).map(({ delivery }) => delivery),
    };
  }
}
