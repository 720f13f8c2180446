import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { SetupError, hasApt, isRoot, run, which } from './step.ts';
import type { Say } from './step.ts';

const SOCKET = '/var/run/docker.sock';
const START_TIMEOUT_MS = 60_000;

/** Where the Engine listens: DOCKER_HOST when it names a socket, else the standard one. */
export const dockerSocket = (): string => {
  const host = process.env['DOCKER_HOST'];
  return host?.startsWith('unix://') === true ? host.slice('unix://'.length) : SOCKET;
};

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.setTimeout(5_000, () => socket.destroy());
    socket.once('connect', () => socket.write('GET /_ping HTTP/1.0\r\n\r\n'));
    socket.once('data', (bytes) => {
      resolve(bytes.toString('latin1').includes(' 200 '));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });

/** Waits until the Engine answers or the time is over. */
export const waitForDocker = async (timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (await answers(dockerSocket())) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
};

const installEngine = async (say: Say): Promise<void> => {
  if (!isRoot() || !(await hasApt())) {
    throw new SetupError('Docker Engine is not installed', 'install Docker Engine (https://docs.docker.com/engine/install/) or run as root on Debian or Ubuntu, or use --runtime simulated');
  }
  say('installing Docker Engine (docker.io)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', 'docker.io', 'iptables'];
  // The package lists may never have been read, or be too old to name files that still exist.
  await run('apt-get', install, { env }).catch(async () => {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', install, { env });
  });
};

const startEngine = async (logFile: string): Promise<void> => {
  const dockerd = await which('dockerd');
  if (dockerd === undefined) throw new SetupError('dockerd was not found after the installation', 'start Docker Engine and run again');
  const log = openSync(logFile, 'a');
  const child = spawn(dockerd, [], { detached: true, stdio: ['ignore', log, log], env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } });
  child.unref();
  closeSync(log);
  if (!(await waitForDocker(START_TIMEOUT_MS))) {
    throw new SetupError(`Docker Engine did not start; its log is ${logFile}`, 'start Docker Engine and run again');
  }
};

/** Makes sure a Docker Engine answers: a running one, an installed one started, or Debian's docker.io installed and started. */
export const ensureDockerEngine = async (say: Say, logFile: string): Promise<void> => {
  if (await answers(dockerSocket())) return;
  const installed = (await which('dockerd')) !== undefined;
  if (installed && !isRoot()) throw new SetupError('Docker Engine is installed but not running, and only root may start it', 'start it (sudo systemctl start docker) and run again');
  if (!installed) await installEngine(say);
  // Some packages start the service on installation.
  if (await waitForDocker(2_000)) return;
  say('starting Docker Engine');
  await startEngine(logFile);
};
