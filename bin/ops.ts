/**
 * `npm run ops -- VERB`: the operators' command. Ends with 0, with 1 when something outside did not work, with 2 when the command line is wrong.
 */
import { SET_WEBHOOK_USAGE, setWebhooks } from './ops/set-webhook.ts';
import { OperationFailedError, OpsCommandInvalidError } from './ops/errors.ts';

const USAGE = `npm run ops -- VERB [options]

${SET_WEBHOOK_USAGE}`;

try {
  const [verb, ...args] = process.argv.slice(2);
  switch (args.includes('--help') ? 'help' : verb) {
    case 'set-webhook':
      await setWebhooks(args, console.log);
      break;
    case undefined:
    case 'help':
    case '--help':
      console.log(USAGE);
      break;
    default:
      throw new OpsCommandInvalidError(`there is no verb ${JSON.stringify(verb)}`);
  }
} catch (error) {
  if (error instanceof OpsCommandInvalidError) {
    console.error(`${error.message}; see npm run ops -- --help`);
    process.exit(2);
  }
  if (error instanceof OperationFailedError) {
    console.error(error.message);
    process.exit(1);
  }
  throw error;
}
