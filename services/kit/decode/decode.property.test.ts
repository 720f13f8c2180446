import { expect } from 'chai';
import fc from 'fast-check';
import { RefusalError } from '../../../events/errors.ts';
import { createKinds } from '../../../events/resources/registry.ts';
import type { CompiledKind } from '../../../events/schema/compiled-kind.ts';
import { arbitraryObject } from '../../../test/support/arbitrary-object.ts';
import { stringify } from 'yaml';
import type { Body } from './decode-body.ts';
import { decodeBody } from './decode-body.ts';

const kinds = createKinds();
const kindOf = (resource: string, group = ''): CompiledKind => {
  const kind = kinds.of({ group, resource });
  if (kind === undefined) throw new Error(`no ${resource}`);
  return kind;
};
const pods = kindOf('pods');

/** Decodes, or refuses; anything else is a fault. */
const decoded = (body: Body, kind = pods): ReturnType<typeof decodeBody> | RefusalError => {
  try {
    return decodeBody({ ...body, kind, fieldValidation: 'Ignore' });
  } catch (error) {
    if (error instanceof RefusalError) return error;
    throw error;
  }
};

const TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', ''];
const MAGIC = [0x6b, 0x38, 0x73, 0x00];
const yamlish = fc.array(fc.constantFrom('a', ': ', '- ', '\n', '  ', '[', ']', '{', '}', '&x ', '*x', '<<', '? ', '|', '>', '"', "'", '!!int ', '!!set ', '~', '1', '.nan', '---', '#', ',', '\t', 'metadata:', '\n  name: '), { maxLength: 25 }).map((parts) => parts.join(''));
const random = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));
const bytes = fc.oneof(random, random.map((rest) => Buffer.from([...MAGIC, ...rest])), yamlish.map((text) => Buffer.from(text)), fc.json().map((text) => Buffer.from(text)));

describe('decoding', () => {
  it('decodes or refuses any bytes of any media type', () => {
    fc.assert(fc.property(bytes, fc.constantFrom(...TYPES), (body, contentType) => {
      decoded({ contentType, bytes: body });
    }), { numRuns: 1500 });
  });

  it('decodes or refuses any YAML', () => {
    fc.assert(fc.property(yamlish, (text) => { decoded({ contentType: 'application/yaml', bytes: Buffer.from(text) }); }), { numRuns: 1500 });
  });

  it('says the same of an object whether it came as JSON or as YAML', () => {
    const deployments = kindOf('deployments', 'apps');
    fc.assert(fc.property(arbitraryObject(deployments), (object) => {
      const json = decoded({ contentType: 'application/json', bytes: Buffer.from(JSON.stringify(object)) }, deployments);
      const yaml = decoded({ contentType: 'application/yaml', bytes: Buffer.from(stringify(object, { version: '1.1' })) }, deployments);
      expect(yaml).to.deep.equal(json);
      expect(json).not.to.be.instanceOf(RefusalError);
    }), { numRuns: 60 });
  });
});
