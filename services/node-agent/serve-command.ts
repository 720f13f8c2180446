import type { AttachTunnelRequest, ExecTunnelRequest, TunnelEnd } from '../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../kit/tunnel/port.ts';
import type { TunnelSession } from '../kit/tunnel/server.ts';
import type { Exec, OutputChunk } from './port.ts';

const resize = async (exec: Exec, text: string): Promise<void> => {
  const { Width, Height }: { readonly Width: number; readonly Height: number } = JSON.parse(text);
  await exec.resize(Width, Height);
};

const forwardInput = async (exec: Exec, { input }: TunnelSession): Promise<void> => {
  for await (const { channel, bytes } of input) {
    if (channel === TUNNEL_CHANNELS.stdin) {
      if (bytes === undefined) exec.closeStdin();
      else await exec.write(bytes);
    } else if (channel === TUNNEL_CHANNELS.resize && bytes !== undefined) {
      // A terminal that cannot be resized is no reason to end the command.
      await resize(exec, new TextDecoder().decode(bytes)).catch(() => undefined);
    }
  }
};

/** The runtime says in place of output that a command cannot be started, with one of these exit codes; kubectl shows it. */
const NOT_STARTED = [126, 127];
const COMPLAINT = 'OCI runtime exec failed: exec failed: ';

const isComplaint = ({ bytes }: OutputChunk): boolean => new TextDecoder().decode(bytes.subarray(0, COMPLAINT.length)) === COMPLAINT;

/** Carries a command's or a container's streams until its output ends. */
export const serveCommand = async (exec: Exec, request: ExecTunnelRequest | AttachTunnelRequest, session: TunnelSession): Promise<TunnelEnd> => {
  session.signal.addEventListener('abort', () => { exec.close(); }, { once: true });
  forwardInput(exec, session).catch(() => { exec.close(); });
  const pass = async ({ channel, bytes }: OutputChunk): Promise<void> => {
    const wanted = channel === 'stdout' ? request.stdout : request.stderr;
    if (wanted) await session.send({ channel: TUNNEL_CHANNELS[channel], bytes });
  };
  // Held back until it is known to be a command's own words.
  let complaint: OutputChunk | undefined;
  let isFirst = request.kind === 'exec';
  for await (const chunk of exec.output) {
    if (isFirst && isComplaint(chunk)) complaint = chunk;
    else await pass(chunk);
    isFirst = false;
  }
  const exitCode = await exec.exitCode();
  if (complaint !== undefined && NOT_STARTED.includes(exitCode)) return { kind: 'failed', message: new TextDecoder().decode(complaint.bytes).trim() };
  if (complaint !== undefined) await pass(complaint);
  return { kind: 'exit', exitCode };
};
