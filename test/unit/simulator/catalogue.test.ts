import { CATALOGUE } from '../../../core/fleet/commands/catalogue.ts';
import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';
import { signRequest } from '../../../core/mooncmd/request.ts';
import { mayBeReply, readReplyPart } from '../../../core/fleet/commands/reply.ts';
import { packMessage } from '../../../local/simulator/datagrams.ts';
import { simulatedTerminal, TERMINAL_PASSWORD } from '../../support/simulated-terminal.ts';

const NOW_MS = Date.UTC(2025, 11, 4, 10);

describe('a simulated terminal', () => {
  it.each(CATALOGUE.map(({ name, example, replies }) => ({ name, example, replies })))(
    'answers the example of $name as the catalogue says: $replies',
    ({ example, replies }) => {
      const terminal = simulatedTerminal();
      const answer = (terminal.receive(signRequest(example, TERMINAL_PASSWORD), NOW_MS) ?? []).flatMap(
        (message) =>
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
