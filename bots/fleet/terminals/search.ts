import * as z from 'zod';
import { calls } from '../calls.ts';
import { flow } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { openList } from './terminal-list.ts';

export const searchFlow = flow({
  id: 'find',
  answers: z.object({ words: z.string() }),
  steps: [{ kind: 'text', name: 'words', ask: 'search.ask', max: 100 }],
  commit: (turn, { words }) => openList(turn, { search: words }, 'show'),
});

export const searchActions = [onTap(calls.search, (turn) => turn.start(searchFlow))];
