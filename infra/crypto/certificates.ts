// @peculiar/x509 resolves its parts through decorators' metadata; it must be loaded first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension,
  Name, PemConverter, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator,
} from '@peculiar/x509';
import { writePrivateFile } from './private-file.ts';

/** A certificate and its private key (PKCS#8), PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** The cluster's own authority: its certificate and key sign every other one. */
export type Authority = Certificate;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 825;
/** Clocks of machines differ: a certificate is valid a little before it is made. */
const BACKDATE_MS = 60 * 60 * 1000;

const validity = (days: number): { notBefore: Date; notAfter: Date } => {
  const now = Date.now();
  return { notBefore: new Date(now - BACKDATE_MS), notAfter: new Date(now + days * DAY_MS) };
};

const newKeys = (): Promise<webcrypto.CryptoKeyPair> => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const keyPem = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const importKey = (pem: string): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), ALGORITHM, true, ['sign']);

const nameOf = (commonName: string, organizations: readonly string[]): Name =>
  new Name([{ CN: [commonName] }, ...organizations.map((organization) => ({ O: [organization] }))]);

/** A new authority: ECDSA P-256, ten years, may sign leaves only. */
export const createAuthority = async (commonName: string): Promise<Authority> => {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    name: nameOf(commonName, []).toString(),
    keys,
    signingAlgorithm: SIGNING,
    ...validity(AUTHORITY_DAYS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: `${cert.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
};

interface LeafOptions {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly usages: readonly ExtendedKeyUsage[];
  readonly hosts: readonly string[];
}

const alternativeNames = (hosts: readonly string[]): SubjectAlternativeNameExtension =>
  new SubjectAlternativeNameExtension(hosts.map((host) => ({ type: isIP(host) ? 'ip' : 'dns', value: host })));

const issue = async (authority: Authority, options: LeafOptions): Promise<Certificate> => {
  const keys = await newKeys();
  const issuer = new X509Certificate(authority.cert);
  const cert = await X509CertificateGenerator.create({
    subject: nameOf(options.commonName, options.organizations).toJSON(),
    issuer: issuer.subjectName.toJSON(),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: SIGNING,
    ...validity(LEAF_DAYS),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([...options.usages]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(options.hosts.length > 0 ? [alternativeNames(options.hosts)] : []),
    ],
  });
  return { cert: `${cert.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
};

/** A server's certificate for host names and IP addresses; it may also be a client (members of a NATS cluster are both). */
export const issueServerCertificate = (authority: Authority, options: { readonly commonName: string; readonly hosts: readonly string[] }): Promise<Certificate> =>
  issue(authority, { commonName: options.commonName, organizations: [], usages: [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth], hosts: options.hosts });

/** A client's certificate: `CN` is the user, each `O` a group. */
export const issueClientCertificate = (authority: Authority, options: { readonly commonName: string; readonly organizations: readonly string[] }): Promise<Certificate> =>
  issue(authority, { commonName: options.commonName, organizations: options.organizations, usages: [ExtendedKeyUsage.clientAuth], hosts: [] });

/** Days until the certificate ends; negative once it has. */
export const daysLeft = (certPem: string): number => (new X509Certificate(certPem).notAfter.getTime() - Date.now()) / DAY_MS;

/** Where a certificate lies: `<path>.crt` and `<path>.key`. */
export const certificatePaths = (path: string): { readonly cert: string; readonly key: string } => ({ cert: `${path}.crt`, key: `${path}.key` });

/** Writes `<path>.crt` and `<path>.key`, both readable by the owner only. The key first: a certificate implies its key. */
export const writeCertificate = async (path: string, certificate: Certificate): Promise<void> => {
  const paths = certificatePaths(path);
  await writePrivateFile(paths.key, certificate.key);
  await writePrivateFile(paths.cert, certificate.cert);
};

/** Reads what writeCertificate wrote; undefined if the certificate is not there. */
export const readCertificate = async (path: string): Promise<Certificate | undefined> => {
  const paths = certificatePaths(path);
  try {
    return { cert: await readFile(paths.cert, 'utf8'), key: await readFile(paths.key, 'utf8') };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
};
