import { isJsonObject } from '../../events/json.ts';
import type { NodeFact, Observation, PodFact } from '../../events/node/messages.ts';

type Shape<T> = { readonly [K in keyof Required<T>]: (value: unknown) => boolean };

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
const isTime = (value: unknown): boolean => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const maybe = (check: (value: unknown) => boolean) => (value: unknown): boolean => value === undefined || check(value);
const fits = (shape: Readonly<Record<string, (value: unknown) => boolean>>) => (value: unknown): boolean =>
  isJsonObject(value) && Object.entries(shape).every(([name, check]) => check(value[name]));
const isTexts = (value: unknown): boolean => isJsonObject(value) && Object.values(value).every(isText);

const NOTE: Shape<NonNullable<PodFact['notes']>[number]> = {
  type: (value) => value === 'Normal' || value === 'Warning', reason: isText, message: isText, fieldPath: maybe(isText),
};
const POD_FACT: Shape<PodFact> = {
  about: (value) => value === 'pod', podUid: isText, namespace: isText, name: isText, sequence: isNumber, status: isJsonObject,
  gone: (value) => typeof value === 'boolean', notes: maybe((value) => Array.isArray(value) && value.every(fits(NOTE))), why: isText,
};
const NODE_FACT: Shape<NodeFact> = {
  about: (value) => value === 'node', labels: isTexts, providerID: maybe(isText), status: isJsonObject,
};
const OBSERVATION: Shape<Observation> = {
  node: isText, boot: isText, counter: isNumber, time: isTime, traceparent: maybe(isText),
  fact: (value) => fits(POD_FACT)(value) || fits(NODE_FACT)(value),
};

/** Whether it has an observation's members, each of its type: what an agent sends is data until it has been looked at. */
export const isObservation = (value: unknown): value is Observation => fits(OBSERVATION)(value);
