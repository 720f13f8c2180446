import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { certificatePaths, createAuthority, daysLeft, issueClientCertificate, issueServerCertificate, readCertificate, writeCertificate } from './certificates.ts';
import { sha256Digest } from './digest.ts';

describe('certificates', () => {
  it('let a client and a server of one authority trust each other, by name and by address', async () => {
    const authority = await createAuthority('test');
    const serverSide = await issueServerCertificate(authority, { commonName: 'api', hosts: ['localhost', '127.0.0.1', 'kubernetes.default.svc'] });
    const clientSide = await issueClientCertificate(authority, { commonName: 'kubernetes-admin', organizations: ['system:masters', 'second'] });
    const server = createServer({ ...serverSide, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
    const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect({ ...clientSide, ca: authority.cert, host: '127.0.0.1', port: (server.address() as AddressInfo).port, servername: 'kubernetes.default.svc' });
    await once(socket, 'secureConnect');
    const [peer] = await accepted;
    expect(peer.getPeerCertificate().subject).to.deep.include({ CN: 'kubernetes-admin', O: ['system:masters', 'second'] });
    peer.destroy();
    socket.destroy();
    server.close();
  });

  it('are signed by the authority and for their use alone', async () => {
    const authority = new X509Certificate((await createAuthority('test')).cert);
    const other = await createAuthority('other');
    const client = new X509Certificate((await issueClientCertificate(other, { commonName: 'n', organizations: [] })).cert);
    expect(authority.ca).to.equal(true);
    expect(client.ca).to.equal(false);
    expect(client.checkIssued(new X509Certificate(other.cert))).to.equal(true);
    expect(client.verify(authority.publicKey)).to.equal(false);
    expect(client.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.2']);
  });

  it('last for a known time and are written for their owner alone', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'shiplog-pki-'));
    const certificate = await createAuthority('test');
    await writeCertificate(join(dir, 'ca'), certificate);
    expect(await readCertificate(join(dir, 'ca'))).to.deep.equal(certificate);
    expect(await readCertificate(join(dir, 'none'))).to.equal(undefined);
    for (const path of Object.values(certificatePaths(join(dir, 'ca')))) expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(daysLeft(certificate.cert)).to.be.within(3600, 3651);
    await rm(dir, { recursive: true });
  });
});

describe('digest', () => {
  const { hex } = sha256Digest();
  it('depends on where parts end, not only on their bytes', () => {
    expect(hex(16, 'ab', 'c')).to.have.length(16).and.not.equal(hex(16, 'a', 'bc'));
    expect(hex(64, 'é')).to.equal(hex(64, new TextEncoder().encode('é')));
  });
});
