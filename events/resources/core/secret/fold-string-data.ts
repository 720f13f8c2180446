import type { JsonObject } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { encodeBase64 } from '../../../schema/base64.ts';

const encoded = (texts: JsonObject): JsonObject => {
  const encoder = new TextEncoder();
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, typeof text === 'string' ? encodeBase64(encoder.encode(text)) : '']));
};

/** Moves `stringData` into `data`, over what is there; `stringData` is never stored. */
export const foldStringData = (secret: JsonObject): JsonObject => {
  const { stringData, ...rest } = secret;
  if (!isJsonObject(stringData)) return secret;
  const data = isJsonObject(secret['data']) ? secret['data'] : {};
  return { ...rest, data: { ...data, ...encoded(stringData) } };
};
