import type { JsonObject } from '../../json.ts';
import { withField } from '../../schema/json-building.ts';

/** The tag an image reference resolves to: `latest` when it names neither tag nor digest. */
const tagOf = (image: string): string => {
  const [name = '', digest] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon >= 0) return name.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
};

const pullPolicy = (image: string): string => (tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent');

const textAt = (object: JsonObject, field: string): string => {
  const value = object[field];
  return typeof value === 'string' ? value : '';
};

/** `imagePullPolicy` of a container: Always for `:latest`, else IfNotPresent. */
export const defaultContainer = (container: JsonObject): JsonObject =>
  textAt(container, 'imagePullPolicy') === '' ? withField(container, 'imagePullPolicy', pullPolicy(textAt(container, 'image'))) : container;

/** `pullPolicy` of an image volume, by the same rule. */
export const defaultImageVolume = (source: JsonObject): JsonObject =>
  textAt(source, 'pullPolicy') === '' ? withField(source, 'pullPolicy', pullPolicy(textAt(source, 'reference'))) : source;
