import type { JsonObject } from '../../../json.ts';
import { objectAt, stringAt } from '../../../json-path.ts';
import { withAbsent, withField } from '../../../schema/json-building.ts';

/** Names follow from the kind, and versions are not converted. */
export const defaultDefinitionSpec = (spec: JsonObject): JsonObject => {
  const kind = stringAt(spec, 'names', 'kind');
  const names = kind === '' ? objectAt(spec, 'names') : withAbsent(objectAt(spec, 'names'), { singular: kind.toLowerCase(), listKind: `${kind}List` });
  const converted = withAbsent(spec, { conversion: { strategy: 'None' } });
  return kind === '' ? converted : withField(converted, 'names', names);
};
