import { RefusalError } from '../../../events/errors.ts';
import type { AttachTunnelRequest, ExecTunnelRequest, NodeTunnel, NodeTunnelStream, TunnelEnd } from '../../kit/tunnel/port.ts';
import type { CommandChannels } from './command-channels.ts';
import { commandStatus } from './command-status.ts';

export interface CommandSession {
  readonly tunnel: NodeTunnel;
  readonly node: string;
  readonly request: ExecTunnelRequest | AttachTunnelRequest;
}

/** Client to node, until the client goes; then the command is given up. */
const passInput = async (channels: CommandChannels, stream: NodeTunnelStream): Promise<void> => {
  try {
    await channels.receive(async ({ channel, bytes }) => {
      if (bytes === undefined) stream.closeInput(channel);
      else await stream.send({ channel, bytes });
    });
  } finally {
    stream.close();
  }
};

const passOutput = async (channels: CommandChannels, stream: NodeTunnelStream): Promise<TunnelEnd> => {
  for await (const { channel, bytes } of stream.frames) await channels.send(channel, bytes);
  return stream.end;
};

/**
 * One exec or attach over accepted channels: frames both ways, then one Status. A refusal or a lost node is such a Status
 * too, so the client always learns why.
 */
export const runCommandSession = async (channels: CommandChannels, { tunnel, node, request }: CommandSession): Promise<void> => {
  const command = request.kind === 'exec' ? request.command : [];
  let stream: NodeTunnelStream;
  try {
    stream = await tunnel.open(node, request);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return channels.finish(commandStatus({ kind: 'failed', message: error.refusal.message }, command));
  }
  const input = passInput(channels, stream).catch(() => undefined);
  try {
    const end = await passOutput(channels, stream);
    await channels.finish(commandStatus(end, command));
  } finally {
    stream.close();
  }
  await input;
};
