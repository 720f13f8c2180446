import type { Refusal, StatusCause } from '../../../events/errors.ts';
import type { FieldSet } from '../../../events/schema/compiled-kind.ts';
import { fieldPaths } from '../../../events/schema/field-path-text.ts';
import type { ManagedEntry } from './managed-entry.ts';

/** Fields that an apply would change and another manager owns. */
export interface ManagerConflict {
  readonly entry: ManagedEntry;
  readonly fields: FieldSet;
}

const managerText = ({ manager, operation, apiVersion, subresource }: ManagedEntry): string => {
  const named = `${JSON.stringify(manager)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`}`;
  return operation === 'Update' ? `${named} using ${apiVersion}` : named;
};

/** Upstream sorts managers by the JSON of their entries. */
const orderOf = ({ manager, operation, apiVersion, subresource }: ManagedEntry): string =>
  JSON.stringify({ manager, operation, ...(operation === 'Update' && { apiVersion }), ...(subresource !== '' && { subresource }) });

interface Told {
  readonly manager: string;
  readonly paths: readonly string[];
}

const tell = (conflicts: readonly ManagerConflict[]): readonly Told[] =>
  conflicts
    .toSorted((a, b) => (orderOf(a.entry) < orderOf(b.entry) ? -1 : 1))
    .map(({ entry, fields }) => ({ manager: managerText(entry), paths: fieldPaths(fields) }));

const messageOf = (told: readonly Told[], causes: readonly StatusCause[]): string => {
  const [only] = causes;
  if (causes.length === 1 && only !== undefined) return `Apply failed with 1 conflict: ${only.message}: ${only.field ?? ''}`;
  const lines = told.flatMap(({ manager, paths }) => [`conflicts with ${manager}:`, ...paths.map((path) => `- ${path}`)]);
  return `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
};

/** 409 in upstream's words, one cause for each field and manager. */
export const applyConflict = (conflicts: readonly ManagerConflict[]): Refusal => {
  const told = tell(conflicts);
  const causes = told.flatMap(({ manager, paths }): readonly StatusCause[] =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })));
  return { reason: 'Conflict', message: messageOf(told, causes), details: { causes } };
};
