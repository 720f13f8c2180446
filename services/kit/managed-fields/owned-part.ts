import type { CompiledKind, FieldSet } from '../../../events/schema/compiled-kind.ts';
import { isEmptyFieldSet } from '../../../events/schema/field-set.ts';

/** Subresources through which nothing but the status and a few fields of the metadata is written. */
const OF_STATUS: ReadonlySet<string> = new Set(['status', 'approval']);
const STATUS_METADATA: ReadonlySet<string> = new Set(['f:labels', 'f:annotations', 'f:finalizers']);

const only = (set: FieldSet, keep: (element: string) => boolean): FieldSet => Object.fromEntries(Object.entries(set).filter(([element]) => keep(element)));

const statusPart = (set: FieldSet, resets: ReadonlySet<string>): FieldSet => {
  const metadata = only(set['f:metadata'] ?? {}, (element) => STATUS_METADATA.has(element) && !resets.has(element));
  return { ...(!isEmptyFieldSet(metadata) && { 'f:metadata': metadata }), ...(set['f:status'] !== undefined && { 'f:status': set['f:status'] }) };
};

/**
 * What of a set a writer through the subresource may own: what the (sub)resource resets is nobody's doing. The status is
 * written through its own subresource alone, where the kind has one.
 */
export const ownedPart = ({ hasStatus, strategy }: CompiledKind['definition'], subresource: string, set: FieldSet): FieldSet => {
  if (OF_STATUS.has(subresource)) return statusPart(set, new Set((strategy.statusResets ?? []).map((field) => `f:${field}`)));
  return hasStatus && set['f:status'] !== undefined ? only(set, (element) => element !== 'f:status') : set;
};
