#!/usr/bin/env node
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { EmbeddedMlNode } from '../node/embedded-ml-node.js';
import { createRefEngineServer } from '../server/ref-engine-server.js';

const USAGE = `pacer-ref-engine: the deterministic reference ML Node of local networks
  --model NAME   a model to serve; repeatable, at least one
  --port N       0 picks a free one (default 0)
  --host ADDR    default 127.0.0.1
When it is ready it prints one line, {"listening":"http://…"}. SIGTERM and SIGINT let running requests end.`;

const GRACE_MS = 5_000;

interface Settings {
  readonly models: readonly string[];
  readonly port: number;
  readonly host: string;
}

function settingsOf(args: readonly string[]): Settings | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string', multiple: true },
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port ${values.port}: give 0…65535`);
  const models = values.model ?? [];
  if (models.length === 0 || models.includes(''))
    throw new Error('no model to serve: give --model NAME, e.g. --model pacer-ref');
  return { models, port, host: values.host };
}

function run({ models, port, host }: Settings): void {
  const server = createRefEngineServer(new EmbeddedMlNode(models));
  server.once('error', (error) => {
    console.error(`cannot listen on ${host}:${port}: ${error.message}; choose another --port or --host`);
    process.exitCode = 1;
  });
  server.listen(port, host, () => {
    const { address, family, port: bound } = server.address() as AddressInfo;
    const name = family === 'IPv6' ? `[${address}]` : address;
    console.log(JSON.stringify({ listening: `http://${name}:${bound}` }));
  });
  const stop = (signal: string): void => {
    console.error(`${signal}: no new requests; running ones may end within ${GRACE_MS} ms`);
    server.close();
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, GRACE_MS).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  const settings = settingsOf(process.argv.slice(2));
  if (settings === 'help') console.log(USAGE);
  else run(settings);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 2;
}
