import type { JsonObject } from '../../../json.ts';
import { stringAt, stringsAt } from '../../../json-path.ts';
import { invalidField } from '../../../meta/field-rules.ts';
import { dns1035LabelErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const labelErrors = (name: string, field: string): FieldError[] => {
  const faults = dns1035LabelErrors(name);
  return name === '' || faults.length === 0 ? [] : [invalidField(field, name, faults.join(','))];
};

const kindErrors = (kind: string, field: string): FieldError[] => {
  const faults = dns1035LabelErrors(kind.toLowerCase());
  return kind === '' || faults.length === 0 ? [] : [invalidField(field, kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`)];
};

/** Rules for the names of a kind, wanted or accepted. */
export const namesErrors = (names: JsonObject, field: string): readonly FieldError[] => {
  const [kind, listKind] = [stringAt(names, 'kind'), stringAt(names, 'listKind')];
  return [
    ...labelErrors(stringAt(names, 'plural'), `${field}.plural`),
    ...labelErrors(stringAt(names, 'singular'), `${field}.singular`),
    ...kindErrors(kind, `${field}.kind`),
    ...kindErrors(listKind, `${field}.listKind`),
    ...stringsAt(names, 'shortNames').flatMap((name, index) => labelErrors(name, `${field}.shortNames[${index}]`)),
    ...(kind !== '' && kind === listKind ? [invalidField(`${field}.listKind`, listKind, 'kind and listKind may not be the same')] : []),
    ...stringsAt(names, 'categories').flatMap((name, index) => labelErrors(name, `${field}.categories[${index}]`)),
  ];
};
