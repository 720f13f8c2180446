import { RefusalError } from '../../../events/errors.ts';
import type { ExecTunnelRequest, NodeTunnel, NodeTunnelStream, TunnelEnd } from '../../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../../kit/tunnel/port.ts';
import { bytesOf } from '../answers/answer.ts';
import type { WebSocketMessage, WebSocketPort } from '../port.ts';
import { concat } from '../read/splice.ts';
import { execStatus } from './exec-status.ts';

/** Binary subprotocols this server speaks, best first. */
export const EXEC_PROTOCOLS: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const STATUS_CHANNEL = 3;
/** v5: `[255, channel]` half-closes a channel. */
const CLOSE_CHANNEL = 255;
const NORMAL_CLOSURE = 1000;

const INPUTS: ReadonlySet<number> = new Set([TUNNEL_CHANNELS.stdin, TUNNEL_CHANNELS.resize]);

const forward = async (message: WebSocketMessage, stream: NodeTunnelStream, halfClose: boolean): Promise<void> => {
  const [channel, first] = message.bytes;
  if (channel === undefined || !message.binary) return;
  if (channel === CLOSE_CHANNEL && halfClose && first !== undefined) stream.closeInput(first);
  else if (INPUTS.has(channel) && message.bytes.length > 1) await stream.send({ channel, bytes: message.bytes.subarray(1) });
};

/** Client to node, until the client closes; then the command is given up. */
const pumpInput = async (socket: WebSocketPort, stream: NodeTunnelStream, halfClose: boolean): Promise<void> => {
  try {
    for await (const message of socket.messages) await forward(message, stream, halfClose);
  } finally {
    stream.close();
  }
};

const pumpOutput = async (socket: WebSocketPort, stream: NodeTunnelStream): Promise<TunnelEnd> => {
  for await (const { channel, bytes } of stream.frames) await socket.send(concat([Uint8Array.of(channel), bytes]));
  return stream.end;
};

const finish = async (socket: WebSocketPort, end: TunnelEnd, command: readonly string[]): Promise<void> => {
  await socket.send(concat([Uint8Array.of(STATUS_CHANNEL), bytesOf(JSON.stringify(execStatus(end, command)))]));
  socket.close(NORMAL_CLOSURE, '');
};

export interface ExecSession {
  readonly tunnel: NodeTunnel;
  readonly node: string;
  readonly request: ExecTunnelRequest;
  readonly protocol: string;
}

/**
 * One exec over an accepted WebSocket: frames both ways, then one Status on channel 3 and close code 1000. A refusal or
 * a lost node is such a Status too, so the client always learns why.
 */
export const runExecSession = async (socket: WebSocketPort, { tunnel, node, request, protocol }: ExecSession): Promise<void> => {
  let stream: NodeTunnelStream;
  try {
    stream = await tunnel.open(node, request);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return finish(socket, { kind: 'failed', message: error.refusal.message }, request.command);
  }
  const input = pumpInput(socket, stream, protocol === 'v5.channel.k8s.io').catch(() => undefined);
  try {
    const end = await pumpOutput(socket, stream);
    await finish(socket, end, request.command);
  } finally {
    stream.close();
  }
  await input;
};
