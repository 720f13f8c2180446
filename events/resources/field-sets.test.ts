import { expect } from 'chai';
import type { JsonObject } from '../json.ts';
import type { CompiledKind, PatchRule, PatchRules } from '../schema/compiled-kind.ts';
import { createKinds } from './registry.ts';

const kinds = createKinds();
const kindOf = (group: string, kind: string): CompiledKind => {
  const compiled = kinds.byKind(group, 'v1', kind);
  if (compiled === undefined) throw new Error(`no kind ${kind}`);
  return compiled;
};
const stored = (compiled: CompiledKind, object: JsonObject): JsonObject => compiled.normalize(compiled.default(compiled.decode(object).object));

const CONTAINER = {
  name: 'c', image: 'i:1', ports: [{ containerPort: 80 }], env: [{ name: 'A', value: '1' }],
};
const POD: JsonObject = { metadata: { name: 'p', namespace: 'n', labels: { app: 'x' }, finalizers: ['a/b'] }, spec: { containers: [CONTAINER], tolerations: [{ key: 'k' }], nodeSelector: { disk: 'ssd' } } };

describe('field sets of kinds', () => {
  it('leads through associative lists by their keys, defaulted ones included, and stops at atomic fields', () => {
    const pod = kindOf('', 'Pod');
    const set = pod.fieldSet(pod.decode(POD).object);
    expect(set).deep.equal({
      'f:metadata': { 'f:finalizers': { 'v:"a/b"': {} }, 'f:labels': { 'f:app': {} } },
      'f:spec': {
        'f:containers': {
          'k:{"name":"c"}': {
            '.': {},
            'f:env': { 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } },
            'f:image': {},
            'f:name': {},
            'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
          },
        },
        'f:nodeSelector': {},
        'f:tolerations': {},
      },
    });
  });

  it('owns an empty struct as a whole', () => {
    expect(kindOf('', 'Pod').fieldSet({ spec: { securityContext: {} } })).deep.equal({ 'f:spec': { 'f:securityContext': {} } });
  });

  it('compares a new deployment with nothing as upstream records a create', () => {
    const deployment = kindOf('apps', 'Deployment');
    const after = stored(deployment, {
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i:1' }] } } },
    });
    const { changed, removed } = deployment.compare(deployment.normalize({}), after);
    expect(removed).deep.equal({});
    expect(changed).deep.equal({
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
      'f:spec': {
        'f:progressDeadlineSeconds': {}, 'f:replicas': {}, 'f:revisionHistoryLimit': {}, 'f:selector': {},
        'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} }, 'f:type': {} },
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': {
              'k:{"name":"c"}': { '.': {}, 'f:image': {}, 'f:imagePullPolicy': {}, 'f:name': {}, 'f:resources': {}, 'f:terminationMessagePath': {}, 'f:terminationMessagePolicy': {} },
            },
            'f:dnsPolicy': {}, 'f:restartPolicy': {}, 'f:schedulerName': {}, 'f:securityContext': {}, 'f:terminationGracePeriodSeconds': {},
          },
        },
      },
    });
  });

  it('names what changed and what went, and nothing else', () => {
    const pod = kindOf('', 'Pod');
    const before = stored(pod, POD);
    const after = stored(pod, { ...POD, spec: { containers: [{ ...CONTAINER, image: 'i:2', env: [{ name: 'B' }] }], nodeSelector: { disk: 'hdd' } } });
    const { changed, removed } = pod.compare(before, after);
    expect(changed).deep.equal({
      'f:spec': { 'f:containers': { 'k:{"name":"c"}': { 'f:env': { 'k:{"name":"B"}': { '.': {}, 'f:name': {} } }, 'f:image': {} } }, 'f:nodeSelector': {} },
    });
    expect(removed).deep.equal({
      'f:spec': { 'f:containers': { 'k:{"name":"c"}': { 'f:env': { 'k:{"name":"A"}': { '.': {}, 'f:name': {}, 'f:value': {} } } } }, 'f:tolerations': {} },
    });
  });

  it('finds an object equal to itself', () => {
    for (const compiled of kinds.all()) {
      const object = stored(compiled, { metadata: { name: 'x' } });
      expect(compiled.compare(object, structuredClone(object)), compiled.definition.kind).deep.equal({ changed: {}, removed: {} });
    }
  });
});

/** The rule at the end of a path of fields. */
const ruleAt = (rules: PatchRules, ...path: readonly string[]): PatchRule | undefined =>
  path.reduce<PatchRule | undefined>((rule, field) => rule?.child?.(field), { child: rules });

describe('strategic merge rules of kinds', () => {
  it('merge containers by name and their ports by number, and retain the keys of a strategy', () => {
    const rules = kindOf('apps', 'Deployment').patchRules;
    const podSpec = ['spec', 'template', 'spec'];
    expect(ruleAt(rules, 'spec', 'strategy')).include({ retainKeys: true });
    expect(ruleAt(rules, ...podSpec, 'containers')).include({ strategy: 'merge', mergeKey: 'name' });
    expect(ruleAt(rules, ...podSpec, 'containers', 'ports')).include({ strategy: 'merge', mergeKey: 'containerPort' });
    expect(ruleAt(rules, ...podSpec, 'containers', 'command')).deep.equal({ child: undefined });
    expect(ruleAt(rules, ...podSpec, 'volumes')).include({ strategy: 'merge', retainKeys: true, mergeKey: 'name' });
    expect(ruleAt(rules, 'metadata', 'finalizers')).deep.equal({ strategy: 'merge', child: undefined });
    expect(rules('nonsense')).equal(undefined);
  });
});
