import type { Column } from '../../../schema/kind.ts';
import { ageColumn, nameColumn } from '../../_types/columns.ts';

export const deviceClassColumns: readonly Column[] = [nameColumn, ageColumn];
