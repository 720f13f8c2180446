import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { ensureNatsServer } from '../../infra/setup/nats-server.ts';
import { freePort } from '../support/nats.ts';

/** One message of a store, headers and all, after decompression. */
export interface StoredBytes {
  readonly stream: string;
  readonly subject: string;
  readonly bytes: Buffer;
}

/** The account whose streams a store holds: its one folder besides the system's. */
const accountOf = async (storeDir: string): Promise<string> => {
  const [account, ...others] = (await readdir(join(storeDir, 'jetstream'))).filter((name) => !['SYS', '$SYS'].includes(name));
  if (account === undefined || others.length > 0) throw new Error(`${storeDir} holds ${[account, ...others].join(', ')}`);
  return account;
};

const readStream = async (manager: JetStreamManager, { config: { name: stream }, state }: StreamInfo): Promise<readonly StoredBytes[]> => {
  const found: StoredBytes[] = [];
  for (let sequence = state.first_seq; sequence <= state.last_seq; sequence += 1) {
    const message = await manager.streams.getMessage(stream, { seq: sequence }).catch(() => null);
    if (message !== null) found.push({ stream, subject: message.subject, bytes: Buffer.concat([Buffer.from(JSON.stringify([...message.header])), message.data]) });
  }
  return found;
};

const readAll = async (server: string): Promise<readonly StoredBytes[]> => {
  const connection = await connect({ servers: server, user: 'reader', pass: 'reader', waitOnFirstConnect: true, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  try {
    const manager = await jetstreamManager(connection);
    const found: StoredBytes[] = [];
    for (const stream of await manager.streams.list().next()) found.push(...await readStream(manager, stream));
    return found;
  } finally {
    await connection.close();
  }
};

/** Every message of every stream of a store no server has open: what somebody with the disk can read. */
export const storedMessages = async (storeDir: string): Promise<readonly StoredBytes[]> => {
  const dir = await mkdtemp(join(tmpdir(), 'shiplog-reader-'));
  const port = await freePort();
  const accounts = { [await accountOf(storeDir)]: { jetstream: 'enabled', users: [{ user: 'reader', password: 'reader' }] } };
  await writeFile(join(dir, 'nats.conf'), JSON.stringify({ host: '127.0.0.1', port, max_payload: 8 * 1024 * 1024, jetstream: { store_dir: storeDir }, accounts }));
  const server = spawn(await ensureNatsServer(() => undefined), ['--config', join(dir, 'nats.conf')], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    return await readAll(`127.0.0.1:${port}`);
  } finally {
    server.kill('SIGTERM');
    await ended;
    await rm(dir, { recursive: true, force: true });
  }
};
