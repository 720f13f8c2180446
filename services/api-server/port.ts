/** What the API server needs from the outside and what it gives to an HTTP adapter (infra/http). Types only. */
import type { ByteStream } from '../kit/port.ts';

/** The verified client certificate's subject, or what the connection knows instead. */
export interface Peer {
  /** Subject CN and O values of a client certificate signed by the cluster's CA, and its SHA-256 in hex; absent without one. */
  readonly certificate?: { readonly commonName: string; readonly organizations: readonly string[]; readonly sha256?: string };
  readonly address: string;
}

/** One HTTP request as data. */
export interface ApiRequest {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** Query as sent, without `?`. */
  readonly query: string;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly peer: Peer;
  /** The whole body; throws RefusalError `RequestEntityTooLarge` past the limit (3 MiB). */
  readonly body: () => Promise<Uint8Array>;
  /** The body piece by piece, without a limit, for those who only pass it on; instead of `body`, and once. Absent: take `body`. */
  readonly bodyChunks?: () => AsyncIterable<Uint8Array>;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
  /** Set when the connection can be handed over: the protocol the client wants to go on with, in lower case (`websocket`, `spdy/3.1`). */
  readonly upgrade?: string;
  /** Set on a WebSocket handshake: the subprotocols the client offers, in its order. */
  readonly webSocket?: { readonly protocols: readonly string[] };
}

export interface WebSocketMessage {
  readonly binary: boolean;
  readonly bytes: Uint8Array;
}

/** An accepted WebSocket. Pings are the adapter's business. */
export interface WebSocketPort {
  /** Whole messages in order; ends when the peer closes or is lost. Not pulling stops the peer. */
  readonly messages: AsyncIterable<WebSocketMessage>;
  /** Sends a binary message (text with `text: true`); resolves when there is room for the next. */
  send(bytes: Uint8Array, options?: { readonly text?: boolean }): Promise<void>;
  close(code: number, reason: string): void;
}

/** Bytes that come as things happen, taken without a promise for each: what one event costs is multiplied by all who watch. */
export interface PulledBytes {
  /**
   * What to send next, undefined while there is nothing, `over` at the end. The bytes must not be changed; clients alike
   * are given the same array, so that an adapter can frame it once. Throws when the stream cannot go on.
   */
  next(): Uint8Array | 'over' | undefined;
  /** Nobody asks any more. Idempotent. */
  close(): void;
}

/** Opens a stream; `ready` is called whenever it may have something after it had nothing, and may be called in vain. */
export type OpenPulled = (ready: () => void) => PulledBytes;

/**
 * `pieces` are concatenated: they may be views on shared memory and must not be changed. A `stream` is flushed chunk by
 * chunk, headers at once; it is asked for the next chunk only when the client has taken the last, and returned
 * (its `finally` runs) when the client goes away. `pulled` is another way to the same bytes as `chunks`, for who serves
 * many at once: one of the two is used, once.
 */
export type ApiBody =
  | { readonly kind: 'pieces'; readonly pieces: readonly Uint8Array[] }
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<Uint8Array>; readonly pulled?: OpenPulled; readonly compressible?: boolean; /** Of all chunks together, where it is known before. */ readonly lengthBytes?: number };

export interface ApiAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names may repeat (`Warning`). */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ApiBody;
}

/** Accept the WebSocket with this subprotocol and run; the adapter closes the socket with 1011 if `run` rejects. */
export interface ApiUpgrade {
  readonly kind: 'upgrade';
  readonly protocol: string | undefined;
  readonly run: (socket: WebSocketPort) => Promise<void>;
}

/** Answer `101 Switching Protocols` with these headers and run on the bytes that follow; the adapter drops the connection if `run` rejects. */
export interface ApiSwitch {
  readonly kind: 'switch';
  /** `Upgrade` and what else belongs to it; `Connection: Upgrade` is added. */
  readonly headers: readonly (readonly [string, string])[];
  readonly run: (connection: ByteStream) => Promise<void>;
}

export type ApiResponse = ApiAnswer | ApiUpgrade | ApiSwitch;

/** Never rejects: whatever goes wrong is answered as a `Status`. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiResponse>;

/** One stream of a SPDY/3.1 connection. `close` resets it unless both sides have ended it. */
export interface SpdyStream extends ByteStream {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when the client has reset the stream, or the connection is over. */
  readonly signal: AbortSignal;
}

/** The server's end of a SPDY/3.1 connection. Pings, windows and limits are the adapter's business (infra/wire-spdy). */
export interface SpdyConnection {
  /** Streams as the client opens them, each accepted already. Ends with the connection; read by one consumer. */
  readonly streams: AsyncIterable<SpdyStream>;
  /** Says goodbye once what was written is on its way, and ends the connection. Idempotent. */
  close(): void;
}

/** Speaks SPDY/3.1 over a connection. */
export type OpenSpdy = (transport: ByteStream) => SpdyConnection;

/** A request to pass on. Hop-by-hop headers are the API server's business, framing the adapter's. */
export interface ForwardedRequest {
  readonly secure: boolean;
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: AsyncIterable<Uint8Array> | undefined;
  /** Gives up when it aborts. */
  readonly signal: AbortSignal;
}

export type ForwardedAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: readonly (readonly [string, string])[]; readonly chunks: AsyncIterable<Uint8Array> }
  /** 101: the bytes that follow. */
  | { readonly kind: 'switch'; readonly headers: readonly (readonly [string, string])[]; readonly connection: ByteStream };

/** An HTTP/1.1 client over given connections (infra/http). */
export interface HttpForwarder {
  /** Sends one request over a connection that is of no use afterwards. Rejects when the other end does not speak HTTP or goes away. */
  forward(request: ForwardedRequest, connection: ByteStream): Promise<ForwardedAnswer>;
}
