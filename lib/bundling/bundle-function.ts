import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const NODE_HTTP = join(import.meta.dirname, 'node-http.cts');

/**
 * A function as Lambda gets it: `index.mjs`, and beside it a module for whatever it imports late, so that a cold start does not read what
 * most updates never need. CDK's own NodejsFunction makes one file only, which has to be parsed whole: 157 ms instead of 126 for the bots' door, in one hour on one machine.
 *
 * @param name folder under `functions/`
 * @param folders of the repository that lie beside the modules
 */
export function bundleFunction(name: string, folders: readonly string[]): Code {
  return Code.fromAsset(ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('nothing-is-built-in-an-image'),
      // Never run; CDK takes two bundlings of one folder with the same command for the same.
      command: [name, ...folders],
      local: {
        tryBundle: (outputDir) => {
          writeModules(name, outputDir);
          for (const folder of folders)
            cpSync(join(ROOT, folder), join(outputDir, folder), { recursive: true });
          return true;
        },
      },
    },
  });
}

/** @throws what esbuild says of the code */
function writeModules(name: string, outputDir: string): void {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: { index: join(ROOT, 'functions', name, 'handler.ts') },
    outdir: outputDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // By default esbuild writes each Cyrillic letter as six characters.
    charset: 'utf8',
    // The whole of the SDK that is used goes into the bundle: which minor version Lambda has is not said anywhere.
    // pg asks for its native twin in a try block; it is not there and must not be looked for.
    external: ['pg-native'],
    alias: {
      http: NODE_HTTP,
      'node:http': NODE_HTTP,
      // node-fetch brings a URL parser with 260 KB of tables along, for versions of Node that have none.
      'whatwg-url': 'node:url',
    },
    // CommonJS dependencies inside an ES module need a require of their own.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: 'warning',
  });
}
