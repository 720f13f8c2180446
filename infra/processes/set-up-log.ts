import { jetstreamManager } from '@nats-io/jetstream';
import { join } from 'node:path';
import { fileLogMarker } from '../nats/log-marker.ts';
import { checkServerSettings } from '../nats/server-settings.ts';
import { ensureStreams } from '../nats/streams.ts';
import { compileRoles } from './compile-roles.ts';
import { connectAs } from './connect-as.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

/** Creates the log's streams on a cluster's first start and makes sure of them on every later one, then ends. */
export const setUpLog = async (context: ProcessContext): Promise<RunningProcess> => {
  const connection = await connectAs(context, { role: 'setup' });
  await checkServerSettings(connection);
  await ensureStreams(await jetstreamManager(connection), { replicas: 1, marker: fileLogMarker(join(context.folder.root, 'log-created')) });
  await connection.close();
  await compileRoles();
  process.exit(0);
};
