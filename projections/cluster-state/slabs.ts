/**
 * Keeps copies of many small byte strings in few large buffers. An `ArrayBuffer` of its own costs each body some
 * 200 bytes and the garbage collector a visit; a slab costs one for hundreds of bodies. Views handed out stay valid
 * as long as somebody holds them: the collector frees a slab when its last view is gone.
 */
export interface Slabs {
  /** A copy of the bytes. */
  put(bytes: Uint8Array): Uint8Array;
  /** Counts a view made elsewhere, on a buffer that is to be treated as a slab. */
  adopt(view: Uint8Array): void;
  /** The view's bytes are no longer needed by the newest state. */
  release(view: Uint8Array): void;
  /** Whether most of the view's slab is dead, so that moving the view would let the slab go. */
  wasteful(view: Uint8Array): boolean;
  /** Whether enough is dead in all to be worth moving anything. */
  needsCompaction(): boolean;
  usage(): { readonly heldBytes: number; readonly liveBytes: number };
}

const FIRST_BYTES = 64 * 1024;
const MOST_BYTES = 1024 * 1024;
/** A body larger than this gets a buffer of its own. */
const ALONE_BYTES = MOST_BYTES / 4;
const TOLERATED_DEAD_BYTES = 4 * MOST_BYTES;

export const createSlabs = (): Slabs => {
  const live = new Map<ArrayBufferLike, number>();
  let current = new Uint8Array(0);
  let used = 0;
  let heldBytes = 0;
  let liveBytes = 0;

  const count = (buffer: ArrayBufferLike, bytes: number): void => {
    const known = live.get(buffer);
    if (known === undefined) heldBytes += buffer.byteLength;
    live.set(buffer, (known ?? 0) + bytes);
    liveBytes += bytes;
  };

  const startSlab = (): void => {
    const last = current;
    current = new Uint8Array(Math.min(MOST_BYTES, Math.max(FIRST_BYTES, last.length * 2)));
    used = 0;
    if (live.get(last.buffer) === 0) forget(last.buffer);
  };

  const forget = (buffer: ArrayBufferLike): void => {
    if (live.delete(buffer)) heldBytes -= buffer.byteLength;
  };

  const room = (bytes: number): Uint8Array => {
    if (bytes > ALONE_BYTES) return new Uint8Array(bytes);
    while (current.length - used < bytes) startSlab();
    const view = current.subarray(used, used + bytes);
    used += bytes;
    return view;
  };

  return {
    put: (bytes) => {
      const view = room(bytes.length);
      view.set(bytes);
      count(view.buffer, bytes.length);
      return view;
    },
    adopt: (view) => count(view.buffer, view.length),
    release: (view) => {
      const known = live.get(view.buffer);
      if (known === undefined) return;
      liveBytes -= view.length;
      if (known > view.length || view.buffer === current.buffer) live.set(view.buffer, known - view.length);
      else forget(view.buffer);
    },
    wasteful: (view) => view.buffer !== current.buffer && (live.get(view.buffer) ?? 0) * 2 < view.buffer.byteLength,
    needsCompaction: () => heldBytes - liveBytes > liveBytes / 4 + TOLERATED_DEAD_BYTES,
    usage: () => ({ heldBytes, liveBytes }),
  };
};
