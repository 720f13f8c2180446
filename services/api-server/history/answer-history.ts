import { streamOf } from '../../../events/catalogue.ts';
import { badRequest, notFound } from '../../../events/errors.ts';
import type { Recorded } from '../../../events/envelope.ts';
import type { EventStore } from '../../../events/event-store/port.ts';
import type { ObjectRef } from '../../../events/object-ref.ts';
import type { Kinds } from '../../../events/resources/kinds.ts';
import { answerJson, refuse } from '../answers/answer.ts';
import type { ApiAnswer } from '../port.ts';
import { explain, isQuestion } from './explain.ts';
import { historyItem } from './history-item.ts';
import type { CauseLog } from './walk-causes.ts';

export const HISTORY_GROUP = 'shiplog.dev';
const API_VERSION = 'shiplog.dev/v1';

export interface HistoryDeps {
  readonly store: Pick<EventStore, 'at' | 'read' | 'head' | 'sequenceAt'>;
  readonly kinds: Kinds;
}

const refOf = ({ kinds }: HistoryDeps, query: URLSearchParams): ObjectRef => {
  const [group, resource, name] = [query.get('group') ?? '', query.get('resource') ?? '', query.get('name') ?? ''];
  if (resource === '' || name === '') refuse(badRequest('resource and name are required'));
  const kind = kinds.of({ group, resource }) ?? refuse(badRequest(`no resource "${resource}" in group "${group}"`));
  return { group, resource, namespace: kind.definition.namespaced ? query.get('namespace') ?? 'default' : '', name };
};

const collect = async ({ store }: HistoryDeps, ref: ObjectRef, upTo: number): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  for await (const event of store.read(streamOf(ref), { after: 0, upTo, ref })) events.push(event);
  return events;
};

/**
 * `GET /apis/shiplog.dev/v1/history|why?group=&resource=&namespace=&name=[&of=creation|restart|deletion|latest]`;
 * `history` lists every version of the name, oldest first; `why` gives chains of causes from effect to origin.
 */
export const answerHistory = async (deps: HistoryDeps, what: string, query: URLSearchParams): Promise<ApiAnswer> => {
  const ref = refOf(deps, query);
  const events = await collect(deps, ref, await deps.store.head(streamOf(ref)));
  if (events.length === 0) return refuse(notFound(ref));
  if (what === 'history') return answerJson(200, { kind: 'History', apiVersion: API_VERSION, ref: { ...ref }, items: events.map(historyItem) });
  const of = query.get('of') ?? '';
  if (of !== '' && !isQuestion(of)) return refuse(badRequest(`of must be creation, restart, deletion or latest, not "${of}"`));
  const log: CauseLog = {
    at: ({ stream, sequence }) => deps.store.at(stream, sequence),
    history: (about, upTo) => collect(deps, about, upTo),
  };
  return answerJson(200, { kind: 'Why', apiVersion: API_VERSION, ref: { ...ref }, chains: await explain(events, of === '' ? undefined : of, log) });
};
