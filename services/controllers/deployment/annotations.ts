import type { Deployment } from '../../../events/resources/apps/deployment/schema.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import type { Limits } from './limits.ts';
import { maxPods } from './sizes.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment its ReplicaSets do not inherit. */
const NOT_INHERITED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration', REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

const MAX_HISTORY_CHARACTERS = 2000;

export type Annotations = Readonly<Record<string, string>>;

const integer = (text: string | undefined): number | undefined => (text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined);

export const revisionOf = ({ metadata }: Pick<ReplicaSet, 'metadata'>): number => integer(metadata.annotations?.[REVISION]) ?? 0;
export const desiredReplicasOf = ({ metadata }: ReplicaSet): number | undefined => integer(metadata.annotations?.[DESIRED_REPLICAS]);
export const maxReplicasOf = ({ metadata }: ReplicaSet): number | undefined => integer(metadata.annotations?.[MAX_REPLICAS]);

/** What a ReplicaSet remembers of the Deployment's size, for proportional scaling. */
export const sizeAnnotations = (limits: Limits): Annotations =>
  ({ [DESIRED_REPLICAS]: String(limits.replicas), [MAX_REPLICAS]: String(maxPods(limits)) });

const history = (annotations: Annotations, previous: string): Annotations => {
  const revisions = [...(annotations[REVISION_HISTORY] ?? '').split(',').filter((revision) => revision !== ''), previous];
  while (revisions.length > 0 && revisions.join(',').length > MAX_HISTORY_CHARACTERS) revisions.shift();
  return { [REVISION_HISTORY]: revisions.join(',') };
};

/** Annotations of the new ReplicaSet: the Deployment's, and a revision no lower than `revision`. */
export const annotationsOfNew = (deployment: Deployment, current: Annotations, revision: number): Annotations => {
  const inherited = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_INHERITED.has(key));
  const annotations = { ...current, ...Object.fromEntries(inherited) };
  const before = current[REVISION];
  if ((integer(before) ?? 0) >= revision) return annotations;
  return { ...annotations, [REVISION]: String(revision), ...(before !== undefined && history(current, before)) };
};
