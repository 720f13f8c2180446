import { stringify } from 'yaml';
import type { ApiAnswer } from '../port.ts';
import { concat } from '../read/splice.ts';
import { parseObject } from '../read/entry-reader.ts';
import type { View } from '../read/render.ts';
import { JSON_TYPE, answerPieces, bytesOf } from './answer.ts';

export interface ObjectForm {
  readonly view: Pick<View, 'representation'>;
  readonly query: URLSearchParams;
  readonly headers?: readonly (readonly [string, string])[];
}

const isPretty = (query: URLSearchParams): boolean => {
  const value = query.get('pretty');
  return value === '' || value === '1' || value === 'true';
};

/** An answer whose pieces make one JSON object, as JSON, indented JSON (`pretty=true`) or YAML. */
export const answerObject = (status: number, pieces: readonly Uint8Array[], { view, query, headers = [] }: ObjectForm): ApiAnswer => {
  if (view.representation.encoding === 'yaml') {
    return answerPieces(status, [bytesOf(stringify(parseObject(concat(pieces))))], [['Content-Type', 'application/yaml'], ...headers]);
  }
  if (!isPretty(query)) return answerPieces(status, pieces, [JSON_TYPE, ...headers]);
  return answerPieces(status, [bytesOf(`${JSON.stringify(parseObject(concat(pieces)), null, 2)}\n`)], [JSON_TYPE, ...headers]);
};
