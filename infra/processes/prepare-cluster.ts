import { access, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClusterConfig } from '../cluster/cluster-config.ts';
import type { ClusterFolder } from '../cluster/cluster-folder.ts';
import { writeKubeconfig } from '../cluster/kubeconfig-file.ts';
import { createAuthority, issueClientCertificate, issueServerCertificate, readCertificate, writeCertificate } from '../crypto/certificates.ts';
import type { Authority, Certificate } from '../crypto/certificates.ts';
import { createKeyFile } from '../crypto/key-encryption-key.ts';
import { writePrivateFile } from '../crypto/private-file.ts';
import { createTokenKeyFile } from '../crypto/token-signer.ts';
import { natsServerConfig } from '../nats/server-config.ts';
import { NATS_ROLES, certificateSubject } from '../nats/users.ts';
import type { NatsIdentity } from '../nats/users.ts';
import { firstServiceAddress } from './first-service-address.ts';
import { natsCertificateName } from './nats-certificate-name.ts';

/** Base path of a certificate: `<base>.crt` and `<base>.key`. */
const pki = (folder: ClusterFolder, name: string): string => join(folder.root, 'pki', name);

const ensureAuthority = async (folder: ClusterFolder, name: string): Promise<Authority> => {
  const path = pki(folder, name);
  const existing = await readCertificate(path);
  if (existing !== undefined) return existing;
  const authority = await createAuthority(`shiplog-${name}`);
  await writeCertificate(path, authority);
  return authority;
};

const ensureCertificate = async (path: string, issue: () => Promise<Certificate>): Promise<void> => {
  if ((await readCertificate(path)) === undefined) await writeCertificate(path, await issue());
};

const ensureCertificates = async (folder: ClusterFolder, config: ClusterConfig): Promise<void> => {
  const authority = await ensureAuthority(folder, 'ca');
  const identities: readonly NatsIdentity[] = [...NATS_ROLES.map((role) => ({ role })), ...config.nodes.map((node) => ({ node }))];
  await ensureCertificate(pki(folder, 'nats-server'), () => issueServerCertificate(authority, { commonName: 'nats-server', hosts: ['localhost', '127.0.0.1'] }));
  for (const identity of identities) {
    const { commonName, organization } = certificateSubject(identity);
    await ensureCertificate(pki(folder, natsCertificateName(identity)), () => issueClientCertificate(authority, { commonName, organizations: [organization] }));
  }
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const hosts = [...names, '127.0.0.1', config.apiHost, config.podNetwork.gateway, firstServiceAddress(config.serviceCidr)];
  await ensureCertificate(pki(folder, 'api-server'), () => issueServerCertificate(authority, { commonName: 'kube-apiserver', hosts: [...new Set(hosts)] }));
  await ensureCertificate(pki(folder, 'admin'), () => issueClientCertificate(authority, { commonName: 'kubernetes-admin', organizations: ['system:masters'] }));
};

const ensureKey = async (path: string, create: (path: string) => Promise<void>): Promise<void> => {
  const exists = await access(path).then(() => true, () => false);
  if (!exists) await create(path);
};

const writeNatsConfig = async (folder: ClusterFolder, config: ClusterConfig): Promise<void> => {
  const server = folder.certificate('nats-server');
  await mkdir(dirname(folder.natsConfig), { recursive: true });
  const text = natsServerConfig({
    host: '127.0.0.1',
    port: config.natsPort,
    storeDir: folder.natsStore,
    tls: { ca: folder.caCert, cert: server.cert, key: server.key },
    nodes: config.nodes,
    serverName: config.name,
  });
  await writePrivateFile(folder.natsConfig, text);
};

/** Makes everything a cluster needs before its first process starts: certificates, keys, NATS configuration, kubeconfig. Safe to repeat. */
export const prepareCluster = async (folder: ClusterFolder, config: ClusterConfig): Promise<void> => {
  for (const part of ['pki', 'run', 'logs', 'snapshots', 'nodes']) await mkdir(join(folder.root, part), { recursive: true, mode: 0o700 });
  await ensureCertificates(folder, config);
  await ensureKey(folder.keyEncryptionKey, createKeyFile);
  await ensureKey(folder.tokenKey, createTokenKeyFile);
  await writeNatsConfig(folder, config);
  await writeKubeconfig(folder, config);
};
