import type { ByteStream } from '../kit/port.ts';
import type { TunnelEnd } from '../kit/tunnel/port.ts';
import { TUNNEL_CHANNELS } from '../kit/tunnel/port.ts';
import type { TunnelSession } from '../kit/tunnel/server.ts';
import type { Exec } from './port.ts';

/** A command's input and output as a connection. */
export const execBytes = (exec: Exec): ByteStream => ({
  chunks: outputBytes(exec),
  write: (bytes) => exec.write(bytes),
  end: () => { exec.closeStdin(); },
  close: () => { exec.close(); },
});

async function* outputBytes(exec: Exec): AsyncGenerator<Uint8Array> {
  for await (const { channel, bytes } of exec.output) if (channel === 'stdout') yield bytes;
}

const passUp = async ({ input }: TunnelSession, connection: ByteStream): Promise<void> => {
  for await (const { channel, bytes } of input) {
    if (channel !== TUNNEL_CHANNELS.stdin) continue;
    if (bytes === undefined) connection.end();
    else await connection.write(bytes);
  }
};

/** Carries a connection until its other end has ended it, or the client gives it up. */
export const serveConnection = async (connection: ByteStream, session: TunnelSession): Promise<TunnelEnd> => {
  const close = (): void => { connection.close(); };
  session.signal.addEventListener('abort', close, { once: true });
  passUp(session, connection).catch(close);
  for await (const bytes of connection.chunks) await session.send({ channel: TUNNEL_CHANNELS.stdout, bytes });
  close();
  return { kind: 'exit', exitCode: 0 };
};
