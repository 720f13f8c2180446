import { stringify } from 'yaml';
import type { ApiAnswer } from '../port.ts';
import { concat } from '../read/splice.ts';
import { parseObject } from '../read/entry-reader.ts';
import type { View } from '../read/render.ts';
import { JSON_TYPE, answerPieces, bytesOf } from './answer.ts';

export interface ObjectForm {
  readonly view: Pick<View, 'representation' | 'pretty'>;
  readonly query: URLSearchParams;
  readonly headers?: readonly (readonly [string, string])[];
}

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
/** What people use to look at answers themselves. */
const HUMAN_AGENT = /^(?:curl|Wget|Mozilla\/5\.0)/;

/** Whether answers are to be indented: as `pretty` says, else for the programs people read answers with. */
export const isPretty = (query: URLSearchParams, userAgent: string | undefined): boolean => {
  const value = query.get('pretty') ?? '';
  return value === '' ? HUMAN_AGENT.test(userAgent ?? '') : TRUE.has(value);
};

// Readers of YAML 1.1 (Go's among them) take bare times, `yes` and `1:30` for something else than the strings they are, readers of 1.2 `0o7`.
const YAML_FORM = { version: '1.1', compat: 'core', lineWidth: 0 } as const;

/** Whether the bytes of a JSON answer can be sent as they are. */
export const isPlain = ({ representation, pretty }: ObjectForm['view']): boolean => representation.encoding === 'json' && pretty !== true;

/** An answer whose pieces make one JSON object, as JSON, indented JSON or YAML. */
export const answerObject = (status: number, pieces: readonly Uint8Array[], { view, headers = [] }: ObjectForm): ApiAnswer => {
  if (isPlain(view)) return answerPieces(status, pieces, [JSON_TYPE, ...headers]);
  const object = parseObject(concat(pieces));
  if (view.representation.encoding === 'yaml') return answerPieces(status, [bytesOf(stringify(object, YAML_FORM))], [['Content-Type', 'application/yaml'], ...headers]);
  return answerPieces(status, [bytesOf(`${JSON.stringify(object, null, 2)}\n`)], [JSON_TYPE, ...headers]);
};
