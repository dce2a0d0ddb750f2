// zod makes code of schemas where it may; the page's policy forbids that, and the attempt would be reported.
import './forbid-eval.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/login.css';
import './styles/parts.css';
import './styles/data-table.css';
import './styles/chart.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { preloadPage } from './pages.tsx';
import { problemTexts } from './problems/texts.ts';
import { shellTexts } from './shell/texts.ts';
import { chooseLanguage, language } from './texts/language.ts';
import { applyTheme } from './theme/theme.ts';

applyTheme();
language.value = chooseLanguage(navigator.languages);
effect(() => {
  document.documentElement.lang = language.value;
});
preloadPage(location.pathname);
const root = document.querySelector('#app');
if (root !== null)
  void Promise.all([shellTexts.load(language.value), problemTexts.load(language.value)]).then(() =>
    render(<App />, root),
  );
