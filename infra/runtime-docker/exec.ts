import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { AttachOptions, Exec, ExecOptions } from '../../services/node-agent/port.ts';
import { RuntimeError } from '../../services/node-agent/port.ts';
import { call, runtimeError } from './docker-error.ts';
import { demultiplex, raw } from './output.ts';

/** The Engine's own keys for leaving a terminal, Ctrl-P first, are keys people type into shells; these nobody does. */
const DETACH_KEYS = 'ctrl-^,ctrl-@,ctrl-^,ctrl-@,ctrl-^';

const exitCodeOf = async (exec: Docker.Exec): Promise<number> => {
  const info = await call(exec.inspect());
  if (info.ExitCode === null) throw new RuntimeError('unavailable', 'the connection to the command was lost');
  return info.ExitCode;
};

const writeTo = async (stream: Duplex, bytes: Uint8Array): Promise<void> => {
  if (stream.writableEnded || stream.destroyed) return;
  if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
};

/** Runs a command in a running container. */
export const startExec = async (docker: Docker, id: string, options: ExecOptions): Promise<Exec> => {
  const exec = await call(docker.getContainer(id).exec({
    Cmd: [...options.command], Tty: options.tty, AttachStdin: options.stdin, AttachStdout: true, AttachStderr: true, DetachKeys: DETACH_KEYS,
  }));
  const stream = await call(exec.start({ hijack: true, stdin: options.stdin, Tty: options.tty }));
  let failure: unknown;
  stream.on('error', (error) => { failure = error; });
  if (!options.stdin) stream.end();
  return {
    output: options.tty ? raw(stream) : demultiplex(stream),
    write: (bytes) => writeTo(stream, bytes),
    closeStdin: () => { stream.end(); },
    resize: async (width, height) => { await call(exec.resize({ w: width, h: height })); },
    exitCode: async () => {
      if (failure !== undefined) throw runtimeError(failure);
      return exitCodeOf(exec);
    },
    close: () => { stream.destroy(); },
  };
};

/** Joins a running container's own process. */
export const startAttach = async (docker: Docker, id: string, options: AttachOptions): Promise<Exec> => {
  const container = docker.getContainer(id);
  const { Config: { Tty, OpenStdin }, State: { Running } } = await call(container.inspect());
  if (!Running) throw new RuntimeError('refused', `container ${id} is not running`);
  const stdin = options.stdin && OpenStdin;
  const stream = await call(container.attach({ stream: true, hijack: true, stdin, stdout: true, stderr: true }));
  let failure: unknown;
  stream.on('error', (error: unknown) => { failure = error; });
  const duplex = stream as Duplex;
  return {
    output: Tty ? raw(duplex) : demultiplex(duplex),
    write: (bytes) => (stdin ? writeTo(duplex, bytes) : Promise.resolve()),
    closeStdin: () => { if (stdin) duplex.end(); },
    resize: async (width, height) => { await call(container.resize({ w: width, h: height })); },
    exitCode: () => (failure === undefined ? Promise.resolve(0) : Promise.reject(runtimeError(failure))),
    close: () => { duplex.destroy(); },
  };
};
