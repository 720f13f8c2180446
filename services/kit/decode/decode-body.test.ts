import { expect } from 'chai';
import { RefusalError, badRequest } from '../../../events/errors.ts';
import type { JsonObject } from '../../../events/json.ts';
import type { BodyKind, FieldValidation } from './decode-body.ts';
import { decodeBody } from './decode-body.ts';
import { decodeDeleteOptions } from './decode-delete-options.ts';

const KNOWN = ['apiVersion', 'kind', 'metadata', 'spec'];
const kind: BodyKind = {
  definition: { group: 'apps', version: 'v1', kind: 'Deployment' },
  decode: (input) => {
    if (input['spec'] === 'wrong') throw new RefusalError(badRequest('json: cannot unmarshal string'));
    return { object: Object.fromEntries(Object.entries(input).filter(([key]) => KNOWN.includes(key))), unknown: Object.keys(input).filter((key) => !KNOWN.includes(key)) };
  },
  fromProtobuf: (bytes) => ({ metadata: { name: new TextDecoder().decode(bytes) } }),
};

const decode = (text: string | Uint8Array, contentType: string | undefined = 'application/json', fieldValidation: FieldValidation = 'Strict'): ReturnType<typeof decodeBody> =>
  decodeBody({ contentType, bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text, kind, fieldValidation });

const field = (number: number, bytes: Uint8Array): number[] => [number << 3 | 2, bytes.length, ...bytes];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const envelope = (apiVersion: string, kindName: string, raw: Uint8Array): Uint8Array =>
  Uint8Array.from([0x6b, 0x38, 0x73, 0, ...field(1, Uint8Array.from([...field(1, text(apiVersion)), ...field(2, text(kindName))])), ...field(2, raw), ...field(3, text('')), ...field(4, text(''))]);

describe('decoding a body', () => {
  it('fills in the kind and version the URL implies', () => {
    expect(decode('{"metadata":{"name":"a"}}').object).to.deep.equal({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } });
  });
  it('reads YAML', () => { expect(decode('metadata:\n  name: a\n', 'application/yaml').object['metadata']).to.deep.equal({ name: 'a' }); });
  it('reads protobuf', () => {
    expect(decode(envelope('apps/v1', 'Deployment', text('p')), 'application/vnd.kubernetes.protobuf').object).to.deep.equal({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'p' } });
  });
  it('takes JSON when no type is given', () => { expect(decode('{}', undefined).object).to.have.property('kind', 'Deployment'); });

  const complaints = '{"x":1,"spec":{"a":1,"a":2}}';
  it('refuses unknown and duplicate fields when strict', () => {
    expect(() => decode(complaints)).to.throw(RefusalError, 'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: duplicate field "spec.a", unknown field "x"');
  });
  it('warns about them by default', () => { expect(decode(complaints, 'application/json', 'Warn').warnings).to.deep.equal(['duplicate field "spec.a"', 'unknown field "x"']); });
  it('ignores them when told', () => { expect(decode(complaints, 'application/json', 'Ignore').warnings).to.deep.equal([]); });

  const refused: readonly (readonly [string, string | Uint8Array, string, string])[] = [
    ['bad JSON', '{"a"', 'application/json', 'the object provided is unrecognized (must be of type Deployment): couldn\'t get version/kind; json parse error: unexpected end of JSON input ({"a")'],
    ['an empty body', '', 'application/json', 'the object provided is unrecognized (must be of type Deployment): couldn\'t get version/kind; json parse error: unexpected end of JSON input (<empty>)'],
    ['a list', '[]', 'application/json', 'json: cannot unmarshal array into Go value of type struct'],
    ['another kind', '{"apiVersion":"v1","kind":"Service"}', 'application/json', 'Service in version "v1" cannot be handled as a Deployment: converting (v1.Service) to (apps/v1.Deployment): unknown conversion'],
    ['another version', '{"apiVersion":"apps/v2","kind":"Deployment"}', 'application/json', 'the API version in the data (apps/v2) does not match the expected API version (apps/v1)'],
    ['a type nobody knows', '{}', 'text/plain', 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf'],
    ['protobuf without its magic', '{}', 'application/vnd.kubernetes.protobuf', 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]'],
    ['a cut protobuf', envelope('apps/v1', 'Deployment', text('abc')).subarray(0, 20), 'application/vnd.kubernetes.protobuf', 'unexpected EOF'],
    ['bytes that are not UTF-8', Uint8Array.from([0x7b, 0xff]), 'application/json', 'invalid UTF-8'],
    ['a wrong type', '{"spec":"wrong"}', 'application/json', 'json: cannot unmarshal string'],
  ];
  for (const [name, body, contentType, message] of refused) it(`refuses ${name}`, () => { expect(() => decode(body, contentType)).to.throw(RefusalError, message); });
});

describe('decoding DeleteOptions', () => {
  const schema: Pick<BodyKind, 'decode' | 'fromProtobuf'> = { decode: (object: JsonObject) => ({ object, unknown: [] }), fromProtobuf: () => ({}) };
  const options = (body: string | Uint8Array, contentType = 'application/json'): ReturnType<typeof decodeDeleteOptions> =>
    decodeDeleteOptions({ contentType, bytes: typeof body === 'string' ? text(body) : body }, schema);

  it('an empty body says nothing', () => { expect(options('')).to.equal(undefined); });
  it('kubectl asks for background', () => { expect(options('{"propagationPolicy":"Background"}')).to.deep.equal({ propagationPolicy: 'Background', dryRun: false }); });
  it('an empty protobuf envelope is plain options', () => { expect(options(envelope('v1', 'DeleteOptions', Uint8Array.of()), 'application/vnd.kubernetes.protobuf')).to.deep.equal({ dryRun: false }); });
  it('any group version may name it', () => { expect(options('{"apiVersion":"apps/v1","kind":"DeleteOptions","gracePeriodSeconds":0}')).to.deep.equal({ gracePeriodSeconds: 0, dryRun: false }); });
  it('old clients orphan by a flag', () => { expect(options('{"orphanDependents":true}')).to.deep.equal({ propagationPolicy: 'Orphan', dryRun: false }); });
  it('carries preconditions and dry run', () => {
    expect(options('{"preconditions":{"uid":"u"},"dryRun":["All"]}')).to.deep.equal({ preconditions: { uid: 'u' }, dryRun: true });
  });
  const refused = [
    ['{"propagationPolicy":"Later"}', 'propagationPolicy: Unsupported value: "Later": supported values: "Foreground", "Background", "Orphan", "nil"'],
    ['{"propagationPolicy":"Orphan","orphanDependents":true}', 'orphanDependents and deletionPropagation cannot be both set'],
    ['{"dryRun":["Some"]}', 'dryRun: Unsupported value: ["Some"]: supported values: "All"'],
    ['{"kind":"Pod"}', 'decoded object cannot be converted to DeleteOptions'],
  ] as const;
  for (const [body, message] of refused) it(`refuses ${body}`, () => { expect(() => options(body)).to.throw(RefusalError, message); });
});
