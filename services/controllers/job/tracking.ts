import type { Job } from '../../../events/resources/batch/job/schema.ts';
import type { Pod } from '../../../events/resources/core/pod/schema.ts';

/** On every pod of a job until the job's status counts it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking';
/** Annotation and label with the pod's index. */
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING_FINALIZER) === true;

export const withoutTracking = (pod: Pod): Pod => {
  const finalizers = pod.metadata.finalizers?.filter((each) => each !== TRACKING_FINALIZER);
  return { ...pod, metadata: { ...pod.metadata, finalizers: finalizers?.length === 0 ? undefined : finalizers } };
};

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed';

/** The index of a pod of an indexed job; undefined for one without, or with one that is none of the job's. */
export const indexOf = ({ metadata }: Pod, { spec }: Job): number | undefined => {
  const text = metadata.annotations?.[COMPLETION_INDEX];
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  return Number(text) < (spec.completions ?? 0) ? Number(text) : undefined;
};

/** Whether only pods that have ended are replaced, not those still ending. */
export const replacesOnlyEnded = ({ spec }: Job): boolean => spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

/** Deleted and nobody left to say how it ended: never on a node, or its node let it go. */
const isLost = ({ metadata, spec }: Pod): boolean => spec.nodeName === undefined || spec.nodeName === '' || metadata.deletionGracePeriodSeconds === 0;

export const hasSucceeded = ({ status }: Pod): boolean => status.phase === 'Succeeded';

/** Whether the job counts the pod as failed: it ended so, or is being deleted before it ended at all. */
export const hasFailed = (pod: Pod, job: Job): boolean => {
  if (pod.status.phase === 'Failed') return true;
  if (pod.metadata.deletionTimestamp === undefined || hasSucceeded(pod)) return false;
  return !replacesOnlyEnded(job) || isLost(pod);
};
