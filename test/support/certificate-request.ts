import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator, cryptoProvider } from '@peculiar/x509';

/** A PKCS#10 request with a key of its own, PEM in base64 as a CertificateSigningRequest holds it. */
export const certificateRequest = async (commonName: string): Promise<string> => {
  cryptoProvider.set(globalThis.crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await globalThis.crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = await Pkcs10CertificateRequestGenerator.create({ name: `CN=${commonName}`, keys, signingAlgorithm: { ...algorithm, hash: 'SHA-256' } });
  return Buffer.from(request.toString('pem')).toString('base64');
};
