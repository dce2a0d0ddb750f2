import type { State } from './state.ts';

/** Who is there before anybody was added: two languages that the bots speak, and a third person for what goes on between others. */
export function firstState(): State {
  return {
    version: 1,
    persons: [
      { id: 1, firstName: 'Ada', username: 'ada', languageCode: 'en', phoneNumber: '+15550000001' },
      { id: 2, firstName: 'Борис', username: 'boris', languageCode: 'ru', phoneNumber: '+79990000002' },
      { id: 3, firstName: 'Chen', username: 'chen', languageCode: 'en', phoneNumber: '+15550000003' },
    ],
    bots: [],
    conversations: [],
  };
}
