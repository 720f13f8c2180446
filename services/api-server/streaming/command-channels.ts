import type { JsonObject } from '../../../events/json.ts';

/** What comes from the client; `bytes` undefined is the end of a channel. Channel numbers are those of `v5.channel.k8s.io`. */
export interface CommandInput {
  readonly channel: number;
  readonly bytes: Uint8Array | undefined;
}

/** A client's side of a running command, whatever carries it. */
export interface CommandChannels {
  /** Hands on what comes, one piece after the other, awaiting each; resolves when the client has gone. */
  receive(handle: (input: CommandInput) => Promise<void>): Promise<void>;
  send(channel: number, bytes: Uint8Array): Promise<void>;
  /** Tells how it ended, as a Status, and ends the connection. */
  finish(status: JsonObject): Promise<void>;
}

const MAX_CELLS = 0xffff;

const isSize = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_CELLS;

/** A terminal's size as the node takes it; undefined when the text is none. */
export const terminalSize = (text: string): Uint8Array | undefined => {
  try {
    const { Width, Height }: { readonly Width?: unknown; readonly Height?: unknown } = JSON.parse(text);
    return isSize(Width) && isSize(Height) ? new TextEncoder().encode(JSON.stringify({ Width, Height })) : undefined;
  } catch {
    return undefined;
  }
};

/** The message older protocols send in place of a Status; undefined for success, of which they say nothing. */
export const plainStatus = (status: JsonObject): string | undefined => (status['status'] === 'Success' ? undefined : String(status['message']));
