import { expect } from 'chai';
import { RefusalError } from '../errors.ts';
import { exactInteger } from '../exact-integer.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldOptions, ScalarName } from './fields.ts';
import * as fields from './fields.ts';
import { compileKind } from './compile.ts';
import type { CompiledKind } from './compiled-kind.ts';
import type { KindDefinition } from './kind.ts';

const kindOf = (shape: () => Parameters<typeof fields.struct>[1] extends () => infer S ? S : never): CompiledKind => {
  const schema = fields.struct('io.example.v1.Sample', () => ({ ...fields.typeMeta(), ...shape() }));
  const definition: KindDefinition = {
    group: 'example.io', version: 'v1', kind: 'Sample', resource: 'samples', singular: 'sample', shortNames: [], categories: [], namespaced: true,
    schema, hasStatus: false, columns: [], selectable: {}, strategy: {},
  };
  return compileKind(definition);
};

const field = (scalar: ScalarName, options: FieldOptions): CompiledKind => kindOf(() => ({ value: fields[scalar](1, options) }));

/** What is stored for a given value under each presence: omitempty, pointer, always. */
interface Row {
  readonly scalar: ScalarName;
  readonly given: Json | undefined;
  readonly omitempty: Json | undefined;
  readonly pointer: Json | undefined;
  readonly always: Json | undefined;
}
type Stored = readonly [omitempty: Json | undefined, pointer: Json | undefined, always: Json | undefined];
const row = (scalar: ScalarName, given: Json | undefined, [omitempty, pointer, always]: Stored): Row => ({ scalar, given, omitempty, pointer, always });
const same = (scalar: ScalarName, given: Json, kept: Json = given): Row => row(scalar, given, [kept, kept, kept]);

const ROWS: readonly Row[] = [
  same('string', 'a'), row('string', '', [undefined, '', '']), row('string', null, [undefined, undefined, '']), row('string', undefined, [undefined, undefined, '']),
  same('bool', true), row('bool', false, [undefined, false, false]), row('bool', null, [undefined, undefined, false]),
  same('int32', 7), same('int32', -1), same('int32', 2_147_483_647), row('int32', 0, [undefined, 0, 0]), row('int32', undefined, [undefined, undefined, 0]),
  same('int64', Number.MAX_SAFE_INTEGER), same('int64', exactInteger('9223372036854775807')), same('int64', exactInteger('-9223372036854775808')), row('int64', 0, [undefined, 0, 0]), row('int64', null, [undefined, undefined, 0]),
  same('float64', 1.5), same('float64', exactInteger('9007199254740993'), 9007199254740992), row('float64', 0, [undefined, 0, 0]),
  same('bytes', 'YWJj'), same('bytes', 'YW\nJj', 'YWJj'), row('bytes', '', [undefined, '', '']),
  same('quantity', '1000m', '1'), same('quantity', 2, '2'), same('quantity', exactInteger('9007199254740993'), '9007199254740993'), same('quantity', '0'), row('quantity', undefined, ['0', undefined, '0']),
  same('time', '2026-01-02T03:04:05.9+01:00', '2026-01-02T02:04:05Z'), row('time', null, [undefined, undefined, undefined]),
  same('microTime', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000Z'), row('microTime', undefined, [undefined, undefined, undefined]),
  same('intOrString', 80), same('intOrString', '25%'), row('intOrString', 0, [0, 0, 0]), row('intOrString', undefined, [0, undefined, 0]),
  same('rawExtension', { a: exactInteger('1234567890123456789012345678901234567890') }), same('rawExtension', { a: { b: [1, null] } }), row('rawExtension', undefined, [undefined, undefined, undefined]),
  same('fieldsV1', { 'f:spec': {} }), row('fieldsV1', null, [undefined, undefined, undefined]),
];

const stored = (kind: CompiledKind, given: Json | undefined): Json | undefined => {
  const input: JsonObject = given === undefined ? {} : { value: given };
  const normal = kind.normalize(kind.default(kind.decode(input).object));
  expect(kind.normalize(kind.decode(normal).object), 'a second pass changes nothing').deep.equal(normal);
  return normal['value'];
};

interface Refused {
  readonly scalar: ScalarName;
  readonly given: Json;
  readonly text: string;
}
const HEAD = 'Sample in version "v1" cannot be handled as a Sample: ';
const mismatch = (scalar: ScalarName, given: Json, [value, type]: readonly [string, string]): Refused =>
  ({ scalar, given, text: `${HEAD}json: cannot unmarshal ${value} into Go struct field Sample.value of type ${type}` });

const REFUSED: readonly Refused[] = [
  mismatch('string', 1, ['number', 'string']), mismatch('string', true, ['bool', 'string']), mismatch('string', [], ['array', 'string']), mismatch('string', {}, ['object', 'string']),
  mismatch('bool', 'true', ['string', 'bool']), mismatch('bool', 1, ['number', 'bool']),
  mismatch('int32', '3', ['string', 'int32']), mismatch('int32', 1.5, ['number 1.5', 'int32']), mismatch('int32', 2_147_483_648, ['number 2147483648', 'int32']),
  mismatch('int64', 'x', ['string', 'int64']), mismatch('int64', 0.1, ['number 0.1', 'int64']),
  mismatch('int64', exactInteger('9223372036854775808'), ['number 9223372036854775808', 'int64']), mismatch('int64', exactInteger('-9223372036854775809'), ['number -9223372036854775809', 'int64']),
  mismatch('string', exactInteger('9007199254740993'), ['number', 'string']), mismatch('int32', exactInteger('9007199254740993'), ['number 9007199254740993', 'int32']), mismatch('rawExtension', exactInteger('9007199254740993'), ['number', 'runtime.RawExtension']),
  mismatch('float64', '1', ['string', 'float64']), mismatch('bytes', 1, ['number', '[]uint8']),
  mismatch('intOrString', true, ['bool', 'int32']), mismatch('intOrString', 1.5, ['number 1.5', 'int32']),
  { scalar: 'bytes', given: 'YQ', text: `${HEAD}illegal base64 data at input byte 0` },
  { scalar: 'quantity', given: 'lots', text: `${HEAD}quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'` },
  { scalar: 'quantity', given: '1K', text: `${HEAD}unable to parse quantity's suffix` },
  { scalar: 'time', given: 'now', text: `${HEAD}parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"` },
];

describe('scalar fields', () => {
  for (const { scalar, given, omitempty, pointer, always } of ROWS) {
    it(`stores ${scalar} ${JSON.stringify(given)} as Go writes it back`, () => {
      expect(stored(field(scalar, {}), given), 'omitempty').deep.equal(omitempty);
      expect(stored(field(scalar, { pointer: true }), given), 'pointer').deep.equal(pointer);
      expect(stored(field(scalar, { required: true }), given), 'required').deep.equal(always);
    });
  }

  for (const { scalar, given, text } of REFUSED) {
    it(`refuses ${JSON.stringify(given)} for ${scalar}`, () => {
      expect(() => field(scalar, {}).decode({ value: given })).throw(RefusalError, text);
    });
  }

  it('fills an absent or zero field with its default, but keeps a pointer’s zero', () => {
    const kind = (options: FieldOptions): CompiledKind => field('int32', { default: 5, ...options });
    expect(stored(kind({}), undefined)).equal(5);
    expect(stored(kind({}), 0)).equal(5);
    expect(stored(kind({ pointer: true }), 0)).equal(0);
    expect(stored(kind({ pointer: true }), null)).equal(5);
  });

  it('drops a field whose feature gate is off, without calling it unknown', () => {
    const { object, unknown } = field('string', { gate: 'GenericWorkload' }).decode({ value: 'x', other: 1 });
    expect(object).deep.equal({});
    expect(unknown).deep.equal(['other']);
  });
});
