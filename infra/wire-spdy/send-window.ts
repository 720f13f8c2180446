import { MAX_WINDOW } from './frame.ts';

/** What the protocol gives a stream, and the connection, before the first WINDOW_UPDATE. */
export const INITIAL_WINDOW_BYTES = 64 * 1024;

/** How much may be sent, on one stream or on all of them. */
export interface SendWindow {
  /** False when the sum is more than a window may be. */
  add(delta: number): boolean;
  /** Up to `wanted` bytes, as soon as there is room for one; 0 when closed. */
  take(wanted: number): Promise<number>;
  /** Gives back what was taken and not sent. */
  giveBack(bytes: number): void;
  close(): void;
}

/**
 * `isKept` says whether the peer controls the flow at all. Go's client for Kubernetes never does: it sends no WINDOW_UPDATE,
 * so a window that is kept from the start would end its streams after 64 KiB. It is kept from the first sign of flow control on.
 */
export const createSendWindow = (isKept: () => boolean, initial: number): SendWindow => {
  let left = initial;
  let isClosed = false;
  const waiting: (() => void)[] = [];
  const release = (): void => { for (const resolve of waiting.splice(0)) resolve(); };
  return {
    add: (delta) => {
      if (left + delta > MAX_WINDOW) return false;
      left += delta;
      release();
      return true;
    },
    take: async (wanted) => {
      while (!isClosed && isKept() && left <= 0) await new Promise<void>((resolve) => { waiting.push(resolve); });
      if (isClosed) return 0;
      const taken = isKept() ? Math.min(wanted, left) : wanted;
      left -= taken;
      return taken;
    },
    giveBack: (bytes) => {
      left += bytes;
      release();
    },
    close: () => {
      isClosed = true;
      release();
    },
  };
};
