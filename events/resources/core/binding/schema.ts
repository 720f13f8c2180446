import type { z } from 'zod';
import { one, struct, typeMeta } from '../../../schema/fields.ts';
import { namespacedMeta } from '../../_types/meta.ts';
import { ObjectReferenceSchema } from '../../_types/reference.ts';

export const BindingSchema = struct('io.k8s.api.core.v1.Binding', () => ({
  ...typeMeta(),
  metadata: namespacedMeta(),
  target: one(2, ObjectReferenceSchema, { required: true }),
}));
export type Binding = z.output<typeof BindingSchema>;
