import { type LocalNode, type RpcFault, RpcProxy, type Seeded } from '@pacer/testing';

/** The endpoints of one agent: a fault-injecting proxy before each of some nodes. */
export class ProxiedRpc {
  readonly proxies: readonly RpcProxy[];

  private constructor(proxies: readonly RpcProxy[]) {
    this.proxies = proxies;
  }

  static async start(nodes: readonly LocalNode[]): Promise<ProxiedRpc> {
    const targets = nodes.map(({ ports }) => ({ host: '127.0.0.1', port: ports.rpc }));
    return new ProxiedRpc(await Promise.all(targets.map((target) => RpcProxy.start(target))));
  }

  get urls(): string[] {
    return this.proxies.map(({ url }) => url);
  }

  /** Requests that a fault has struck so far, over all endpoints. */
  struck(name: string): number {
    return this.proxies.reduce((sum, { struck }) => sum + (struck.get(name) ?? 0), 0);
  }

  /** Puts a fault on so many of the endpoints, chosen anew each time. */
  setFault(fault: RpcFault, count: number, random: Seeded): void {
    const chosen = new Set(random.shuffle(this.proxies).slice(0, count));
    for (const proxy of this.proxies) proxy.setFault(chosen.has(proxy) ? fault : 'pass');
  }

  /** Keeps every request that matches from its node. */
  hold(matches: (body: string) => boolean): void {
    for (const proxy of this.proxies) void proxy.hold(matches);
  }

  heal(): void {
    for (const proxy of this.proxies) {
      proxy.release();
      proxy.setFault('pass');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }
}
