import type { JsonObject } from '../../../json.ts';
import { objectsAt, stringAt, stringsAt, withValueAt, withoutKeys } from '../../../json-path.ts';
import type { Strategy } from '../../../schema/kind.ts';

/** The storage version is among those that objects may be stored in. */
const withStoredVersion = (definition: JsonObject): JsonObject => {
  const stored = stringsAt(definition, 'status', 'storedVersions');
  const added = objectsAt(definition, 'spec', 'versions').filter((version) => version['storage'] === true).map((version) => stringAt(version, 'name')).filter((name) => !stored.includes(name));
  return added.length === 0 ? definition : withValueAt(definition, ['status', 'storedVersions'], [...stored, ...added]);
};

export const customResourceDefinitionStrategy: Strategy = {
  generation: ['spec'],
  unconditionalUpdate: false,
  prepareCreate: (definition) => withStoredVersion(withoutKeys(definition, ['status'])),
  prepareUpdate: withStoredVersion,
};
