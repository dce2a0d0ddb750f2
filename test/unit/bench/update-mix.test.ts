import { decodeButton } from '../../../core/bot/routing/action-codec.ts';
import { updateSchema } from '../../../core/bot/webhook/update-schema.ts';
import { type People, UpdateMix } from '../../../bench/webhook/update-mix.ts';
import * as z from 'zod';

const PEOPLE: People = { firstId: 5_000, count: 10, pageEnds: [[108, 116], [208]] };
const idSchema = z.looseObject({ update_id: z.number() });
const tapSchema = z.looseObject({ callback_query: z.looseObject({ data: z.string() }) });

const read = (body: string): unknown => JSON.parse(body);

test('every update is one that the webhook takes, and no two have one id', () => {
  const updates = new UpdateMix(PEOPLE, { firstUpdateId: 7, seed: 1 })
    .take(500)
    .map(({ body }) => read(body));
  expect(updates.filter((update) => !updateSchema.safeParse(update).success)).toEqual([]);
  expect(new Set(updates.map((update) => idSchema.parse(update).update_id)).size).toBe(500);
});

test('two of five updates turn a page, and one of ten is a search', () => {
  const kinds = new UpdateMix(PEOPLE, { firstUpdateId: 1, seed: 1 }).take(5_000).map(({ kind }) => kind);
  const share = (wanted: string): number => kinds.filter((kind) => kind === wanted).length / 5_000;
  expect(share('page')).toBeCloseTo(0.4, 1);
  expect(share('search')).toBeCloseTo(0.1, 1);
});

test('a person turns the pages of the own fleet one after the other, so that each tap shows something else', () => {
  const mix = new UpdateMix({ ...PEOPLE, count: 2 }, { firstUpdateId: 1, seed: 1 });
  const cursors = mix
    .take(6, 'page')
    .map(({ body }) => decodeButton(tapSchema.parse(read(body)).callback_query.data))
    .map((button) => (button?.kind === 'call' ? button.call.args.at(-1) : undefined));
  expect(cursors).toEqual(['>108', '>208', '>116', '>208', '>108', '>208']);
});
