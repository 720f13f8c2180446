import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { useConformanceApi } from './conformance-api.ts';
import { refusal } from './resource-client.ts';
import type { Loose } from './resource-client.ts';

describe('Events of the core group', () => {
  const api = useConformanceApi();
  const coreEvent = (name: string, namespace: string, more: object = {}): Loose => ({
    metadata: { name, namespace, labels: { 'testevent-constant': 'true' } },
    message: 'This is a test event', reason: 'Test', type: 'Normal', count: 1,
    involvedObject: { namespace },
    source: { component: 'e2e' },
    ...more,
  });

  it('manage the lifecycle of an event', async () => {
    const namespace = await api.namespace('events');
    const events = api.core('events', namespace);
    const created = await events.create(coreEvent('event-test', namespace));
    const selector = 'labelSelector=testevent-constant=true';
    const everywhere = async (): Promise<Loose> => api.core('events').list(selector);
    expect((await everywhere()).items.map(({ metadata }: Loose) => metadata.name)).deep.equal(['event-test']);
    await events.patch('event-test', { message: 'This is a test event - patched' }, { type: 'strategic' });
    const patched = await events.get('event-test');
    expect(patched.message).equal('This is a test event - patched');
    expect(patched.metadata.uid).equal(created.metadata.uid);
    const series = { count: 100, lastObservedTime: '2026-01-01T00:00:00.505000Z' };
    const updated = await events.update({ ...patched, series });
    expect(updated.series).deep.equal(series);
    expect((await events.get('event-test')).series).deep.equal(series);
    await events.remove('event-test');
    expect((await everywhere()).items).length(0);
    expect((await refusal(events.get('event-test'))).reason).equal('NotFound');
  });

  it('delete a collection of events', async () => {
    const namespace = await api.namespace('events');
    const events = api.core('events', namespace);
    for (const name of ['test-event-1', 'test-event-2', 'test-event-3']) {
      await events.create({ ...coreEvent(name, namespace), metadata: { name, labels: { 'testevent-set': 'true' } } });
    }
    expect((await events.list('labelSelector=testevent-set=true')).items).length(3);
    await events.removeAll('labelSelector=testevent-set=true');
    await eventually('the set to go', () => events.list('labelSelector=testevent-set=true'), { until: ({ items }) => items.length === 0 });
  });
});

describe('Events API of events.k8s.io', () => {
  const api = useConformanceApi();
  const newEvent = (name: string, namespace: string): Loose => ({
    metadata: { name, labels: { 'testevent-set': 'true' } },
    eventTime: '2017-09-19T13:49:16.000000Z', reportingController: 'test-controller', reportingInstance: 'test-node', action: 'Do', reason: 'Test', note: 'This is ' + name, type: 'Normal',
    regarding: { namespace },
  });

  it('ensures that an event can be fetched, patched, deleted and listed', async () => {
    const namespace = await api.namespace('events-api');
    const events = api.at(`/apis/events.k8s.io/v1/namespaces/${namespace}/events`);
    const created = await events.create(newEvent('event-test', namespace));
    expect((await api.at('/apis/events.k8s.io/v1/events').list(`fieldSelector=reportingController=test-controller`)).items.map(({ metadata }: Loose) => metadata.namespace)).deep.equal([namespace]);
    expect((await events.list()).items).length(1);
    const got = await events.get('event-test');
    expect(got).deep.include({ kind: 'Event', apiVersion: 'events.k8s.io/v1', note: 'This is event-test', eventTime: '2017-09-19T13:49:16.000000Z', regarding: { namespace } });
    const core = await api.core('events', namespace).get('event-test');
    expect(core, 'the same event in the core group').deep.include({ message: 'This is event-test', reportingComponent: 'test-controller', involvedObject: { namespace } });
    expect(core.metadata.uid).equal(created.metadata.uid);
    const series = { count: 2, lastObservedTime: '2014-01-05T00:00:00.000000Z' };
    const patched = await events.patch('event-test', { series }, { type: 'strategic' });
    expect(patched.series).deep.equal(series);
    const updated = await events.update({ ...(await events.get('event-test')), series: { ...series, count: 100 } });
    expect(updated.series.count).equal(100);
    await events.remove('event-test');
    expect((await events.list()).items).length(0);
    expect((await api.core('events', namespace).list()).items).length(0);
  });

  it('deletes a collection of events', async () => {
    const namespace = await api.namespace('events-api');
    const events = api.at(`/apis/events.k8s.io/v1/namespaces/${namespace}/events`);
    for (const name of ['test-event-1', 'test-event-2', 'test-event-3']) await events.create(newEvent(name, namespace));
    expect((await events.list('labelSelector=testevent-set=true')).items).length(3);
    await events.removeAll('labelSelector=testevent-set=true');
    await eventually('the set to go', () => events.list('labelSelector=testevent-set=true'), { until: ({ items }) => items.length === 0 });
  });
});
