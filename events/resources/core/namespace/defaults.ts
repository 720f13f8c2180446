import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Every namespace carries its name as a label; a generated name gets it once it is known. */
export const defaultNamespace = (namespace: JsonObject): JsonObject => {
  const metadata = isJsonObject(namespace['metadata']) ? namespace['metadata'] : {};
  const { name } = metadata;
  const labels = isJsonObject(metadata['labels']) ? metadata['labels'] : {};
  if (name === undefined || name === '' || labels[NAME_LABEL] === name) return namespace;
  return { ...namespace, metadata: { ...metadata, labels: { ...labels, [NAME_LABEL]: name } } };
};
