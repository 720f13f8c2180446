import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';

/** The served version of a kind that managers name by `apiVersion`; undefined for one that is served no more. */
export type ServedVersions = (apiVersion: string) => CompiledKind | undefined;

export const apiVersionOf = ({ definition: { group, version } }: CompiledKind): string => (group === '' ? version : `${group}/${version}`);

/** An object of one version in another's normal form, nothing defaulted; the object itself, as it is, when they are the same. */
export const convert = (object: JsonObject, from: CompiledKind, to: CompiledKind): JsonObject => {
  if (from === to) return object;
  const decoded = from.decode(object).object;
  return to.fromStored(from.stored.normalize(from.definition.storedAs?.toStored(decoded) ?? decoded));
};
