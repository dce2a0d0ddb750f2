import { KernelDropCounter, parseKernelDrops } from '../../../ingest-fargate/kernel-drops.ts';

const header =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const line = (port: string, inode: number, drops: number): string =>
  `  123: 00000000:${port} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 ${drops}`;

describe('kernel drops', () => {
  it('are read for the sockets of one port', () => {
    const text = [header, line('09C4', 11, 5), line('09C4', 12, 7), line('1F90', 13, 99), ''].join('\n');

    expect([...parseKernelDrops(text, 2500)]).toEqual([
      ['11', 5],
      ['12', 7],
    ]);
  });

  it('are added up from where the task began, over sockets that come and go', () => {
    const counter = new KernelDropCounter();
    counter.update(new Map([['11', 5]]));
    counter.update(new Map([['11', 8]]));
    counter.update(new Map([['12', 2]]));

    expect(counter.total).toBe(5);
  });
});
