import type { JsonObject } from '../../../json.ts';
import { stringsAt, valueAt, withValueAt } from '../../../json-path.ts';
import type { Strategy, SubresourceUpdate } from '../../../schema/kind.ts';
import { namespaceErrors } from './validate.ts';

const FINALIZER = 'kubernetes';

const prepareCreate = (namespace: JsonObject): JsonObject => {
  const finalizers = stringsAt(namespace, 'spec', 'finalizers');
  const held = finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER];
  return withValueAt({ ...namespace, status: { phase: 'Active' } }, ['spec', 'finalizers'], held);
};

/** `spec.finalizers` change through the finalize subresource alone. */
const prepareUpdate = (namespace: JsonObject, before: JsonObject): JsonObject =>
  withValueAt(namespace, ['spec', 'finalizers'], valueAt(before, 'spec', 'finalizers'));

export const namespaceStrategy: Strategy = { prepareCreate, prepareUpdate };

/** `spec.finalizers`, and nothing else. */
export const namespaceFinalize: SubresourceUpdate = {
  merge: (sent, before) => withValueAt(before, ['spec', 'finalizers'], valueAt(sent, 'spec', 'finalizers')),
  validate: namespaceErrors,
};
