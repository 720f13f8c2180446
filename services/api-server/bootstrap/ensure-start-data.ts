import type { StatusReason } from '../../../events/errors.ts';
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

/** Whether it was done; false when the log refuses for the one reason that is expected. */
const execute = async (writer: Writer, command: Command, unless: StatusReason): Promise<boolean> => {
  const outcome = await writer.execute([command], CONTEXT);
  if (outcome.ok) return true;
  if (outcome.refusal.reason === unless) return false;
  throw new RefusalError(outcome.refusal);
};

const ensure = async (writer: Writer, { ref, object, kept, status }: StartObject): Promise<void> => {
  // Looked at first: a second create of a service is refused for its address, which the first one has.
  const found = kept && await execute(writer, { verb: 'update', ref, object: (current) => brought(current, object), reason: REASON }, 'NotFound');
  if (found || !await execute(writer, { verb: 'create', ref, object, reason: REASON }, 'AlreadyExists') || status === undefined) return;
  await execute(writer, { verb: 'update', ref, subresource: 'status', object: (current) => ({ ...current, status: status(current) }), reason: REASON }, 'NotFound');
};

/**
 * Creates what is missing and appends nothing when all is there. Several API servers may do so at once. Throws
 * RefusalError when the log refuses, EventStoreError when it cannot be reached.
 */
export const ensureStartData = async (writer: Writer, endpoints: ApiEndpoints): Promise<void> => {
  for (const group of startData(endpoints)) await Promise.all(group.map((one) => ensure(writer, one)));
};
