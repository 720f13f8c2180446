import { notFound } from '../../../events/errors.ts';
import { streamOf } from '../../../events/catalogue.ts';
import type { Entry, Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { refuse } from '../answers/answer.ts';
import { answerObject } from '../answers/answer-object.ts';
import type { ApiAnswer } from '../port.ts';
import type { Scope } from '../scope.ts';
import { renderingOf, viewOf } from '../scope.ts';
import { parseResourceVersion } from './list-options.ts';
import { renderSingle } from './render.ts';

/** The snapshot a `resourceVersion` parameter asks for: '' the newest, '0' any, N at least that. */
export const snapshotFor = (scope: Scope, resourceVersion: string): Promise<Snapshot> => {
  const stream = streamOf(scope.kind.stored.definition);
  if (resourceVersion === '') return scope.source.newest(stream);
  const wanted = parseResourceVersion(resourceVersion);
  return wanted === 0 ? scope.source.atHand(stream) : scope.source.atLeast(stream, wanted);
};

/** The entry the path names, newest state, prepared for reading. Throws 404. */
export const requireEntry = async (scope: Scope, resourceVersion = ''): Promise<Entry> => {
  const { group, resource } = scope.kind.stored.definition;
  const { namespace, name } = scope.info;
  const snapshot = await snapshotFor(scope, resourceVersion);
  const entry = snapshot.get(scope.kind.stored.definition, namespace, name) ?? refuse(notFound({ group, resource, namespace, name }));
  await scope.shared.reader.prepare([entry]);
  return entry;
};

/** GET of one object, or of its status subresource (the same object). */
export const getObject = async (scope: Scope): Promise<ApiAnswer> => {
  const view = viewOf(scope);
  const entry = await requireEntry(scope, scope.query.get('resourceVersion') ?? '');
  return answerObject(200, renderSingle(entry, entry.sequence, renderingOf(scope, view)), { view, query: scope.query });
};
