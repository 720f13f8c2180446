import { after, before } from 'mocha';
import type { Answered, Ask, MemoryApi } from '../support/memory-api.ts';
import { startMemoryApi } from '../support/memory-api.ts';
import { eventually } from '../support/eventually.ts';
import { runControllers } from '../support/run-controllers.ts';
import { resourceClient } from './resource-client.ts';
import type { ResourceClient } from './resource-client.ts';

/** The API server, its controllers and typed paths to it, for one file of conformance tests. */
export interface ConformanceApi {
  ask(method: string, target: string, ask?: Ask): Promise<Answered>;
  /** A client of `/api/v1/…` or `/apis/<group>/<version>/…` up to the resource. */
  at(path: string): ResourceClient;
  /** `core('pods', ns)` is `at('/api/v1/namespaces/<ns>/pods')`. */
  core(resource: string, namespace?: string): ResourceClient;
  /** A namespace of its own, once its service account and its CA bundle are there. */
  namespace(prefix: string): Promise<string>;
}

/** Registers hooks that start the server before a file's tests and stop it after them. */
export const useConformanceApi = (options: { readonly windowMs?: number } = {}): ConformanceApi => {
  let running: MemoryApi | undefined;
  let stopControllers: (() => Promise<void>) | undefined;
  let namespaces = 0;
  before(async () => {
    running = await startMemoryApi(options);
    stopControllers = await runControllers(running);
  });
  after(async () => {
    await stopControllers?.();
    await running?.stop();
  });
  const api = (): MemoryApi => {
    if (running === undefined) throw new Error('the API server is not started');
    return running;
  };
  const at = (path: string): ResourceClient => resourceClient(api(), path);
  const core = (resource: string, namespace?: string): ResourceClient => at(`/api/v1/${namespace === undefined ? '' : `namespaces/${namespace}/`}${resource}`);
  return {
    ask: (...asked) => api().ask(...asked),
    at,
    core,
    namespace: async (prefix) => {
      namespaces += 1;
      const name = `${prefix}-${namespaces}`;
      await core('namespaces').create({ metadata: { name } });
      const made = async (): Promise<boolean> => await core('serviceaccounts', name).find('default') !== undefined && await core('configmaps', name).find('kube-root-ca.crt') !== undefined;
      await eventually(`what every namespace has in ${name}`, made, { until: (done) => done });
      return name;
    },
  };
};
