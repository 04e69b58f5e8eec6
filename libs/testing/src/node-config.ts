import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';

export interface NodePorts {
  readonly rpc: number;
  readonly p2p: number;
  readonly api: number;
  readonly grpc: number;
}

interface Tables {
  [key: string]: Tables | string | number | boolean;
}

function edit(file: string, values: Tables): void {
  const config = parse(readFileSync(file, 'utf8')) as Tables;
  for (const [section, value] of Object.entries(values)) {
    if (typeof value === 'object') config[section] = { ...(config[section] as Tables), ...value };
    else config[section] = value;
  }
  writeFileSync(file, stringify(config));
}

/** Sets the ports, peers and block time of a validator on loopback in its two configuration files. */
export function configureNode(home: string, ports: NodePorts, peers: readonly string[], commitMs: number): void {
  edit(join(home, 'config', 'config.toml'), {
    rpc: { laddr: `tcp://127.0.0.1:${ports.rpc}`, pprof_laddr: '', max_tx_bytes: 262_144 },
    p2p: {
      laddr: `tcp://127.0.0.1:${ports.p2p}`,
      persistent_peers: peers.join(','),
      addr_book_strict: false,
      allow_duplicate_ip: true,
      pex: false,
    },
    consensus: { timeout_commit: `${commitMs}ms`, timeout_propose: '1s' },
    instrumentation: { prometheus: false },
  });
  edit(join(home, 'config', 'app.toml'), {
    api: { enable: true, address: `tcp://127.0.0.1:${ports.api}` },
    grpc: { enable: true, address: `127.0.0.1:${ports.grpc}` },
    'grpc-web': { enable: false },
  });
}
