import type { PackedMessage } from './datagrams.ts';
import type { Random } from './random.ts';

/** What the network does to datagrams; shares in percent. */
export interface NetworkFaults {
  readonly lossPercent: number;
  readonly reorderPercent: number;
  readonly duplicatePercent: number;
  /** A datagram that is held back arrives up to this much later, so that others overtake it. */
  readonly reorderMaxDelayMs: number;
}

/** Datagrams that travel together. */
export interface Delivery {
  readonly datagrams: readonly Buffer[];
  readonly delayMs: number;
}

export interface DeliveryPlan {
  readonly deliveries: readonly Delivery[];
  /** How often the message arrives whole: 0 when a part of it is lost, 2 when it is doubled. */
  readonly wholeCopies: number;
  readonly lostDatagrams: number;
  readonly duplicatedDatagrams: number;
  readonly delayedDatagrams: number;
}

/**
 * Loss strikes every datagram by itself. Fragments of a gzip carry no number, so a doubled or delayed one would spoil its series
 * for good: a series is doubled and delayed as a whole. A doubled block of a chart does not make a second chart.
 */
export function planDelivery(packed: PackedMessage, faults: NetworkFaults, random: Random): DeliveryPlan {
  const groups =
    packed.parts === 'numbered' ? packed.datagrams.map((datagram) => [datagram]) : [packed.datagrams];
  const deliveries: Delivery[] = [];
  let [lostDatagrams, duplicatedDatagrams, delayedDatagrams, wholeCopies] = [0, 0, 0, 1];
  for (const group of groups) {
    const kept = group.filter(() => !random.happens(faults.lossPercent));
    lostDatagrams += group.length - kept.length;
    if (kept.length < group.length) wholeCopies = 0;
    if (kept.length === 0) continue;
    const isDelayed = random.happens(faults.reorderPercent);
    if (isDelayed) delayedDatagrams += kept.length;
    deliveries.push({
      datagrams: kept,
      delayMs: isDelayed ? random.between(1, faults.reorderMaxDelayMs) : 0,
    });
    if (wholeCopies === 0 || !random.happens(faults.duplicatePercent)) continue;
    duplicatedDatagrams += kept.length;
    deliveries.push({ datagrams: kept, delayMs: 0 });
    if (packed.parts !== 'numbered') wholeCopies = 2;
  }
  return { deliveries, wholeCopies, lostDatagrams, duplicatedDatagrams, delayedDatagrams };
}
