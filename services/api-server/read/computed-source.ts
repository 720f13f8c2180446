import type { JsonObject } from '../../../events/json.ts';
import { stringAt } from '../../../events/json-path.ts';
import { objectKey } from '../../../events/object-ref.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { compareEntries } from './listing.ts';
import type { Source } from './source.ts';
import { pastSource } from './source.ts';

/** Versions of what is not stored: there is one. */
const ONLY_VERSION = 1;

const entryOf = ({ definition, encode, normalize }: CompiledKind, object: JsonObject): Entry => ({
  group: definition.group, resource: definition.resource, namespace: stringAt(object, 'metadata', 'namespace'), name: stringAt(object, 'metadata', 'name'),
  sequence: ONLY_VERSION, previous: 0, form: 'json', body: encode(normalize(object)),
});

const snapshotOf = (entries: readonly Entry[]): Snapshot => ({
  vector: {},
  position: () => ONLY_VERSION,
  get: (_resource, namespace, name) => entries.find((entry) => entry.namespace === namespace && entry.name === name),
  list: (_resource, { namespace, after } = {}) =>
    entries.filter((entry) => (namespace === undefined || entry.namespace === namespace) && (after === undefined || objectKey(entry.namespace, entry.name) > after)),
  count: (_resource, namespace) => entries.filter((entry) => namespace === undefined || entry.namespace === namespace).length,
  resources: () => [],
});

/** Where reads of a computed kind take their objects from, made when asked for. */
export const computedSource = (kind: CompiledKind, objects: () => Promise<readonly JsonObject[]>): Source =>
  pastSource(async () => snapshotOf((await objects()).map((object) => entryOf(kind, object)).sort(compareEntries)));
