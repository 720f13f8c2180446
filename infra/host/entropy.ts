import { randomInt, randomUUID } from 'node:crypto';
import type { Entropy } from '../../services/kit/port.ts';

/** Kubernetes' name alphabet: no vowels and no 0, 1, 3, so that no words arise. */
const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

export const hostEntropy = (): Entropy => ({
  uuid: () => randomUUID(),
  nameSuffix: (length) => Array.from({ length }, () => NAME_ALPHABET[randomInt(NAME_ALPHABET.length)]).join(''),
});
