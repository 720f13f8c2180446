import type { Snapshot } from '../../../projections/cluster-state/cluster-state.ts';
import { answerPulled, answerStream, refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import { snapshotFor } from '../read/get-object.ts';
import type { ListOptions } from '../read/list-options.ts';
import { parseListOptions } from '../read/list-options.ts';
import type { View } from '../read/render.ts';
import type { Selection } from '../read/selection.ts';
import { parseSelection } from '../read/selection.ts';
import type { Scope } from '../scope.ts';
import { streamOfScope, viewOf } from '../scope.ts';
import { expired } from './live-frames.ts';
import { openWatch } from './open-watch.ts';

async function* single(frame: Uint8Array): AsyncGenerator<Uint8Array> {
  yield frame;
}

const fromStart = ({ resourceVersion }: ListOptions): boolean => resourceVersion === '' || resourceVersion === '0';

/** rv unset or 0, or sendInitialEvents: synthetic ADDED first. */
const wantsInitial = (options: ListOptions): boolean => options.sendInitialEvents ?? fromStart(options);

/** Watchers with equal keys are sent equal bytes for equal changes. */
const classKey = ({ kind, representation: { form, version }, includeObject }: View, { namespace }: Selection, { labelSelector, fieldSelector }: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>): string =>
  JSON.stringify([kind.openApiName, kind.definition.resource, form, version, includeObject, namespace, labelSelector, fieldSelector]);

/** Otherwise strictly after the given version. */
const startOf = async (scope: Scope, options: ListOptions): Promise<{ readonly initial: Snapshot | undefined; readonly after: number }> => {
  const initial = wantsInitial(options);
  if (!initial && !fromStart(options)) return { initial: undefined, after: Number(options.resourceVersion) };
  const snapshot = await snapshotFor(scope, options.resourceVersion);
  return { initial: initial ? snapshot : undefined, after: snapshot.position(streamOfScope(scope)) };
};

/** WATCH: a stream of frames; a version older than the window answers one ERROR 410 frame. */
export const watchObjects = async (scope: Scope): Promise<ApiAnswer> => {
  const options = parseListOptions(scope.query, true);
  const view = viewOf(scope, { convertible: true, stream: true });
  const namespace = scope.info.namespace;
  const named = scope.info.name === '' ? options.fieldSelector : [`metadata.name=${scope.info.name}`, options.fieldSelector].filter((part) => part !== '').join(',');
  const selection = parseSelection(scope.kind, { ...options, fieldSelector: named, namespace }, scope.shared.facets);
  const feed = scope.source.feed(scope.kind.stored.definition);
  if (scope.momentMs !== undefined && !wantsInitial(options)) refuse({ reason: 'MethodNotAllowed', message: 'the past does not change: only a watch that begins with the existing objects is answered here, and ends after them' });
  const { initial, after } = await startOf(scope, options);
  if (feed !== undefined && after < feed.floor()) return answerStream(single(expired(after, feed.floor())));
  const classOf = classKey(view, selection, { ...options, fieldSelector: named });
  return answerPulled(openWatch({ scope, options, view, selection, feed, initial, after, classOf }));
};
