import type { ListedOrder, OrdersPage, OrdersQuestion } from '../../../core/fleet/orders/list-orders.ts';
import type { Asker } from '../services.ts';

export interface OrdersService {
  list(asker: Asker, question: Omit<OrdersQuestion, 'userId'>): Promise<OrdersPage>;
  find(asker: Asker, terminalId: number, orderId: string): Promise<ListedOrder | undefined>;
}
