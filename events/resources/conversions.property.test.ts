import { expect } from 'chai';
import fc from 'fast-check';
import { arbitraryObject } from '../../test/support/arbitrary-object.ts';
import type { JsonObject } from '../json.ts';
import { objectAt, valueAt, withValueAt } from '../json-path.ts';
import type { CompiledKind } from '../schema/compiled-kind.ts';
import { createKinds } from './registry.ts';

const RUNS = { numRuns: 300 };
const kinds = createKinds();
const versions = kinds.allServed().filter((kind) => kind.stored !== kind);

const storedForm = (kind: CompiledKind, object: JsonObject): JsonObject => kind.normalize(kind.default(kind.decode(object).object));
/** As a write that speaks the version stores it. */
const written = (version: CompiledKind, object: JsonObject): JsonObject => storedForm(version.stored, version.toStored(version.decode(object).object));
const servedOf = (group: string, version: string, resource: string): CompiledKind => kinds.served({ group, resource }, version)!;

describe('served versions of one stored kind', () => {
  it('are those of autoscalers and Events', () => {
    expect(versions.map(({ definition: { group, version, kind } }) => `${group}/${version} ${kind}`)).to.deep.equal(['autoscaling/v1 HorizontalPodAutoscaler', 'events.k8s.io/v1 Event']);
  });

  for (const version of versions) {
    const { group, version: name, kind } = version.definition;
    describe(`${kind} of ${group}/${name}`, () => {
      it('is written back as it was stored, whatever was stored', () => {
        fc.assert(fc.property(arbitraryObject(version.stored), (sent) => {
          const stored = storedForm(version.stored, sent);
          expect(written(version, version.fromStored(stored))).to.deep.equal(stored);
        }), RUNS);
      });

      it('says the same after it was stored, and stored again', () => {
        fc.assert(fc.property(arbitraryObject(version), (sent) => {
          const once = version.fromStored(written(version, sent));
          expect(version.fromStored(written(version, once))).to.deep.equal(once);
        }), RUNS);
      });

      it('is in its own normal form', () => {
        fc.assert(fc.property(arbitraryObject(version.stored), (sent) => {
          const shown = version.fromStored(storedForm(version.stored, sent));
          expect(JSON.stringify(version.normalize(shown))).to.equal(JSON.stringify(shown));
          expect(Buffer.from(version.encode(shown)).toString().startsWith(version.prefix)).to.equal(true);
        }), RUNS);
      });
    });
  }

  it('an Event of events.k8s.io loses nothing in the core group’s form', () => {
    const version = servedOf('events.k8s.io', 'v1', 'events');
    fc.assert(fc.property(arbitraryObject(version), (sent) => {
      expect(version.fromStored(written(version, sent))).to.deep.equal(storedForm(version, sent));
    }), RUNS);
  });

  it('an autoscaler of version 1 loses nothing in version 2, and gains what upstream adds', () => {
    const version = servedOf('autoscaling', 'v1', 'horizontalpodautoscalers');
    const said = (object: JsonObject): JsonObject => {
      const annotations = Object.fromEntries(Object.entries(objectAt(object, 'metadata', 'annotations')).filter(([key]) => !key.startsWith('autoscaling.')));
      return withValueAt(object, ['metadata', 'annotations'], annotations);
    };
    fc.assert(fc.property(arbitraryObject(version), (sent) => {
      const before = storedForm(version, sent);
      const asked = valueAt(before, 'spec', 'targetCPUUtilizationPercentage') ?? 80;
      expect(said(version.fromStored(written(version, sent)))).to.deep.equal(said(withValueAt(before, ['spec', 'targetCPUUtilizationPercentage'], asked)));
    }), RUNS);
  });
});
