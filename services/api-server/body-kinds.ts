import type { Kinds } from '../../events/resources/kinds.ts';
import type { CompiledKind } from '../../events/schema/compiled-kind.ts';

/** Kinds that only travel as bodies and are never stored. */
export interface BodyKinds {
  readonly deleteOptions: CompiledKind;
  readonly scale: CompiledKind;
  readonly binding: CompiledKind;
  readonly tokenRequest: CompiledKind;
}

const required = (kinds: Kinds, group: string, kind: string): CompiledKind => {
  const found = kinds.byKind(group, 'v1', kind);
  if (found === undefined) throw new Error(`the registry lacks the kind ${kind}`);
  return found;
};

/** Throws when the registry lacks one of them. */
export const bodyKindsOf = (kinds: Kinds): BodyKinds => ({
  deleteOptions: required(kinds, 'meta.k8s.io', 'DeleteOptions'),
  scale: required(kinds, 'autoscaling', 'Scale'),
  binding: required(kinds, '', 'Binding'),
  tokenRequest: required(kinds, 'authentication.k8s.io', 'TokenRequest'),
});
