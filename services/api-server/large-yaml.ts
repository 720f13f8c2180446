import { RefusalError, badRequest } from '../../events/errors.ts';
import { mediaTypeOf } from '../kit/decode/decode-body.ts';
import type { YamlReader } from '../kit/port.ts';
import { refuse } from './answers/answer.ts';
import { warningHeaders } from './answers/warning-headers.ts';
import type { ApiRequest, ApiResponse } from './port.ts';

/** A YAML text this long is read at once; the time for a longer one, which grows with the square of its nesting, would keep others waiting. */
const SHORT_BYTES = 256;
const YAML_TYPES: ReadonlySet<string> = new Set(['application/yaml', 'application/apply-patch+yaml']);
const BRACE = 0x7b;

const strict = (complaints: readonly string[]): RefusalError => new RefusalError(badRequest(`error converting YAML to JSON: strict decoding error: ${complaints.join(', ')}`));

interface Reading {
  readonly request: ApiRequest;
  readonly reader: YamlReader;
  readonly fieldValidation: string;
  readonly warn: (complaints: readonly string[]) => void;
}

/** Whether the bytes are a JSON object: YAML too, and read fast. */
const isJson = (bytes: Uint8Array): boolean => {
  if (bytes[0] !== BRACE) return false;
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
};

/** JSON for a long YAML body. */
const shortened = async (bytes: Uint8Array, { reader, fieldValidation, warn }: Reading): Promise<Uint8Array> => {
  if (bytes.length <= SHORT_BYTES || isJson(bytes)) return bytes;
  const read = await reader.read(bytes);
  if ('busy' in read) return refuse({ reason: 'TooManyRequests', message: 'too many large YAML bodies are being read, please try again later', details: { retryAfterSeconds: 1 } });
  if ('error' in read) return refuse(badRequest(`error converting YAML to JSON: ${read.error}`));
  if (fieldValidation === 'Strict' && read.complaints.length > 0) throw strict(read.complaints);
  if (fieldValidation !== 'Ignore') warn(read.complaints);
  return read.json;
};

const isYaml = ({ headers }: ApiRequest): boolean => YAML_TYPES.has(mediaTypeOf(headers['content-type']));

/**
 * Lets the YAML reader look at long YAML bodies, so that nobody else waits for them: the answerer gets JSON, which YAML
 * parsers read too. What there is to warn of goes into the answer.
 */
export const withLargeYaml = async (request: ApiRequest, reader: YamlReader | undefined, answer: (request: ApiRequest) => Promise<ApiResponse>): Promise<ApiResponse> => {
  if (reader === undefined || !isYaml(request)) return answer(request);
  const warnings: string[] = [];
  const fieldValidation = new URLSearchParams(request.query).get('fieldValidation') ?? '';
  let body: Promise<Uint8Array> | undefined;
  const reading: Reading = { request, reader, fieldValidation, warn: (complaints) => { warnings.push(...complaints); } };
  const response = await answer({ ...request, body: () => (body ??= request.body().then((bytes) => shortened(bytes, reading))) });
  return response.kind === 'answer' && warnings.length > 0 ? { ...response, headers: [...response.headers, ...warningHeaders(warnings)] } : response;
};
