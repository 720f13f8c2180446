import { expect } from 'chai';
import fc from 'fast-check';
import type { ApiRequest } from '../port.ts';
import { answerHeaders, requestHeaders } from './proxy-headers.ts';
import { parseProxyName } from './proxy-name.ts';
import { splitProxyPath } from './proxy-path.ts';
import { addressProblem } from './proxyable-address.ts';
import { rewriteHtml } from './rewrite-html.ts';
import { rewriteLocation } from './rewrite-location.ts';
import { endpointsBackends, podBackends, sliceBackends } from './service-backends.ts';
import { threadCpuMs } from '../../../test/support/thread-cpu.ts';

describe('proxy names', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['web', { secure: false, name: 'web', port: '' }],
    ['web:80', { secure: false, name: 'web', port: '80' }],
    ['web:http', { secure: false, name: 'web', port: 'http' }],
    ['https:web:443', { secure: true, name: 'web', port: '443' }],
    ['https:web:', { secure: true, name: 'web', port: '' }],
    [':web:80', { secure: false, name: 'web', port: '80' }],
    ['ftp:web:21', undefined],
    [':80', undefined],
    ['', undefined],
    ['a:b:c:d', undefined],
  ];
  for (const [text, expected] of cases) it(`${text === '' ? 'an empty one' : text}`, () => { expect(parseProxyName(text)).to.deep.equal(expected); });

  it('never throw', () => { fc.assert(fc.property(fc.string(), (text) => { parseProxyName(text); })); });
});

describe('proxy paths', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['/api/v1/namespaces/a/pods/b/proxy', { prefix: '/api/v1/namespaces/a/pods/b/proxy', rest: '' }],
    ['/api/v1/namespaces/a/pods/b/proxy/', { prefix: '/api/v1/namespaces/a/pods/b/proxy', rest: '/' }],
    ['/api/v1/namespaces/a/pods/b:80/proxy/x%2Fy//z/', { prefix: '/api/v1/namespaces/a/pods/b:80/proxy', rest: '/x%2Fy//z/' }],
    ['/api/v1/nodes/n/proxy/proxy/proxy', { prefix: '/api/v1/nodes/n/proxy', rest: '/proxy/proxy' }],
    ['/api//v1/nodes/n/proxy/', undefined],
  ];
  for (const [path, expected] of cases) it(path, () => { expect(splitProxyPath(path)).to.deep.equal(expected); });
});

describe('locations behind a proxy', () => {
  const prefix = '/api/v1/namespaces/a/pods/b/proxy';
  const cases: readonly (readonly [name: string, location: string, expected: string])[] = [
    ['a path goes below the prefix', '/there', `${prefix}/there`],
    ['so does the root', '/', `${prefix}/`],
    ['a slash at the end stays', '/there/', `${prefix}/there/`],
    ['query and fragment stay', '/there?a=/b#c', `${prefix}/there?a=/b#c`],
    ['the target’s own address is left out', 'http://10.0.0.1:80/there', `${prefix}/there`],
    ['so is the one the client asked', 'https://api:6443/there', `${prefix}/there`],
    ['another host is another host', 'https://example.com/there', 'https://example.com/there'],
    ['another host without a scheme too', '//example.com/there', '//example.com/there'],
    ['a relative path is relative to the same', 'there', 'there'],
    ['what has the prefix keeps it', `${prefix}/there`, `${prefix}/there`],
    ['steps up do not leave the prefix', '/../../secrets', `${prefix}/secrets`],
  ];
  for (const [name, location, expected] of cases) {
    it(name, () => { expect(rewriteLocation(location, { prefix, hosts: ['10.0.0.1:80', 'api:6443'] })).to.equal(expected); });
  }

  it('never throw, and change nothing that is rewritten already', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webPath()), (location) => {
      const once = rewriteLocation(location, { prefix, hosts: [] });
      expect(rewriteLocation(once, { prefix, hosts: [] })).to.equal(once);
    }));
  });
});

describe('pages behind a proxy', () => {
  const rewritten = async (page: string, size = page.length): Promise<string> => {
    async function* cut(): AsyncGenerator<Uint8Array> {
      const bytes = Buffer.from(page, 'latin1');
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    }
    let found = '';
    for await (const chunk of rewriteHtml(cut(), (url) => rewriteLocation(url, { prefix: '/p', hosts: ['10.0.0.1:80'] }))) found += Buffer.from(chunk).toString('latin1');
    return found;
  };
  const cases: readonly (readonly [page: string, expected: string])[] = [
    ['<a href="/x">/x</a>', '<a href="/p/x">/x</a>'],
    ["<A class=b HREF = '/x?a=\"&amp;b#c'>", "<A class=b HREF = '/p/x?a=\"&amp;b#c'>"],
    ['<img src=/x.png alt=/x>', '<img src=/p/x.png alt=/x>'],
    ['<a href="http://10.0.0.1:80/x"><a href="https://example.com/x"><a href="x">', '<a href="/p/x"><a href="https://example.com/x"><a href="x">'],
    ['<a title="a > b" href="/x">', '<a title="a > b" href="/p/x">'],
    ['<!-- <a href="/x"> --><p>1 < 2 & <b>', '<!-- <a href="/x"> --><p>1 < 2 & <b>'],
    ['<script src="/x.js">const page = \'<a href="/x">\';</script><a href="/y">', '<script src="/p/x.js">const page = \'<a href="/x">\';</script><a href="/p/y">'],
    ['<form action="/x" data-action="/y"><input formaction=/z>', '<form action="/p/x" data-action="/y"><input formaction=/p/z>'],
    ['<a href="/x', '<a href="/x'],
    ['\xe9<a href="/\xe9">\x80\xff', '\xe9<a href="/p/\xe9">\x80\xff'],
  ];
  for (const [page, expected] of cases) {
    it(page, async () => {
      for (const size of [page.length, 1, 3]) expect(await rewritten(page, size)).to.equal(expected);
    });
  }

  it('do not take long over what is made to', async () => {
    const startedMs = threadCpuMs();
    for (const page of [`<a ${'x'.repeat(16_000)}>`.repeat(60), `<a${' '.repeat(16_000)}>`.repeat(60), `<a ${'=" '.repeat(5_000)}`.repeat(60), '<'.repeat(100_000), '<!--'.repeat(50_000)]) await rewritten(page);
    expect(threadCpuMs() - startedMs).to.be.below(3_000);
  });

  it('come out the same however they are cut, and stay what they are without links', async () => {
    const piece = fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom('<', '>', '"', "'", '<a href="/x">', '<!--', '-->', '<script>', '</script>', '<p title="', '='));
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('').replaceAll(/[^\x00-\xff]/g, '?')), fc.integer({ min: 1, max: 7 }), async (page, size) => {
      const whole = await rewritten(page, Math.max(1, page.length));
      expect(await rewritten(page, size)).to.equal(whole);
      if (!page.includes('/x')) expect(whole).to.equal(page);
    }), { numRuns: 500 });
  });
});

describe('headers behind a proxy', () => {
  const request = (headers: ApiRequest['headers'], upgrade?: string): ApiRequest =>
    ({ method: 'GET', path: '/', query: '', headers, peer: { address: '192.0.2.1' }, body: () => Promise.resolve(new Uint8Array()), signal: new AbortController().signal, ...(upgrade !== undefined && { upgrade }) });
  const sent = (headers: ApiRequest['headers'], upgrade?: string): Readonly<Record<string, string>> => Object.fromEntries(requestHeaders(request(headers, upgrade), '/proxied'));

  it('credentials stay here', () => {
    expect(sent({ authorization: 'Bearer secret', 'impersonate-user': 'root', 'x-remote-group': 'system:masters', 'x-own': 'kept' })).to.deep.equal({
      'x-own': 'kept', connection: 'close', 'x-forwarded-for': '192.0.2.1', 'x-forwarded-uri': '/proxied',
    });
  });

  it('a token among subprotocols stays here too', () => {
    expect(sent({ upgrade: 'websocket', 'sec-websocket-protocol': 'base64url.bearer.authorization.k8s.io.c2VjcmV0, chat' }, 'websocket')).to.include({ 'sec-websocket-protocol': 'chat', connection: 'Upgrade', upgrade: 'websocket' });
  });

  it('what is about one connection stays on it', () => {
    expect(sent({ connection: 'keep-alive, x-hop', 'x-hop': '1', te: 'trailers', 'x-forwarded-for': '198.51.100.7', 'transfer-encoding': 'chunked' })).to.deep.equal({
      connection: 'close', 'transfer-encoding': 'chunked', 'x-forwarded-for': '198.51.100.7, 192.0.2.1', 'x-forwarded-uri': '/proxied',
    });
  });

  it('a page must come readable', () => {
    expect(sent({ accept: 'text/html,*/*', 'accept-encoding': 'gzip' })).to.not.have.property('accept-encoding');
    expect(sent({ accept: 'application/json', 'accept-encoding': 'gzip' })).to.include({ 'accept-encoding': 'gzip' });
  });

  it('answers lose their hop’s headers and those that open them to other sites', () => {
    const answered = answerHeaders([['Connection', 'close, X-Hop'], ['X-Hop', '1'], ['Set-Cookie', 'a=b'], ['Set-Cookie', 'c=d'], ['Access-Control-Allow-Origin', '*'], ['Location', '/x']], { prefix: '/p/proxy', hosts: [] });
    expect(answered).to.deep.equal([['Set-Cookie', 'a=b'], ['Set-Cookie', 'c=d'], ['Location', '/p/proxy/x']]);
  });
});

describe('addresses that may be passed on to', () => {
  const allowed = ['10.0.0.1', '192.168.1.2', '203.0.113.9', 'fd00::1', '2001:db8::2'];
  const refused = ['0::1', '::0001', '0:0:0:0:0:ffff:7f00:1', '0:0:0:0:0:0:0:0', 'FE80::1', '', '127.0.0.1', '127.1.2.3', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', 'localhost', 'metadata.internal'];
  for (const address of allowed) it(`${address} may`, () => { expect(addressProblem(address)).to.equal(undefined); });
  for (const address of refused) it(`${address === '' ? 'none' : address} may not`, () => { expect(addressProblem(address)?.message).to.equal('address not allowed'); });
});

describe('what is behind a service', () => {
  it('ready endpoints of a slice, at the port of that name', () => {
    const slice = {
      ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }],
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'a' } },
        { addresses: ['10.0.0.2'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'b' } },
        { addresses: ['10.0.0.3'] },
      ],
    };
    expect(sliceBackends(slice, 'metrics')).to.deep.equal([{ address: '10.0.0.1', port: 9090, pod: 'a' }, { address: '10.0.0.3', port: 9090, pod: '' }]);
    expect(sliceBackends(slice, 'none')).to.deep.equal([]);
  });

  it('addresses of an Endpoints object, not those that are not ready', () => {
    const endpoints = { subsets: [{ addresses: [{ ip: '10.0.0.1', targetRef: { kind: 'Pod', name: 'a' } }], notReadyAddresses: [{ ip: '10.0.0.2' }], ports: [{ port: 80 }] }] };
    expect(endpointsBackends(endpoints, '')).to.deep.equal([{ address: '10.0.0.1', port: 80, pod: 'a' }]);
  });

  const service = { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'web' }] } };
  const pod = (labels: object, ready: string, more: object = {}): Parameters<typeof podBackends>[2] => JSON.parse(JSON.stringify({
    metadata: { name: 'p', labels, ...more }, spec: { containers: [{ ports: [{ name: 'web', containerPort: 8080 }] }] }, status: { podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: ready }] },
  }));

  it('ready pods that the selector takes, as long as nothing is written down', () => {
    expect(podBackends(service, 'http', pod({ app: 'web' }, 'True'))).to.deep.equal([{ address: '10.0.0.1', port: 8080, pod: 'p' }]);
    expect(podBackends(service, 'http', pod({ app: 'web' }, 'False'))).to.deep.equal([]);
    expect(podBackends(service, 'http', pod({ app: 'other' }, 'True'))).to.deep.equal([]);
    expect(podBackends(service, 'http', pod({ app: 'web' }, 'True', { deletionTimestamp: '2026-01-01T00:00:00Z' }))).to.deep.equal([]);
    expect(podBackends(service, 'other', pod({ app: 'web' }, 'True'))).to.deep.equal([]);
  });
});
