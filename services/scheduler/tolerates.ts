import type { Taint } from '../../projections/node-capacity/node-capacity.ts';

export interface Toleration {
  readonly key?: string | undefined;
  readonly operator?: string | undefined;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}

const valueTolerated = ({ operator = '', value = '' }: Toleration, taint: Taint): boolean => {
  switch (operator) {
    case '':
    case 'Equal':
      return value === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
};

/** Whether one toleration covers the taint: effect and key empty or equal, then its value by the operator. */
export const tolerates = (toleration: Toleration, taint: Taint): boolean =>
  ((toleration.effect ?? '') === '' || toleration.effect === taint.effect)
  && ((toleration.key ?? '') === '' || toleration.key === taint.key)
  && valueTolerated(toleration, taint);
