import type { JsonObject } from '../../../events/json.ts';
import type { Job } from '../../../events/resources/batch/job/schema.ts';
import { deterministicSuffix } from '../../kit/deterministic-name.ts';
import { controllerReference } from '../workload/ownership.ts';
import { FAILURE_COUNT } from './tally.ts';
import { COMPLETION_INDEX, TRACKING_FINALIZER } from './tracking.ts';

const SUFFIX_LENGTH = 5;
const MAX_BASE = 63 - SUFFIX_LENGTH;

/** A pod to be made: its index and how often that failed, where pods have one. */
export interface NewPod {
  readonly index?: number;
  readonly failures?: number;
}

const baseOf = ({ metadata: { name } }: Job, index: number | undefined): string => {
  const end = index === undefined ? '-' : `-${index}-`;
  return name.slice(0, MAX_BASE - end.length) + end;
};

/** Names that are a function of the decision: the job, its version and the pod's place; taken ones are passed over. */
export const jobPodNames = (job: Job, wanted: readonly NewPod[], { sequence, taken }: { readonly sequence: number; readonly taken: (name: string) => boolean }): readonly string[] => {
  const names = new Set<string>();
  let attempt = 0;
  for (const { index } of wanted) {
    for (const before = names.size; names.size === before; attempt += 1) {
      const name = baseOf(job, index) + deterministicSuffix(SUFFIX_LENGTH, job.metadata.uid, sequence, attempt);
      if (!taken(name)) names.add(name);
    }
  }
  return [...names];
};

type PodSpec = Job['spec']['template']['spec'];
type Container = PodSpec['containers'][number];

const INDEX_VARIABLE = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } } };

const withIndexVariable = (container: Container): JsonObject => {
  const env = container.env ?? [];
  return env.some(({ name }) => name === INDEX_VARIABLE.name) ? container : { ...container, env: [...env, INDEX_VARIABLE] };
};

const indexedSpec = (spec: PodSpec, hostname: string): JsonObject => ({
  ...spec,
  hostname,
  containers: spec.containers.map(withIndexVariable),
  ...(spec.initContainers && { initContainers: spec.initContainers.map(withIndexVariable) }),
});

/** The pod of the job's template, owned by it and held until it is counted. */
export const podFromJob = (job: Job, name: string, { index, failures }: NewPod): JsonObject => {
  const { metadata, spec } = job.spec.template;
  const ofIndex = index === undefined ? {} : { [COMPLETION_INDEX]: String(index) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: baseOf(job, index),
      namespace: job.metadata.namespace,
      labels: { ...metadata.labels, ...ofIndex },
      annotations: { ...metadata.annotations, ...ofIndex, ...(failures !== undefined && { [FAILURE_COUNT]: String(failures) }) },
      finalizers: [...(metadata.finalizers ?? []).filter((each) => each !== TRACKING_FINALIZER), TRACKING_FINALIZER],
      ownerReferences: [controllerReference(job)],
    },
    spec: index === undefined ? spec : indexedSpec(spec, `${job.metadata.name}-${index}`),
  };
};
