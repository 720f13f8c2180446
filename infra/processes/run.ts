import { flushCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { readClusterConfig } from '../cluster/cluster-config.ts';
import { clusterFolder } from '../cluster/cluster-folder.ts';
import { createJsonLogger } from '../logging/json-logger.ts';
import type { ProcessContext, RunningProcess } from './process-context.ts';

/** Each role's module is loaded only in its own process. */
const roles: Readonly<Record<string, (context: ProcessContext) => Promise<RunningProcess>>> = {
  supervisor: async (context) => (await import('./supervisor.ts')).startSupervisor(context),
  prepare: async (context) => (await import('./prepare.ts')).prepare(context),
  'set-up-log': async (context) => (await import('./set-up-log.ts')).setUpLog(context),
  'api-server': async (context) => (await import('./api-server.ts')).startApiServer(context),
  controllers: async (context) => (await import('./controllers.ts')).startControllers(context),
  scheduler: async (context) => (await import('./scheduler.ts')).startScheduler(context),
  dispatcher: async (context) => (await import('./dispatcher.ts')).startDispatcher(context),
  status: async (context) => (await import('./status.ts')).startStatus(context),
  'control-plane': async (context) => (await import('./control-plane.ts')).startControlPlane(context),
  agent: async (context) => (await import('./agent.ts')).startAgent(context),
};

const STOP_TIMEOUT_MS = 8_000;

const contextOf = async (): Promise<ProcessContext> => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { dir: { type: 'string' }, index: { type: 'string' }, node: { type: 'string' }, name: { type: 'string' } } });
  const [role = ''] = positionals;
  if (values.dir === undefined || roles[role] === undefined) throw new Error('usage: run.ts ROLE --dir DIR [--index N] [--node NAME]');
  const folder = clusterFolder(values.dir);
  const found = await readClusterConfig(folder.config);
  const config = found ?? (role === 'prepare' ? await (await import('./prepare.ts')).beginCluster(folder) : undefined);
  if (config === undefined) throw new Error(`${values.dir} holds no cluster`);
  const component = values.name ?? role;
  return { role, component, folder, config, index: Number(values.index ?? 0), node: values.node, logger: createJsonLogger(component, process.env['SHIPLOG_DEBUG'] === undefined ? 'info' : 'debug') };
};

/** Stops on the first signal, in bounded time; a process killed outright resumes from the log as well. */
const stopOnSignal = (context: ProcessContext, running: RunningProcess): void => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS + (running.stopTimeoutMs ?? 0)).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        context.logger.error('did not stop cleanly', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

const context = await contextOf();
const die = (message: string) => (error: unknown): void => {
  context.logger.error(message, { error: error instanceof Error ? { name: error.name, message: error.message, stack: error.stack, cause: error.cause } : error });
  process.exit(1);
};
process.on('unhandledRejection', die('unhandled rejection'));
process.on('uncaughtException', die('uncaught exception'));
try {
  const running = await roles[context.role]?.(context);
  if (running !== undefined) stopOnSignal(context, running);
  context.logger.info('started', { pid: process.pid });
  // Otherwise written at exit only, and a process may be killed.
  flushCompileCache();
} catch (error) {
  die('could not start')(error);
}
