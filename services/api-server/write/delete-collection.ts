import { RefusalError } from '../../../events/errors.ts';
import type { Entry } from '../../../projections/cluster-state/cluster-state.ts';
import type { ApiAnswer } from '../port.ts';
import { answerList, listPage } from '../read/list-objects.ts';
import { parseListOptions } from '../read/list-options.ts';
import type { Scope } from '../scope.ts';
import { viewOf } from '../scope.ts';
import { deletionOf, requestedOptions } from './delete-object.ts';
import { execute, reasonOf, writeOptionsOf } from './write-scope.ts';

const AT_ONCE = 16;

/** What somebody else has deleted meanwhile is deleted. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof RefusalError) || error.refusal.reason !== 'NotFound') throw error;
};

/** DELETE of a collection: every object that the list options choose, several at a time. Answers the list of them, as they were. */
export const deleteCollection = async (scope: Scope): Promise<ApiAnswer> => {
  const view = viewOf(scope);
  const list = parseListOptions(scope.query, false);
  const options = await requestedOptions(scope);
  const { fieldManager } = writeOptionsOf(scope, 'DeleteOptions');
  const listed = await listPage(scope, list);
  if (!('page' in listed)) return listed;
  const reason = reasonOf(scope, 'deleted with its collection', { fieldManager });
  const deleteOne = async ({ namespace, name }: Entry): Promise<void> => {
    const one: Scope = { ...scope, info: { ...scope.info, namespace, name } };
    await execute(one, [deletionOf(one, name, { options, reason })], { dryRun: options.dryRun, fieldManager }).catch(unlessGone);
  };
  const { entries } = listed.page;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let entry = entries[next++]; entry !== undefined; entry = entries[next++]) await deleteOne(entry);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answerList(scope, view, listed);
};
