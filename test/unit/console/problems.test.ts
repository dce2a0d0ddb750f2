import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemAnswerError } from '../../../console/src/api/problem.ts';
import { explainError, explainField } from '../../../console/src/problems/explain-error.ts';
import { findExplained, findFieldKey } from '../../../console/src/problems/problem-kinds.ts';
import { problemTexts } from '../../../console/src/problems/texts.ts';
import { shellTexts } from '../../../console/src/shell/texts.ts';
import { switchLanguage } from '../../../console/src/texts/define-texts.ts';
import { FIELD_WORDS, HOST_WORDS } from '../../../core/api/terminals/terminal-input.ts';

const ROOT = join(__dirname, '../../..');

/** What no person is told: the console asks a question of its own, signs in again, or never sends such a request. */
const NOT_FOR_PEOPLE = [
  'Confirm',
  'Invalid address',
  'Invalid request',
  'Not JSON',
  'Not ready',
  'Not signed in',
  'Not through the front door',
  'Not with a key',
  'Telefleet',
];

function titlesOf(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(/^\s*(?:.*[{ ])?title: '([^']+)'/gm)].map(
        ([, title = '']) => title,
      ),
    );
}

const problem = (status: number, body: Record<string, unknown>) =>
  new ProblemAnswerError(status, { type: 'about:blank', status, ...body });

describe('what the API refuses', () => {
  beforeAll(async () => {
    await Promise.all([shellTexts.load('ru'), problemTexts.load('ru')]);
    await switchLanguage('ru');
  });
  afterAll(() => switchLanguage('en'));

  it('has words of the console for every title that a person may meet', () => {
    const titles = ['core/api', 'core/http'].flatMap(titlesOf);
    expect(titles.length).toBeGreaterThan(40);
    const unexplained = new Set(titles.filter((title) => findExplained(title) === undefined));
    expect([...unexplained].filter((title) => !NOT_FOR_PEOPLE.includes(title))).toEqual([]);
  });

  it("has the console's words for what is wrong with a terminal's fields", () => {
    for (const words of [...Object.values(FIELD_WORDS), ...Object.values(HOST_WORDS)])
      expect(findFieldKey(words)).toBeDefined();
  });

  it("is told in the person's language, with the field that is wrong", () => {
    const taken = problem(409, {
      title: 'Name taken',
      detail: 'Another terminal of the fleet has this name. Give another one.',
      errors: [{ field: 'name', message: 'another terminal of the fleet has it' }],
    });
    expect(explainError(taken)).toEqual({
      title: 'Имя занято',
      detail: 'В парке такое имя уже есть. Дайте другое. name: в этом парке уже занято.',
    });
    expect(explainField('is too long')).toBe('слишком длинно');
  });

  it('is told as the API says it where the console knows no better', () => {
    expect(explainError(problem(418, { title: 'A teapot', detail: 'Pour tea.' }))).toEqual({
      title: 'A teapot',
      detail: 'Pour tea.',
    });
    expect(explainError(problem(403, { title: 'Newer rule', detail: 'Because.' }))).toEqual({
      title: 'Нет доступа',
      detail: 'Because.',
    });
    expect(
      explainError(problem(400, { title: 'Invalid request', detail: 'A preset has at most 20 commands.' })),
    ).toEqual({ title: 'Что-то указано неверно', detail: 'A preset has at most 20 commands.' });
  });
});
