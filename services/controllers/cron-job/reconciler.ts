import { cronJobs } from '../../../events/resources/batch/cron-job/schema.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Reconciler, View } from '../../kit/reconciler.ts';
import { controllerOf } from '../workload/ownership.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { CronJobInputs } from './plan.ts';
import { planCronJob, planCronJobRefused } from './plan.ts';

const RESYNC_MS = 600_000;

const inputsOf = (view: View, key: string, nowMs: number): CronJobInputs | undefined => {
  const { namespace, name } = splitKey(key);
  const cronJob = view.get(cronJobs, namespace, name);
  return cronJob && {
    cronJob,
    owned: view.controlledBy(jobs, namespace, cronJob.object.metadata.uid),
    taken: (job) => view.snapshot().get(jobs, namespace, job) !== undefined,
    nowMs,
  };
};

const keysOfJobChange = ({ entry }: Change, view: View): readonly string[] => {
  if (!view.search.mentionsValue(entry, 'kind', 'CronJob')) return [];
  const controller = controllerOf(view.read(jobs, entry).object.metadata);
  return controller?.kind === 'CronJob' ? [namespacedKey({ namespace: entry.namespace, name: controller.name })] : [];
};

/** Makes jobs when their CronJob's schedule says so. Keys are `namespace/name`. */
export const cronJobReconciler: Reconciler = {
  name: 'cronjob-controller',
  actor: 'system:serviceaccount:kube-system:cronjob-controller',
  watches: [
    { resource: cronJobs, keys: ({ entry, operation }) => (operation === 'put' ? [namespacedKey(entry)] : []) },
    { resource: jobs, keys: keysOfJobChange },
  ],
  allKeys: (view) => view.list(cronJobs).map(({ entry }) => namespacedKey(entry)),
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const inputs = inputsOf(view, key, nowMs);
    return inputs === undefined ? { batches: [] } : planCronJob(inputs);
  },
  refused: (view, key, refused) => {
    const inputs = inputsOf(view, key, refused.nowMs);
    return inputs === undefined ? { batches: [] } : planCronJobRefused(inputs, refused);
  },
};
