import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Peer } from '../../services/api-server/port.ts';

const valuesOf = (value: string | string[] | undefined): readonly string[] => {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
};

const certificateOf = (socket: TLSSocket): Peer['certificate'] => {
  // A certificate our CA did not sign counts as none.
  if (!socket.authorized) return undefined;
  // Typed as always there, but `{}` comes back when the client sent none.
  const { subject, fingerprint256 } = socket.getPeerCertificate() as { subject?: { CN?: string | string[]; O?: string | string[] }; fingerprint256?: string };
  const [commonName] = valuesOf(subject?.CN);
  if (commonName === undefined || fingerprint256 === undefined) return undefined;
  return { commonName, organizations: valuesOf(subject?.O), sha256: fingerprint256.replaceAll(':', '').toLowerCase() };
};

/** Reads the connection's client certificate; connections are asked once (see createPeers). */
const readPeer = (socket: Socket): Peer => {
  const address = socket.remoteAddress ?? '';
  const certificate = socket instanceof TLSSocket ? certificateOf(socket) : undefined;
  return { address, ...(certificate && { certificate }) };
};

/** Who is at the other end of a connection, remembered as long as it lasts. */
export const createPeers = (): ((socket: Socket) => Peer) => {
  const known = new WeakMap<Socket, Peer>();
  return (socket) => {
    const found = known.get(socket) ?? readPeer(socket);
    known.set(socket, found);
    return found;
  };
};
