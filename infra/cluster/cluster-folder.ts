import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Names of everything a cluster keeps in its folder. Nothing outside it belongs to the cluster but its containers and memoryFolder. */
export interface ClusterFolder {
  readonly root: string;
  readonly config: string;
  readonly kubeconfig: string;
  /** Key-encryption key of sealed objects, 0600. */
  readonly keyEncryptionKey: string;
  /** Key that signs service accounts' tokens, 0600. */
  readonly tokenKey: string;
  readonly supervisorState: string;
  readonly natsConfig: string;
  readonly natsStore: string;
  readonly caCert: string;
  readonly caKey: string;
  certificate(name: string): { readonly cert: string; readonly key: string };
  log(component: string): string;
  snapshots(component: string): string;
  node(name: string): string;
}

export const clusterFolder = (root: string): ClusterFolder => ({
  root,
  config: join(root, 'cluster.json'),
  kubeconfig: join(root, 'kubeconfig'),
  keyEncryptionKey: join(root, 'pki/key-encryption.key'),
  tokenKey: join(root, 'pki/service-account.key'),
  supervisorState: join(root, 'run/supervisor.json'),
  natsConfig: join(root, 'nats/nats.conf'),
  natsStore: join(root, 'nats/store'),
  caCert: join(root, 'pki/ca.crt'),
  caKey: join(root, 'pki/ca.key'),
  certificate: (name) => ({ cert: join(root, 'pki', `${name}.crt`), key: join(root, 'pki', `${name}.key`) }),
  log: (component) => join(root, 'logs', `${component}.log`),
  snapshots: (component) => join(root, 'snapshots', component),
  node: (name) => join(root, 'nodes', name),
});

/** `--dir`, else $SHIPLOG_HOME, else ~/.shiplog. */
export const clusterRoot = (dir: string | undefined): string => resolve(dir ?? process.env['SHIPLOG_HOME'] ?? join(homedir(), '.shiplog'));
