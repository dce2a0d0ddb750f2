/**
 * `npm run build:console`: the console's pages into `console/dist`, unless they are there and as new as their sources. `npm start`, synth and
 * the tests call it, so that nobody has to.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..');
const DIST = join(import.meta.dirname, 'dist');
/** Beside the pages, and not served: what they were built from. */
const STAMP = '.built-from.json';
/** What decides beside the modules that were read. */
const ALWAYS = ['console/vite.config.ts', 'console/build.ts', 'package-lock.json'];

const stampSchema = z.object({ files: z.array(z.string()), hash: z.string() });

export interface BuiltConsole {
  readonly directory: string;
  /** False: what was there is still good. */
  readonly isNew: boolean;
}

/** @throws what vite says of the sources */
export async function buildConsole(): Promise<BuiltConsole> {
  if (await isFresh()) return { directory: DIST, isNew: false };
  // Others may read or build it at the same time: it is made aside and put in place whole.
  const aside = join(ROOT, 'node_modules', `.console-${process.pid}`);
  const { build } = await import('vite');
  const modules = new Set<string>();
  await build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: aside, emptyOutDir: true },
    plugins: [
      {
        name: 'note-sources',
        generateBundle() {
          for (const id of this.getModuleIds()) modules.add(id);
        },
      },
    ],
  });
  const files = sourcesOf(modules, await publicFiles());
  await writeFile(join(aside, STAMP), JSON.stringify({ files, hash: await hashOf(files) }));
  await replaceWith(aside);
  return { directory: DIST, isNew: true };
}

async function isFresh(): Promise<boolean> {
  if (!existsSync(join(DIST, 'index.html'))) return false;
  try {
    const stamp = stampSchema.parse(JSON.parse(await readFile(join(DIST, STAMP), 'utf8')));
    return stamp.hash === (await hashOf(stamp.files));
  } catch {
    // A file is gone, or it was built by something else.
    return false;
  }
}

function sourcesOf(modules: ReadonlySet<string>, others: readonly string[]): string[] {
  const read = [...modules]
    .map((id) => (id.split('?')[0] ?? id).replace(/^\0/, ''))
    .filter((path) => path.startsWith(ROOT) && !path.includes('node_modules') && existsSync(path))
    .map((path) => relative(ROOT, path));
  return [...new Set([...read, ...others, ...ALWAYS])].sort();
}

async function publicFiles(): Promise<string[]> {
  const names = await readdir(join(import.meta.dirname, 'public'));
  return names.map((name) => `console/public/${name}`);
}

/** @throws when one cannot be read */
async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file))));
  for (const [index, text] of texts.entries()) hash.update(`${files[index]} ${text.length}\n`).update(text);
  return hash.digest('hex');
}

async function replaceWith(aside: string): Promise<void> {
  const old = `${aside}-old`;
  await mkdir(DIST, { recursive: true });
  await rename(DIST, old);
  try {
    await rename(aside, DIST);
  } catch {
    // Another build was put there in between; it is as good.
    await rm(aside, { recursive: true, force: true });
  }
  await rm(old, { recursive: true, force: true });
}

if (import.meta.main) {
  const { directory, isNew } = await buildConsole();
  process.stdout.write(`${isNew ? 'built' : 'still good'}: ${relative(process.cwd(), directory)}\n`);
}
