import type { Profit, ProfitPage, ProfitQuestion } from '../../../core/fleet/results/read-profit.ts';
import type { Asker } from '../services.ts';

export type ProfitWish = Omit<ProfitQuestion, 'userId' | 'now'>;

export interface ProfitService {
  read(asker: Asker, wish: ProfitWish): Promise<readonly Profit[]>;
  readBy(
    asker: Asker,
    by: 'terminal' | 'strategy',
    wish: ProfitWish,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<ProfitPage>;
}
