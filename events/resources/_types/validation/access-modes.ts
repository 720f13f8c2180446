import { forbiddenField, notSupportedField } from '../../../meta/field-rules.ts';
import type { FieldError } from '../../../schema/field-error.ts';

const MODES: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];
const ALONE = 'ReadWriteOncePod';

/** Modes are known, and ReadWriteOncePod stands alone. */
export const accessModesErrors = (modes: readonly string[], field: string): readonly FieldError[] => {
  const mixes = modes.includes(ALONE) && modes.some((mode) => mode !== ALONE && MODES.includes(mode));
  return [
    ...modes.filter((mode) => !MODES.includes(mode)).map((mode) => notSupportedField(field, mode, MODES)),
    ...(mixes ? [forbiddenField(field, 'may not use ReadWriteOncePod with other access modes')] : []),
  ];
};
