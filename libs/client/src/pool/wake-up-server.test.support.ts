import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Duplex } from 'node:stream';

/** One connection, seen by the server. */
export interface Peer {
  socket: Duplex;
  /** method and id of every call that came */
  calls: { id: number; method: string; params: { query?: string } }[];
  /** Sends a text message. */
  say: (message: unknown) => void;
  /** Sends a header to the subscription, as CometBFT does. */
  header: () => void;
}

export interface WebSocketNode {
  /** as in the list of RPC URLs */
  url: string;
  /** every connection so far */
  peers: Peer[];
  /** upgrades asked for so far */
  asked: number;
  stop(): Promise<void>;
}

export interface Manners {
  /** Status instead of the upgrade. */
  refuse?: number;
  /** Never answers the request to upgrade. */
  mute?: boolean;
  /** What it does with a call; by default it answers it. */
  onCall?: (peer: Peer, call: Peer['calls'][number]) => void;
}

/** A WebSocket server (RFC 6455) on loopback that is as bad a node as it is told to be. It answers calls, and no closing. */
export async function startWebSocketNode(manners: Manners = {}): Promise<WebSocketNode> {
  const { refuse, mute, onCall = answer } = manners;
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => {
    response.writeHead(404).end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('upgrade', (request, socket) => {
    node.asked += 1;
    if (mute) return;
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    const say = (message: unknown) => {
      socket.write(frame(typeof message === 'string' ? message : JSON.stringify(message)));
    };
    const peer: Peer = {
      ...{ socket, calls: [], say },
      header: () => {
        say({
          jsonrpc: '2.0',
          id: 1,
          result: { query: 'q', data: { type: 'header', value: { height: '999999999' } } },
        });
      },
    };
    node.peers.push(peer);
    let rest = Buffer.alloc(0);
    socket.on('data', (part: Buffer) => {
      rest = Buffer.concat([rest, part]);
      for (let read = unframe(rest); read; read = unframe(rest)) {
        rest = rest.subarray(read.length);
        if (read.opcode !== 1) continue;
        const call = JSON.parse(read.text) as Peer['calls'][number];
        peer.calls.push(call);
        onCall(peer, call);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const node: WebSocketNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    peers: [],
    asked: 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
  return node;
}

/** What a node does that is well. */
export function answer(peer: Peer, { id }: Peer['calls'][number]): void {
  peer.say({ jsonrpc: '2.0', id, result: {} });
}

/** An unmasked text frame. */
export function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([frameHead(payload.length), payload]);
}

/** Head of an unmasked text frame that says to have so many bytes. */
export function frameHead(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length]);
  const head = Buffer.alloc(10);
  head.writeUInt16BE(0x817f, 0);
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}

/** The first whole frame of a client, which masks; undefined while it is not all there. */
function unframe(bytes: Buffer): { opcode: number; text: string; length: number } | undefined {
  if (bytes.length < 6) return undefined;
  let length = bytes.readUInt8(1) & 0x7f;
  let at = 2;
  if (length === 126) {
    length = bytes.readUInt16BE(2);
    at = 4;
  }
  if (bytes.length < at + 4 + length) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = bytes.subarray(at + 4, at + 4 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return { opcode: bytes.readUInt8(0) & 0x0f, text: payload.toString(), length: at + 4 + length };
}
