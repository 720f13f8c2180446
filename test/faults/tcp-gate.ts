import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A loopback relay that can be shut: what stands between a node and the log when the network breaks. */
export interface TcpGate {
  readonly port: number;
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export const startTcpGate = (targetPort: number): Promise<TcpGate> =>
  new Promise((resolve) => {
    let isOpen = true;
    const sockets = new Set<Socket>();
    const drop = (): void => sockets.forEach((socket) => socket.destroy());
    const track = (socket: Socket): void => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    };
    const server = createServer((incoming) => {
      track(incoming);
      if (!isOpen) return void incoming.destroy();
      const outgoing = connect(targetPort, '127.0.0.1');
      track(outgoing);
      incoming.once('close', () => outgoing.destroy());
      outgoing.once('close', () => incoming.destroy());
      incoming.pipe(outgoing).pipe(incoming);
    });
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        shut: () => {
          isOpen = false;
          drop();
        },
        open: () => {
          isOpen = true;
        },
        close: () =>
          new Promise((done) => {
            drop();
            server.close(() => done());
          }),
      });
    });
  });
