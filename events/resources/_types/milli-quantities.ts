import type { JsonObject } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { formatQuantity, parseQuantity } from '../../schema/quantity.ts';
import { withField } from '../../schema/json-building.ts';

const MILLI_NANO = 1_000_000n;
/** Only such texts can be finer than a thousandth. */
const MAY_BE_FINE = /[nu]$|\.[0-9]{4}|e-/i;

const roundUp = (text: string): string => {
  const { nano, format } = parseQuantity(text);
  const rest = nano % MILLI_NANO;
  if (rest === 0n) return text;
  const rounded = nano > 0n ? nano - rest + MILLI_NANO : nano - rest - MILLI_NANO;
  return formatQuantity({ nano: rounded, format });
};

/** Amounts are kept to a thousandth, rounded up. */
export const roundResourceList = (list: JsonObject): JsonObject =>
  Object.entries(list).reduce(
    (rounded, [name, amount]) => (typeof amount === 'string' && MAY_BE_FINE.test(amount) ? withField(rounded, name, roundUp(amount)) : rounded),
    list,
  );

/** Amounts of limits and requests are kept to a thousandth, rounded up. */
export const roundResources = (resources: JsonObject): JsonObject =>
  ['limits', 'requests'].reduce((rounded, field) => {
    const list = rounded[field];
    return isJsonObject(list) ? withField(rounded, field, roundResourceList(list)) : rounded;
  }, resources);
