import type { NamespaceCondition } from '../../../events/resources/core/namespace/schema.ts';
import type { ResourceRef } from '../../../events/object-ref.ts';
import { formatTime } from '../../kit/timestamp.ts';

/** What is left of one resource in a namespace. */
export interface Remainder {
  readonly resource: ResourceRef;
  readonly count: number;
  /** Objects per finalizer. */
  readonly finalizers: ReadonlyMap<string, number>;
}

interface Fact {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

/** Conditions that cannot be true here: discovery is the catalogue, which does not fail. */
const ALWAYS: readonly Fact[] = [
  { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
  { type: 'NamespaceDeletionGroupVersionParsingFailure', status: 'False', reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
];

const contentFailure = (failure: string | undefined): Fact => failure === undefined
  ? { type: 'NamespaceDeletionContentFailure', status: 'False', reason: 'ContentDeleted', message: 'All content successfully deleted, may be waiting on finalization' }
  : { type: 'NamespaceDeletionContentFailure', status: 'True', reason: 'ContentDeletionFailed', message: `Failed to delete all resource types, 1 remaining: ${failure}` };

const contentRemaining = (remainders: readonly Remainder[]): Fact => {
  if (remainders.length === 0) return { type: 'NamespaceContentRemaining', status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' };
  const parts = remainders.map(({ resource, count }) => `${resource.resource}.${resource.group} has ${count} resource instances`).sort();
  return { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${parts.join(', ')}` };
};

const finalizersRemaining = (remainders: readonly Remainder[]): Fact => {
  const totals = new Map<string, number>();
  for (const { finalizers } of remainders) for (const [name, count] of finalizers) totals.set(name, (totals.get(name) ?? 0) + count);
  if (totals.size === 0) return { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' };
  const parts = [...totals].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  return { type: 'NamespaceFinalizersRemaining', status: 'True', reason: 'SomeFinalizersRemain', message: `Some content in the namespace has finalizers remaining: ${parts.join(', ')}` };
};

const applied = (current: NamespaceCondition | undefined, fact: Fact, now: string): NamespaceCondition =>
  ({ ...fact, lastTransitionTime: current?.status === fact.status ? (current.lastTransitionTime ?? now) : now });

export interface DeletionProgress {
  readonly remainders: readonly Remainder[];
  /** Why content could not be deleted, when the last attempt was refused. */
  readonly failure?: string;
}

/** The conditions of a namespace being deleted, upstream's texts; unchanged ones keep their time. */
export const deletionConditions = (before: readonly NamespaceCondition[], { remainders, failure }: DeletionProgress, nowMs: number): NamespaceCondition[] => {
  const facts = [...ALWAYS, contentFailure(failure), contentRemaining(remainders), finalizersRemaining(remainders)];
  const types = new Set(facts.map(({ type }) => type));
  const now = formatTime(nowMs);
  return [
    ...before.filter(({ type }) => !types.has(type)),
    ...facts.map((fact) => applied(before.find(({ type }) => type === fact.type), fact, now)),
  ];
};
