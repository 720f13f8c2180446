import { RefusalError } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import { objectAt, valueAt, withValueAt } from '../../../events/json-path.ts';
import type { Command, WriteContext, Writer } from '../../kit/command.ts';
import type { ApiEndpoints, StartObject } from './start-data.ts';
import { startData } from './start-data.ts';

const CONTEXT: WriteContext = { actor: 'system:apiserver', fieldManager: 'kube-apiserver' };
const REASON = 'the API server keeps what every cluster has from its start';

/** The stored object with the wanted labels and contents; what others added to its metadata stays. */
const brought = (current: JsonObject, wanted: JsonObject): JsonObject => {
  const labels = { ...objectAt(current, 'metadata', 'labels'), ...objectAt(wanted, 'metadata', 'labels') };
  const { metadata: _metadata, ...contents } = wanted;
  const spec = valueAt(wanted, 'spec') === undefined ? {} : { spec: { ...objectAt(current, 'spec'), ...objectAt(wanted, 'spec') } };
  return withValueAt({ ...current, ...contents, ...spec }, ['metadata', 'labels'], labels);
};

const execute = async (writer: Writer, command: Command): Promise<boolean> => {
  const outcome = await writer.execute([command], CONTEXT);
  if (outcome.ok) return true;
  if (outcome.refusal.reason === 'AlreadyExists') return false;
  throw new RefusalError(outcome.refusal);
};

const ensure = async (writer: Writer, { ref, object, kept }: StartObject): Promise<void> => {
  const created = await execute(writer, { verb: 'create', ref, object, reason: REASON });
  if (!created && kept) await execute(writer, { verb: 'update', ref, object: (current) => brought(current, object), reason: REASON });
};

/**
 * Creates what is missing and appends nothing when all is there. Several API servers may do so at once. Throws
 * RefusalError when the log refuses, EventStoreError when it cannot be reached.
 */
export const ensureStartData = async (writer: Writer, endpoints: ApiEndpoints): Promise<void> => {
  for (const one of startData(endpoints)) await ensure(writer, one);
};
