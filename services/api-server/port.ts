/** What the API server needs from the outside and what it gives to an HTTP adapter (infra/http). Types only. */
/** The verified client certificate's subject, or what the connection knows instead. */
export interface Peer {
  /** Subject CN and O values of a client certificate signed by the cluster's CA; absent without one. */
  readonly certificate?: { readonly commonName: string; readonly organizations: readonly string[] };
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
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
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

/**
 * `pieces` are concatenated: they may be views on shared memory and must not be changed. A `stream` is flushed chunk by
 * chunk, headers at once; it is asked for the next chunk only when the client has taken the last, and returned
 * (its `finally` runs) when the client goes away.
 */
export type ApiBody =
  | { readonly kind: 'pieces'; readonly pieces: readonly Uint8Array[] }
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<Uint8Array>; readonly compressible?: boolean };

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

export type ApiResponse = ApiAnswer | ApiUpgrade;

/** Never rejects: whatever goes wrong is answered as a `Status`. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiResponse>;
