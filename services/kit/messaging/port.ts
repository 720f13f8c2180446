/** A core NATS message as a subscriber sees it. `respond` is set when the sender waits for an answer. */
export interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly respond?: (data: Uint8Array) => void;
}

/** Why a message could not be delivered or answered; stable codes, never told apart by message text. */
export type MessagingErrorCode = 'timeout' | 'no-responders' | 'unavailable' | 'forbidden';

export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  readonly code: MessagingErrorCode;
  constructor(code: MessagingErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Messages between processes that are not the log: assignments, beats, requests, tunnels. Adapter: infra/nats/messaging.ts. */
export interface Messaging {
  /** At most once; while disconnected it is dropped, not queued. */
  publish(subject: string, data: Uint8Array): void;
  /** Throws MessagingError. */
  request(subject: string, data: Uint8Array, timeoutMs: number): Promise<Uint8Array>;
  /** Lasts across reconnects until the returned function is called. A throwing handler is reported, never fatal. */
  subscribe(subject: string, handler: (message: Message) => void, options?: { readonly queue?: string }): () => void;
  /**
   * Publishes to a stream and resolves on its acknowledgement: durable. Needs no JetStream API. The stream keeps one
   * message per `msgId` within its duplicate window, so a caller retries on MessagingError with the same id.
   */
  publishDurable(subject: string, data: Uint8Array, msgId: string): Promise<void>;
  /** Called after each reconnect, when subscriptions are in place again. Returns a function that removes the listener. */
  onReconnect(listener: () => void): () => void;
}
