import { objectAt } from '../../../events/json-path.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import { bytesOf } from '../answers/answer.ts';
import type { Representation } from '../negotiation/representation.ts';
import type { EntryReader } from './entry-reader.ts';
import { splice } from './splice.ts';

/** How objects of one kind are written for one request. */
export interface View {
  readonly kind: CompiledKind;
  readonly representation: Representation;
  /** What a Table row carries beside its cells. */
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  /** Whether JSON is to be indented. */
  readonly pretty?: boolean;
}

export interface Rendering extends View {
  readonly reader: EntryReader;
  /** For ages in Table cells. */
  readonly nowMs: number;
}

const META_GROUP = 'meta.k8s.io';

/** `metadata` with the resourceVersion in it, if it has one. */
const metadataOf = (object: JsonObject, resourceVersion: number): JsonObject =>
  ({ ...(resourceVersion !== 0 && { resourceVersion: String(resourceVersion) }), ...objectAt(object, 'metadata') });

export const partialObject = (object: JsonObject, resourceVersion: number, version: string): JsonObject =>
  ({ kind: 'PartialObjectMetadata', apiVersion: `${META_GROUP}/${version}`, metadata: metadataOf(object, resourceVersion) });

export const columnDefinitions = (kind: CompiledKind): readonly JsonObject[] =>
  kind.definition.columns.map(({ name, type, format, description, priority }) => ({ name, type, format: format ?? '', description, priority: priority ?? 0 }));

const rowObject = (stored: JsonObject, resourceVersion: number, view: View): JsonObject | null => {
  if (view.includeObject === 'None') return null;
  const object = view.kind.fromStored(stored);
  if (view.includeObject === 'Object') return { ...object, metadata: metadataOf(object, resourceVersion) };
  return partialObject(object, resourceVersion, view.representation.version);
};

/** One row of a Table, of the stored object. */
export const tableRow = (stored: JsonObject, resourceVersion: number, rendering: Rendering): JsonObject => ({
  cells: rendering.kind.definition.columns.map((column) => column.cell(stored, rendering.nowMs)),
  object: rowObject(stored, resourceVersion, rendering),
});

/** The item of a list, or a Table's row, as bytes. */
export const renderItem = (entry: Entry, resourceVersion: number, rendering: Rendering): readonly Uint8Array[] => {
  const { kind, representation, reader } = rendering;
  if (representation.form === 'object') return splice(kind, reader.bytesAs(kind, entry), resourceVersion);
  const stored = reader.object(entry);
  const value = representation.form === 'table' ? tableRow(stored, resourceVersion, rendering) : partialObject(kind.fromStored(stored), resourceVersion, representation.version);
  return [bytesOf(JSON.stringify(value))];
};

/** A whole answer about one object: itself, its metadata, or a Table of one row. */
export const renderSingle = (entry: Entry, resourceVersion: number, rendering: Rendering): readonly Uint8Array[] => {
  if (rendering.representation.form !== 'table') return renderItem(entry, resourceVersion, rendering);
  return [bytesOf(JSON.stringify(singleRowTable(rendering.reader.object(entry), resourceVersion, rendering)))];
};

export const singleRowTable = (object: JsonObject, resourceVersion: number, rendering: Rendering): JsonObject => ({
  kind: 'Table',
  apiVersion: `${META_GROUP}/${rendering.representation.version}`,
  metadata: { resourceVersion: String(resourceVersion) },
  columnDefinitions: columnDefinitions(rendering.kind),
  rows: [tableRow(object, resourceVersion, rendering)],
});

export interface ListFacts {
  readonly resourceVersion: number;
  readonly continueToken?: string | undefined;
  readonly remaining?: number | undefined;
}

const listMetadata = ({ resourceVersion, continueToken, remaining }: ListFacts): JsonObject => ({
  resourceVersion: String(resourceVersion),
  ...(continueToken !== undefined && { continue: continueToken }),
  ...(remaining !== undefined && remaining > 0 && { remainingItemCount: remaining }),
});

const apiVersionOf = ({ definition }: CompiledKind): string => (definition.group === '' ? definition.version : `${definition.group}/${definition.version}`);

/** What comes before the first item of a list; `]}` closes it. */
export const listHead = (facts: ListFacts, view: View): Uint8Array => {
  const metadata = JSON.stringify(listMetadata(facts));
  const { form, version } = view.representation;
  if (form === 'table') {
    return bytesOf(`{"kind":"Table","apiVersion":"${META_GROUP}/${version}","metadata":${metadata},"columnDefinitions":${JSON.stringify(columnDefinitions(view.kind))},"rows":[`);
  }
  const kind = form === 'metadata' ? 'PartialObjectMetadataList' : `${view.kind.definition.kind}List`;
  const apiVersion = form === 'metadata' ? `${META_GROUP}/${version}` : apiVersionOf(view.kind);
  return bytesOf(`{"kind":"${kind}","apiVersion":"${apiVersion}","metadata":${metadata},"items":[`);
};
