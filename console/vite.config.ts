import { defineConfig } from 'vite';

/** Where `npx vite console` finds the rest of the system: the address that `npm start` prints. */
const STACK = process.env.STACK ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  appType: 'spa',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // light-dark() of the styles is in these and later ones.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: 'dist',
    modulePreload: { polyfill: false },
    // Pictures in the style would be `data:`; files are as quick over HTTP/2 and keep the policy plain.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    proxy: { '^/api/': STACK, '^/chats/': STACK, '/live': { target: STACK, ws: true } },
  },
});
