/** JSON as the API carries it. Integers beyond 2^53 do not occur in stored objects (decoding refuses them). */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. Values may be absent (`undefined`) while an object is being built; they are never stored. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
