import type { Job } from '../../../events/resources/batch/job/schema.ts';
import { jobs } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';
import { pods } from '../../../events/resources/core/pod/schema.ts';
import type { Change } from '../../../projections/cluster-state/cluster-state.ts';
import type { Plan, Reconciler, View, Viewed } from '../../kit/reconciler.ts';
import { claim, controllerOf } from '../workload/ownership.ts';
import { namespacedKey, splitKey } from '../workload/refs.ts';
import type { JobInputs } from './plan.ts';
import { planJob, planJobRefused, planUntracked } from './plan.ts';
import { isTracked } from './tracking.ts';

const RESYNC_MS = 600_000;

type Named = Parameters<typeof namespacedKey>[0];
const jobKey = (ref: Named): string => `job/${namespacedKey(ref)}`;
const podKey = (ref: Named): string => `pod/${namespacedKey(ref)}`;

/** Pods the job owns; and the namespace's orphans, where its selector is not its own: only then others' pods can match. */
const candidates = (view: View, { metadata: { namespace, uid }, spec }: Job): readonly Viewed<Pod>[] => {
  const owned = view.controlledBy(pods, namespace, uid);
  if (spec.manualSelector !== true) return owned;
  return [...owned, ...view.list(pods, namespace).filter(({ object }) => controllerOf(object.metadata) === undefined)];
};

const inputsOf = (view: View, key: string, nowMs: number): JobInputs | undefined => {
  const { namespace, name } = splitKey(key);
  const job = view.get(jobs, namespace, name);
  return job && {
    job,
    claim: claim(job.object, job.object.spec.selector ?? {}, candidates(view, job.object)),
    taken: (pod) => view.snapshot().get(pods, namespace, pod) !== undefined,
    nowMs,
  };
};

/** The job that counts a pod; undefined when there is none, or none any more. */
const jobOf = (view: View, { metadata }: Pod): Viewed<Job> | undefined => {
  const controller = controllerOf(metadata);
  if (controller?.kind !== 'Job') return undefined;
  const job = view.get(jobs, metadata.namespace, controller.name);
  return job?.object.metadata.uid === controller.uid ? job : undefined;
};

const keysOfPod = (view: View, { object }: Viewed<Pod>): readonly string[] => {
  const job = jobOf(view, object);
  if (job !== undefined) return [jobKey(job.entry)];
  return isTracked(object) ? [podKey(object.metadata)] : [];
};

/** Most pods are no job's, and that is seen without reading them. */
const concernsJobs = ({ search }: View, version: Change['entry']): boolean => search.mentionsValue(version, 'kind', 'Job') || search.mentions(version, 'finalizers');

const keysOfPodChange = ({ entry, before }: Change, view: View): readonly string[] => {
  const versions = (before === undefined ? [entry] : [entry, before]).filter((version) => concernsJobs(view, version));
  return [...new Set(versions.flatMap((version) => keysOfPod(view, view.read(pods, version))))];
};

/** A job that is gone leaves its pods to be let go one by one. */
const keysOfJobChange = ({ operation, entry }: Change, view: View): readonly string[] => {
  if (operation === 'put') return [jobKey(entry)];
  if (entry.quarantined !== undefined) return [];
  return view.controlledBy(pods, entry.namespace, view.read(jobs, entry).object.metadata.uid).map((pod) => podKey(pod.entry));
};

function* allKeys(view: View): Iterable<string> {
  for (const entry of view.snapshot().list(jobs)) yield jobKey(entry);
  for (const entry of view.snapshot().list(pods)) {
    if (view.search.mentions(entry, 'finalizers')) yield* keysOfPod(view, view.read(pods, entry)).filter((key) => key.startsWith('pod/'));
  }
}

const planPod = (view: View, key: string): Plan => {
  const { namespace, name } = splitKey(key);
  const pod = view.get(pods, namespace, name);
  return pod === undefined || jobOf(view, pod.object) !== undefined ? { batches: [] } : planUntracked([pod], 'its job is gone');
};

/** Runs each job's pods until enough have succeeded. Keys are `job/namespace/name`, and `pod/namespace/name` for pods whose job is gone. */
export const jobReconciler: Reconciler = {
  name: 'job-controller',
  actor: 'system:serviceaccount:kube-system:job-controller',
  watches: [
    { resource: jobs, keys: keysOfJobChange },
    { resource: pods, keys: keysOfPodChange },
  ],
  allKeys,
  resyncMs: RESYNC_MS,
  plan: (view, key, nowMs) => {
    const { namespace: what, name: rest } = splitKey(key);
    if (what === 'pod') return planPod(view, rest);
    const inputs = inputsOf(view, rest, nowMs);
    return inputs === undefined ? { batches: [] } : planJob(inputs);
  },
  refused: (view, key, refused) => {
    const { namespace: what, name: rest } = splitKey(key);
    const inputs = what === 'pod' ? undefined : inputsOf(view, rest, refused.nowMs);
    return inputs === undefined ? { batches: [] } : planJobRefused(inputs, refused);
  },
};
