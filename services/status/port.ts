import type { Observation } from '../../events/node/messages.ts';

/** One observation taken from the inbox. Neither acknowledged nor refused in time, it is delivered again. */
export interface InboxMessage {
  readonly observation: Observation;
  /** `obs.<node>.…`: the server lets only node n publish below `obs.n`, so the token names the sender. */
  readonly subject: string;
  /** The message's place in the inbox, the same at every delivery. */
  readonly sequence: number;
  /** How often it has been delivered, this time included. */
  readonly deliveries: number;
  /** Call once the event it causes is durable. */
  ack(): Promise<void>;
  /** Asks for it again after the delay. */
  nak(delayMs: number): void;
}

/**
 * The OBSERVATIONS inbox: a durable consumer with explicit acknowledgement, shared by all replicas of status.
 * Each message reaches one replica at a time. Messages that are not observations are dropped and counted by the adapter.
 */
export interface ObservationInbox {
  /** Ends when the signal aborts; survives reconnects and server restarts. */
  receive(signal: AbortSignal): AsyncIterable<InboxMessage>;
}
