import type { ResourceRef } from '../object-ref.ts';
import { resourceKey } from '../object-ref.ts';
import { compileKind } from '../schema/compile.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import type { KindDefinition } from '../schema/kind.ts';
import { createPlanner } from '../schema/struct-plan.ts';
import { deleteOptions } from './meta/delete-options/schema.ts';
import { ListMetaSchema } from './_types/meta.ts';
import type { Kinds } from './kinds.ts';

const kindKey = (group: string, version: string, kind: string): string => `${group}/${version}/${kind}`;
const keyOf = ({ group, version, kind }: KindDefinition): string => kindKey(group, version, kind);

const versionKey = (ref: ResourceRef, version: string): string => `${version}/${resourceKey(ref)}`;

const storedFor = ({ storedAs, kind }: KindDefinition, storedOf: ReadonlyMap<KindDefinition, CompiledKind>): { readonly stored: CompiledKind } => {
  const stored = storedAs && storedOf.get(storedAs.definition);
  if (stored === undefined) throw new Error(`the version ${kind} is stored as is not in the registry`);
  return { stored };
};

export interface KindDefinitions {
  /** One definition a version; of a group's versions the preferred comes first. Stored are those without `storedAs`. */
  readonly served: readonly KindDefinition[];
  /** Stored and never served. */
  readonly hidden?: readonly KindDefinition[];
  /** Served by their group and version, never stored. */
  readonly asked?: readonly KindDefinition[];
  /** Bodies of requests and answers; found by `byKind` alone. */
  readonly transient?: readonly KindDefinition[];
}

/** Kinds by their definitions; each is compiled when first used, structs they share once. */
export const kindsOf = ({ served: servedDefinitions, hidden = [], asked: askedDefinitions = [], transient: transientDefinitions = [] }: KindDefinitions): Kinds => {
  const planner = createPlanner();
  const options = { planner, listMeta: ListMetaSchema };
  const stored = [...servedDefinitions, ...hidden].filter(({ storedAs }) => storedAs === undefined).map((definition) => compileKind(definition, options));
  const storedOf = new Map(stored.map((kind) => [kind.definition, kind]));
  const served = servedDefinitions.map((definition) => storedOf.get(definition) ?? compileKind(definition, { ...options, ...storedFor(definition, storedOf) }));
  const asked = askedDefinitions.map((definition) => compileKind(definition, { planner }));
  const transient = transientDefinitions.map((definition) => compileKind(definition, { planner }));
  const byResource = new Map<string, CompiledKind>(stored.map((kind) => [resourceKey(kind.definition), kind]));
  const byKind = new Map<string, CompiledKind>([...served, ...asked, ...transient].map((kind) => [keyOf(kind.definition), kind]));
  const byVersion = new Map<string, CompiledKind>([...served, ...asked].map((kind) => [versionKey(kind.definition, kind.definition.version), kind]));
  const allServed = [...served, ...asked];
  return {
    served: (ref, version) => byVersion.get(versionKey(ref, version)),
    allServed: () => allServed,
    of: (ref: ResourceRef) => byResource.get(resourceKey(ref)),
    byKind: (group, version, kind) =>
      // Clients name DeleteOptions by meta.k8s.io or by the group of what they delete.
      kind === 'DeleteOptions' ? byKind.get(keyOf(deleteOptions)) : byKind.get(kindKey(group, version, kind)),
    all: () => stored,
  };
};
