import type { Clock } from '../../kit/port.ts';
import { TUNNEL_CHANNELS } from '../../kit/tunnel/port.ts';
import { bytesOf } from '../answers/answer.ts';
import type { SpdyConnection, SpdyStream } from '../port.ts';
import type { CommandChannels, CommandInput } from './command-channels.ts';
import { plainStatus, terminalSize } from './command-channels.ts';

/** Stream protocols for commands over SPDY, best first. */
export const SPDY_COMMAND_PROTOCOLS: readonly string[] = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];

export interface CommandStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

const CREATION_MS = 30_000;
/** A size is far shorter; what is longer is none. */
const MAX_SIZE_CHARS = 1_024;

type StreamType = 'error' | 'stdin' | 'stdout' | 'stderr' | 'resize';

const expectedTypes = ({ stdin, stdout, stderr, tty }: CommandStreams, protocol: string): ReadonlySet<string> => {
  const resizes = tty && ['v4.channel.k8s.io', 'v3.channel.k8s.io'].includes(protocol);
  const wanted: Readonly<Record<StreamType, boolean>> = { error: true, stdin, stdout, stderr, resize: resizes };
  return new Set(Object.entries(wanted).filter(([, isWanted]) => isWanted).map(([type]) => type));
};

type Streams = ReadonlyMap<string, SpdyStream>;

/** Takes streams until all expected ones are there; undefined when the client goes before. */
const collect = async (streams: AsyncIterator<SpdyStream>, expected: ReadonlySet<string>): Promise<Streams | undefined> => {
  const found = new Map<string, SpdyStream>();
  while (found.size < expected.size) {
    const next = await streams.next();
    if (next.done === true) return undefined;
    const type = next.value.headers['streamtype'] ?? '';
    if (expected.has(type) && !found.has(type)) found.set(type, next.value);
    else next.value.close();
  }
  return found;
};

/** Later streams mean nothing here; resolves when the connection is over. */
const refuseMore = async (streams: AsyncIterator<SpdyStream>): Promise<void> => {
  for (let next = await streams.next(); next.done !== true; next = await streams.next()) next.value.close();
};

const pumpInput = async (stream: SpdyStream | undefined, handle: (input: CommandInput) => Promise<void>): Promise<void> => {
  if (stream === undefined) return;
  for await (const bytes of stream.chunks) await handle({ channel: TUNNEL_CHANNELS.stdin, bytes });
  await handle({ channel: TUNNEL_CHANNELS.stdin, bytes: undefined });
};

/** Sizes follow each other without a border but their own braces, and may come in pieces. */
const pumpSizes = async (stream: SpdyStream | undefined, handle: (input: CommandInput) => Promise<void>): Promise<void> => {
  let pending = '';
  for await (const bytes of stream?.chunks ?? []) {
    pending += new TextDecoder().decode(bytes);
    const texts = pending.split('}');
    pending = (texts.pop() ?? '').slice(-MAX_SIZE_CHARS);
    for (const text of texts) {
      const size = terminalSize(`${text}}`);
      if (size !== undefined) await handle({ channel: TUNNEL_CHANNELS.resize, bytes: size });
    }
  }
};

export interface SpdyCommand {
  readonly wanted: CommandStreams;
  readonly protocol: string;
  readonly clock: Clock;
}

/** A command's channels as streams of their own; undefined when the client does not open all of them within 30 s. */
export const spdyChannels = async (connection: SpdyConnection, { wanted, protocol, clock }: SpdyCommand): Promise<CommandChannels | undefined> => {
  const iterator = connection.streams[Symbol.asyncIterator]();
  const cancel = clock.after(CREATION_MS, connection.close);
  const streams = await collect(iterator, expectedTypes(wanted, protocol));
  cancel();
  if (streams === undefined) return undefined;
  const outputs: Readonly<Record<number, SpdyStream | undefined>> = { [TUNNEL_CHANNELS.stdout]: streams.get('stdout'), [TUNNEL_CHANNELS.stderr]: streams.get('stderr') };
  return {
    receive: async (handle) => {
      const ignore = (): void => undefined;
      pumpInput(streams.get('stdin'), handle).catch(ignore);
      pumpSizes(streams.get('resize'), handle).catch(ignore);
      await refuseMore(iterator);
    },
    send: async (channel, bytes) => { await outputs[channel]?.write(bytes); },
    finish: async (status) => {
      const text = protocol === 'v4.channel.k8s.io' ? JSON.stringify(status) : plainStatus(status);
      const error = streams.get('error');
      if (text !== undefined) await error?.write(bytesOf(text));
      for (const stream of streams.values()) stream.end();
      connection.close();
    },
  };
};
