import type { SpdyConnection } from '../../services/api-server/port.ts';
import { createFrameReader, frames } from '../../infra/wire-spdy/frame.ts';
import type { Incoming } from '../../infra/wire-spdy/frame.ts';
import { createHeaderCodec } from '../../infra/wire-spdy/header-block.ts';
import type { HeaderCodec, Headers } from '../../infra/wire-spdy/header-block.ts';
import { createInbox } from '../../infra/wire-spdy/inbox.ts';
import { openSpdy } from '../../infra/wire-spdy/open-spdy.ts';

/** The client's end of a SPDY connection in memory, frame by frame. */
export interface SpdyClient {
  readonly connection: SpdyConnection;
  readonly codec: HeaderCodec;
  send(bytes: Uint8Array): void;
  syn(id: number, headers: Headers, isLast?: boolean): Promise<void>;
  hangUp(): void;
  /** The next thing the server sent, as a client understands it; undefined at the end. */
  next(): Promise<Incoming | undefined>;
  /** Frames until the end. */
  rest(): Promise<readonly Incoming[]>;
  /** Everything the server wrote, as it is. */
  readonly written: Uint8Array[];
  /** The server dropped the connection. */
  isClosed(): boolean;
}

export const connectSpdy = (): SpdyClient => {
  const up = createInbox<Uint8Array>();
  const down = createInbox<Uint8Array>();
  const written: Uint8Array[] = [];
  let isClosed = false;
  const reader = createFrameReader();
  const codec = createHeaderCodec();
  async function* read(): AsyncGenerator<Incoming> {
    for await (const chunk of down.items()) yield* reader.read(chunk);
  }
  const incoming = read();
  const connection = openSpdy({
    chunks: up.items(),
    write: (bytes) => {
      written.push(bytes);
      down.push(bytes);
      return Promise.resolve();
    },
    end: down.end,
    close: () => {
      isClosed = true;
      down.end();
      up.end();
    },
  });
  const next = async (): Promise<Incoming | undefined> => (await incoming.next()).value as Incoming | undefined;
  return {
    connection, codec, written, next,
    send: up.push,
    syn: async (id, headers, isLast = false) => { up.push(frames.synStream(id, await codec.encode(headers), isLast)); },
    hangUp: up.end,
    isClosed: () => isClosed,
    rest: async () => {
      const found: Incoming[] = [];
      for (let frame = await next(); frame !== undefined; frame = await next()) found.push(frame);
      return found;
    },
  };
};
