import { CATALOGUE } from '../../../core/fleet/commands/catalogue.ts';
import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';
import { signRequest } from '../../../core/mooncmd/request.ts';
import { mayBeReply, readReplyPart } from '../../../core/fleet/commands/reply.ts';
import { packMessage } from '../../../local/simulator/datagrams.ts';
import { Terminal } from '../../../local/simulator/terminal.ts';

const NOW_MS = Date.UTC(2025, 11, 4, 10);

describe('a simulated terminal', () => {
  it.each(CATALOGUE.map(({ name, example, replies }) => ({ name, example, replies })))(
    'answers the example of $name as the catalogue says: $replies',
    ({ example, replies }) => {
      const terminal = new Terminal({
        name: 'sim-0001',
        password: 'demoPass1',
        seed: 3,
        isSilent: false,
        balanceEveryMs: 5_000,
        orderEveryMs: 34_000,
        errorEveryMs: 300_000,
        longCommentPercent: 0,
        firstOrderId: 48_213,
      });
      const answer = (terminal.receive(signRequest(example, 'demoPass1'), NOW_MS) ?? []).flatMap((message) =>
        packMessage(message, { isPlain: false, isFragmented: false }).datagrams.flatMap((datagram) => {
          const opened = openDatagram(datagram);
          return opened.status === 'message' && mayBeReply(opened.kind)
            ? [readReplyPart(opened.kind, opened.payload)]
            : [];
        }),
      );

      expect(answer.filter(({ isRefusal }) => isRefusal)).toEqual([]);
      if (replies === 'none') expect(answer).toHaveLength(0);
      if (replies === 'one') expect(answer).toHaveLength(1);
      // The log has no line yet.
      if (replies === 'many' && !example.startsWith('SQLSelect')) expect(answer.length).toBeGreaterThan(0);
    },
  );
});
