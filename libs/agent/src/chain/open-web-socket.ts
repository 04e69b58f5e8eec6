import type { WebSocketLike } from '@pacer/client';
import { WebSocket } from 'ws';

const MAX_BYTES = 1024 * 1024;

/**
 * A WebSocket to a node that is not trusted: a longer message ends it before it is in memory, nothing is decompressed, no redirect
 * is followed, and `terminate` leaves no socket. Node's own takes 128 MiB and waits for ever for a node that does not close.
 */
export function openWebSocket(url: string): WebSocketLike {
  const socket = new WebSocket(url, { maxPayload: MAX_BYTES, perMessageDeflate: false, followRedirects: false });
  // Terminating one that still connects has it tell of an error, which nobody else may be there to hear.
  socket.on('error', () => undefined);
  return {
    addEventListener: (type, listener) => {
      socket.addEventListener(type as 'message', (event) => {
        listener(event);
      });
    },
    send: (text) => {
      socket.send(text);
    },
    close: () => {
      socket.close();
    },
    terminate: () => {
      socket.terminate();
    },
  };
}
