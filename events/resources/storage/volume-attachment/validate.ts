import type { JsonObject } from '../../../json.ts';
import { objectAt, optionalObjectAt, stringAt, stringEntriesAt, valueAt } from '../../../json-path.ts';
import { forbiddenField, immutableErrors, invalidField, requiredField, tooLongField } from '../../../meta/field-rules.ts';
import { dnsSubdomainErrors } from '../../../meta/names.ts';
import type { FieldError } from '../../../schema/field-error.ts';
import { csiDriverNameErrors } from '../../_types/validation/csi-driver-name.ts';
import { inlineVolumeSpecErrors } from '../../_types/validation/persistent-volume-spec.ts';

const ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

const sourceErrors = (source: JsonObject): readonly FieldError[] => {
  const field = 'spec.source';
  const name = valueAt(source, 'persistentVolumeName');
  const inline = optionalObjectAt(source, 'inlineVolumeSpec');
  if (typeof name !== 'string') return inline === undefined ? [requiredField(field, ONE)] : inlineVolumeSpecErrors(inline, `${field}.inlineVolumeSpec`);
  if (inline !== undefined) return [forbiddenField(field, ONE)];
  if (name === '') return [requiredField(`${field}.persistentVolumeName`, 'must specify non empty persistentVolumeName')];
  return dnsSubdomainErrors(name).map((detail) => invalidField(`${field}.persistentVolumeName`, name, detail));
};

const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE = 1024;

const statusErrors = (status: JsonObject): readonly FieldError[] => {
  const size = stringEntriesAt(status, 'attachmentMetadata').reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return [
    ...(size > MAX_METADATA_BYTES ? [tooLongField('status.attachmentMetadata', MAX_METADATA_BYTES)] : []),
    ...['attachError', 'detachError'].filter((name) => stringAt(status, name, 'message').length > MAX_MESSAGE).map((name) => tooLongField(`status.${name}.message`, MAX_MESSAGE)),
  ];
};

/** Upstream's rules for a volume attachment. */
export const volumeAttachmentErrors = (attachment: JsonObject): readonly FieldError[] => {
  const node = stringAt(attachment, 'spec', 'nodeName');
  return [
    ...csiDriverNameErrors(stringAt(attachment, 'spec', 'attacher'), 'spec.attacher'),
    ...sourceErrors(objectAt(attachment, 'spec', 'source')),
    ...dnsSubdomainErrors(node).map((detail) => invalidField('spec.nodeName', node, detail)),
    ...statusErrors(objectAt(attachment, 'status')),
  ];
};

/** Upstream's rules for an update of a volume attachment: what is to be attached where stays. */
export const volumeAttachmentUpdateErrors = (attachment: JsonObject, before: JsonObject): readonly FieldError[] =>
  immutableErrors(valueAt(attachment, 'spec'), valueAt(before, 'spec'), 'spec');

/** Upstream's rules for a volume attachment's status. */
export const volumeAttachmentStatusErrors = (attachment: JsonObject): readonly FieldError[] => statusErrors(objectAt(attachment, 'status'));
