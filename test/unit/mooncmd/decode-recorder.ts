import type { DatagramKind } from '../../../core/contracts/datagram-kinds.ts';
import type { DecodeSink } from '../../../core/mooncmd/datagram-decoder.ts';
import type { DropReason } from '../../../core/mooncmd/drop-reasons.ts';

/** A sink that keeps what it is given and counts datagrams. */
export class DecodeRecorder implements DecodeSink {
  readonly messages: { kind: DatagramKind; payload: Buffer; datagrams: number }[] = [];
  readonly drops = new Map<DropReason, number>();
  delivered = 0;
  lost = 0;

  message(kind: DatagramKind, payload: Buffer, datagrams: number): void {
    this.messages.push({ kind, payload: Buffer.from(payload), datagrams });
    this.delivered += datagrams;
  }

  dropped(reason: DropReason, datagrams: number): void {
    this.drops.set(reason, (this.drops.get(reason) ?? 0) + datagrams);
    this.lost += datagrams;
  }

  get texts(): string[] {
    return this.messages.map(({ payload }) => payload.toString('utf8'));
  }
}
