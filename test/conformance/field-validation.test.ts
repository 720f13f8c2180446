import { expect } from 'chai';
import type { Answered } from '../support/memory-api.ts';
import { useConformanceApi } from './conformance-api.ts';

/** Written out: only text can hold a field twice. */
const manifest = (name: string, spec: string, metadata = ''): string => `{
  "apiVersion": "apps/v1", "kind": "Deployment",
  "metadata": {"name": "${name}", "labels": {"app": "nginx"}${metadata}},
  "spec": ${spec}
}`;

const template = (container: string, metadata = ''): string =>
  `"selector": {"matchLabels": {"app": "nginx"}}, "template": {"metadata": {"labels": {"app": "nginx"}${metadata}}, "spec": {"containers": [{"name": "nginx", "image": "nginx:latest"${container}}]}}`;

describe('FieldValidation', () => {
  const api = useConformanceApi();
  const TYPES = { apply: 'application/apply-patch+yaml', merge: 'application/merge-patch+json' };

  it('detects unknown and duplicate fields of a typed object', async () => {
    const namespace = await api.namespace('typed');
    const target = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const body = manifest('typed', `{"unknown1": "val1", "unknownDupe": "valDupe", "unknownDupe": "valDupe2", "paused": true, "paused": false, ${template(', "unknownNested": "val1", "imagePullPolicy": "Always", "imagePullPolicy": "Never"')}}`);
    const complaints = ['unknown field "spec.unknown1"', 'unknown field "spec.unknownDupe"', 'duplicate field "spec.paused"', 'unknown field "spec.template.spec.containers[0].unknownNested"', 'duplicate field "spec.template.spec.containers[0].imagePullPolicy"'];
    const strict = await api.ask('POST', `${target}?fieldValidation=Strict`, { body, headers: { 'content-type': 'application/json' } });
    expect([strict.status, strict.json.reason]).deep.equal([400, 'BadRequest']);
    expect(strict.json.message).include('strict decoding error');
    for (const complaint of complaints) expect(strict.json.message).include(complaint);
    expect((await api.ask('GET', `${target}/typed`)).status, 'nothing was created').equal(404);
    const apply = (text: string): Promise<Answered> => api.ask('PATCH', `${target}/typed?fieldManager=mgr&fieldValidation=Strict`, { body: text, headers: { 'content-type': TYPES.apply } });
    expect((await apply(body)).json.message, 'apply knows the schema').match(/field not declared in schema|already set/);
    const twice = await apply(manifest('typed', `{"paused": true, "paused": false, ${template('')}}`));
    expect(twice.status, 'apply is as strict').equal(400);
    expect(twice.json.message).include('key "paused" already set in map');
    expect((await api.ask('GET', `${target}/typed`)).status, 'nothing was applied').equal(404);
    const warned = await api.ask('POST', `${target}?fieldValidation=Warn`, { body, headers: { 'content-type': 'application/json' } });
    expect(warned.status).equal(201);
    const ignored = await api.ask('PATCH', `${target}/typed?fieldValidation=Strict`, { body: '{"spec": {"unknown2": 1, "paused": true, "paused": true}}', headers: { 'content-type': TYPES.merge } });
    expect(ignored.status, 'a strict merge patch').equal(422);
    expect(ignored.json.message).include('unknown field "spec.unknown2"').include('duplicate field "spec.paused"');
  });

  it('detects unknown metadata fields of a typed object', async () => {
    const namespace = await api.namespace('metadata');
    const target = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const body = manifest('metadata', `{${template('', ', "unknownSubMeta": "val"')}}`, ', "unknownMeta": "val"');
    const refused = await api.ask('POST', `${target}?fieldValidation=Strict`, { body, headers: { 'content-type': 'application/json' } });
    expect(refused.status).equal(400);
    expect(refused.json.message).include('unknown field "metadata.unknownMeta"').include('unknown field "spec.template.metadata.unknownSubMeta"');
    const applied = await api.ask('PATCH', `${target}/metadata?fieldManager=mgr&fieldValidation=Strict`, { body, headers: { 'content-type': TYPES.apply } });
    expect(applied.json.message).match(/metadata\.unknownMeta: field not declared in schema|unknownSubMeta: field not declared in schema/);
    expect((await api.ask('GET', `${target}/metadata`)).status, 'nothing was applied').equal(404);
  });
});
