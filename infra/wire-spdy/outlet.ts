import type { ByteStream } from '../../services/kit/port.ts';

/** The way out of a connection: whole frames, one after the other. */
export interface Outlet {
  /** Resolves when there is room for more. A frame still to be made keeps its place in the order. */
  send(frame: Uint8Array | (() => Promise<Uint8Array>)): Promise<void>;
}

export const createOutlet = (transport: ByteStream, onLost: () => void): Outlet => {
  let last: Promise<void> = Promise.resolve();
  const sent = async (before: Promise<void>, frame: Uint8Array | (() => Promise<Uint8Array>)): Promise<void> => {
    await before;
    try {
      await transport.write(typeof frame === 'function' ? await frame() : frame);
    } catch {
      onLost();
    }
  };
  return {
    send: (frame) => {
      last = sent(last, frame);
      return last;
    },
  };
};
