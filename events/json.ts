import { ExactInteger } from './exact-integer.ts';

/** JSON as the API carries it. Integers that a number would round are values of their own. */
export type Json = string | number | ExactInteger | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. Values may be absent (`undefined`) while an object is being built; they are never stored. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactInteger);
