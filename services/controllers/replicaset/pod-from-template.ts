import type { JsonObject } from '../../../events/json.ts';
import type { ReplicaSet } from '../../../events/resources/apps/replica-set/schema.ts';
import { deterministicSuffix } from '../../kit/deterministic-name.ts';
import { controllerReference } from '../workload/ownership.ts';

/** Longest name a generated pod may have: upstream cuts the base so that base and suffix fit. */
const MAX_BASE = 58;
const SUFFIX_LENGTH = 5;

/**
 * Names for `count` pods decided at one version of the ReplicaSet. The same decision always asks for the same names;
 * names that exist already (of whatever owner) are passed over, so a collision cannot stall the ReplicaSet.
 */
export const podNames = (rs: ReplicaSet, sequence: number, options: { readonly count: number; readonly taken: (name: string) => boolean }): readonly string[] => {
  const names = new Set<string>();
  const base = `${rs.metadata.name}-`.slice(0, MAX_BASE);
  for (let index = 0; names.size < options.count; index += 1) {
    const name = base + deterministicSuffix(SUFFIX_LENGTH, rs.metadata.uid, sequence, index);
    if (!names.has(name) && !options.taken(name)) names.add(name);
  }
  return [...names];
};

/** The pod of the ReplicaSet's template, owned by it. */
export const podFromTemplate = (rs: ReplicaSet, name: string): JsonObject => {
  const { metadata, spec } = rs.spec.template;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${rs.metadata.name}-`,
      namespace: rs.metadata.namespace,
      labels: metadata.labels,
      annotations: metadata.annotations,
      finalizers: metadata.finalizers,
      ownerReferences: [controllerReference(rs)],
    },
    spec,
  };
};
