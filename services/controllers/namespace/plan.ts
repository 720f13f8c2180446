import { jsonEqual } from '../../../events/json-equal.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import type { ObjectMeta } from '../../../events/resources/_types/meta.ts';
import type { Namespace, NamespaceStatus } from '../../../events/resources/core/namespace/schema.ts';
import { namespaces } from '../../../events/resources/core/namespace/schema.ts';
import { batchesOf } from '../../kit/batches.ts';
import type { Command, UpdateObject } from '../../kit/command.ts';
import type { Plan, RefusedBatch, Viewed } from '../../kit/reconciler.ts';
import { refOf } from '../workload/refs.ts';
import type { DeletionProgress, Remainder } from './conditions.ts';
import { deletionConditions } from './conditions.ts';
import type { DefaultContent } from './defaults.ts';
import { defaultContentBatches } from './defaults.ts';

const KUBERNETES_FINALIZER = 'kubernetes';
const MAX_DELETES_PER_BATCH = 100;
const MAX_DELETES_PER_PLAN = 500;

/** Any object, by what its metadata says. */
export type Content = Viewed<{ readonly metadata: ObjectMeta }>;

/** The objects of one namespaced resource in the namespace; never empty. */
export interface ResourceContent {
  readonly resource: ResourceRef;
  readonly objects: readonly Content[];
}

const isPods = ({ resource: { group, resource } }: ResourceContent): boolean => group === '' && resource === 'pods';

const remainderOf = ({ resource, objects }: ResourceContent): Remainder => {
  const finalizers = new Map<string, number>();
  for (const finalizer of objects.flatMap(({ object }) => object.metadata.finalizers ?? [])) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  return { resource, count: objects.length, finalizers };
};

/** Whose content goes, and why. */
interface Emptied {
  readonly namespace: string;
  readonly reason: string;
}

const deletesOf = ({ resource, objects }: ResourceContent, { namespace, reason }: Emptied): readonly Command[] =>
  objects
    .filter(({ object }) => object.metadata.deletionTimestamp === undefined)
    .map(({ entry, object: { metadata: { uid } } }) => ({
      verb: 'delete',
      ref: { ...resource, namespace, name: entry.name },
      ...(uid !== undefined && { expect: { uid } }),
      reason,
    }));

/** Bounded; the rest follows from the deletions. */
const deletionBatches = (contents: readonly ResourceContent[], emptied: Emptied): readonly (readonly Command[])[] => {
  let left = MAX_DELETES_PER_PLAN;
  return contents.flatMap((content) => {
    const commands = deletesOf(content, emptied).slice(0, left);
    left -= commands.length;
    return batchesOf(content.resource, commands, MAX_DELETES_PER_BATCH);
  });
};

const update = ({ entry, object: before }: Viewed<Namespace>, object: Namespace, more: Pick<UpdateObject, 'reason' | 'subresource'>): UpdateObject =>
  ({ verb: 'update', ref: refOf(namespaces, before), object, expect: { uid: before.metadata.uid, sequence: entry.sequence }, ...more });

const statusBatches = (namespace: Viewed<Namespace>, progress: DeletionProgress, nowMs: number): readonly (readonly Command[])[] => {
  const before = namespace.object.status;
  const status: NamespaceStatus = { ...before, phase: 'Terminating', conditions: deletionConditions(before.conditions ?? [], progress, nowMs) };
  if (jsonEqual(status, before)) return [];
  const total = progress.remainders.reduce((sum, { count }) => sum + count, 0);
  return [[update(namespace, { ...namespace.object, status }, { subresource: 'status', reason: `${total} objects remain in it` })]];
};

/** A namespace's content, of everything when it is being deleted. */
export interface NamespaceInputs {
  readonly namespace: Viewed<Namespace>;
  readonly defaults: DefaultContent;
  /** Read only when the namespace is being deleted. */
  readonly contents: () => readonly ResourceContent[];
  readonly caPem: string;
  readonly nowMs: number;
}

const finalize = (namespace: Viewed<Namespace>): Plan => {
  const { spec } = namespace.object;
  const finalizers = spec.finalizers?.filter((finalizer) => finalizer !== KUBERNETES_FINALIZER);
  if (finalizers?.length === (spec.finalizers?.length ?? 0)) return { batches: [] };
  const object = { ...namespace.object, spec: { ...spec, finalizers } };
  return { batches: [[update(namespace, object, { subresource: 'finalize', reason: 'all its content is gone' })]] };
};

/**
 * Pods go first: what serves them on their way out (Secrets, ConfigMaps) stays until they are gone. What waits for grace
 * or finalizers is told in the conditions once nothing more is to be asked.
 */
const empty = ({ namespace, contents, nowMs }: NamespaceInputs): Plan => {
  const all = contents();
  if (all.length === 0) return finalize(namespace);
  const pods = all.filter(isPods);
  const { name } = namespace.object.metadata;
  const deletions = deletionBatches(pods.length > 0 ? pods : all, { namespace: name, reason: `namespace ${name} is being deleted` });
  return { batches: deletions.length > 0 ? deletions : statusBatches(namespace, { remainders: all.map(remainderOf) }, nowMs) };
};

/** An active namespace gets its default content; one being deleted is emptied, then let go by its finalizer. */
export const planNamespace = (inputs: NamespaceInputs): Plan => {
  const { namespace, defaults, caPem } = inputs;
  if (namespace.object.metadata.deletionTimestamp !== undefined) return empty(inputs);
  return { batches: defaultContentBatches(namespace.object.metadata.name, defaults, caPem) };
};

/** What a namespace still holds that is gone itself. */
export const planLeftovers = (namespace: string, contents: readonly ResourceContent[]): Plan =>
  ({ batches: deletionBatches(contents, { namespace, reason: `namespace ${namespace} is gone` }) });

/** Records that content could not be deleted: upstream's NamespaceDeletionContentFailure. */
export const planContentFailure = ({ namespace, contents, nowMs }: NamespaceInputs, { command, refusal }: RefusedBatch): Plan => {
  if (command.verb !== 'delete' || refusal.reason === 'NotFound') return { batches: [] };
  return { batches: statusBatches(namespace, { remainders: contents().map(remainderOf), failure: refusal.message }, nowMs) };
};
