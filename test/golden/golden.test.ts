import { readFileSync, statSync } from 'node:fs';
import { expect } from 'chai';
import type { Recorded } from '../../events/envelope.ts';
import type { JsonObject } from '../../events/json.ts';
import { isJsonObject } from '../../events/json.ts';
import { createKinds } from '../../events/resources/registry.ts';
import { openSealed } from '../../services/kit/write/open-sealed.ts';
import type { Answers } from './answers.ts';
import { answersOf } from './answers.ts';
import { answersPath, eventsOf, historyNames, historyPath, readHistory, sealerOf } from './golden-history.ts';
import type { GoldenHistory } from './golden-history.ts';
import { placesIn } from './places.ts';

const MAX_BYTES = 300 * 1024;

const plainObjectOf = async (history: GoldenHistory, { ref, form, object: body }: Recorded): Promise<JsonObject> => {
  const bytes = await openSealed(sealerOf(history))({ ...ref, form, body });
  const object: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (!isJsonObject(object)) throw new Error('no object');
  return object;
};

describe('golden histories', () => {
  const kinds = createKinds();

  it('are there', () => expect(historyNames()).to.include.members(['0.1.0-lives', '0.1.0-rollout']));

  for (const name of historyNames()) {
    describe(name, () => {
      it('means what it meant when it was recorded', async () => {
        const answers = JSON.parse(readFileSync(answersPath(name), 'utf8')) as Answers;
        expect(await answersOf(readHistory(name))).to.deep.equal(answers);
      });

      it('holds objects that today\'s schemas know every field of, and would store the same', async () => {
        const history = readHistory(name);
        for (const event of eventsOf(history)) {
          const where = `EVENTS/${event.sequence}, ${event.ref.resource} ${event.ref.name}`;
          const kind = kinds.of(event.ref);
          const object = await plainObjectOf(history, event);
          expect(kind?.decode(object).unknown, where).to.deep.equal([]);
          expect(kind?.normalize(object), where).to.deep.equal(object);
        }
      });

      it('is small, and tells nothing of where it was recorded', () => {
        expect(statSync(historyPath(name)).size).to.be.at.most(MAX_BYTES);
        expect(placesIn(readFileSync(historyPath(name), 'utf8'), [])).to.deep.equal([]);
      });
    });
  }
});
