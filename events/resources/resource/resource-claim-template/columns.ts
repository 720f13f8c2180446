import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const resourceClaimTemplateColumns: readonly Column[] = [nameColumn, ageColumn];
