import type { Recorded } from '../../../events/envelope.ts';
import type { JsonObject } from '../../../events/json.ts';
import { historyItem } from './history-item.ts';
import { deletionMark, lastRestart, lifetime } from './marks.ts';
import type { CauseLog, Link } from './walk-causes.ts';
import { walkCauses } from './walk-causes.ts';

/** What may be asked about an object. */
export type Question = 'creation' | 'restart' | 'deletion' | 'latest';

export const isQuestion = (text: string): text is Question => ['creation', 'restart', 'deletion', 'latest'].includes(text);

const linkJson = ({ event, relation }: Link, more: JsonObject = {}): JsonObject => ({ relation, ...historyItem(event), ...more });

const chain = (about: Question, links: readonly JsonObject[]): JsonObject => ({ about, links });

const explainRestart = async (events: readonly Recorded[], log: CauseLog): Promise<JsonObject | undefined> => {
  const restart = lastRestart(events);
  if (restart === undefined) return undefined;
  const { event, exit, container, terminated } = restart;
  const [first, ...rest] = await walkCauses(exit, log);
  const exitLinks = first === undefined ? [] : [linkJson({ ...first, relation: event === exit ? 'subject' : 'caused-by' }, { exit: { container, ...terminated } }), ...rest.map((link) => linkJson(link))];
  return chain('restart', event === exit ? exitLinks : [linkJson({ event, relation: 'subject' }), ...exitLinks]);
};

const answer = async (about: Question, start: Recorded | undefined, log: CauseLog): Promise<JsonObject | undefined> =>
  (start === undefined ? undefined : chain(about, (await walkCauses(start, log)).map((link) => linkJson(link))));

const deletionOf = (events: readonly Recorded[]): Recorded | undefined => {
  const last = events.at(-1);
  return last?.operation === 'delete' ? last : deletionMark(events);
};

/**
 * Chains of causes for the newest object of a name, given all events of that name. Without a question: why it is going
 * or gone, why a container of it was restarted, why it exists, as far as each applies.
 */
export const explain = async (events: readonly Recorded[], question: Question | undefined, log: CauseLog): Promise<readonly JsonObject[]> => {
  const own = lifetime(events);
  const wanted = (about: Question): boolean => question === about || (question === undefined && about !== 'latest');
  const chains = [
    wanted('deletion') ? await answer('deletion', deletionOf(own), log) : undefined,
    wanted('restart') ? await explainRestart(own, log) : undefined,
    wanted('creation') ? await answer('creation', own[0], log) : undefined,
    wanted('latest') ? await answer('latest', own.at(-1), log) : undefined,
  ];
  return chains.filter((one) => one !== undefined);
};
