import { alertSettingsEn } from './alerts/settings-texts.ts';
import { ordersEn } from './orders/orders-texts.ts';
import { profitEn } from './profit/profit-texts.ts';
import { sharingEn } from './sharing/sharing-texts.ts';

/** What the fleet bot says. Keys stand by who says them; plural forms by i18next's endings. */
export const fleetEn = {
  ...ordersEn,
  ...profitEn,
  ...alertSettingsEn,
  ...sharingEn,

  // The menu of commands
  'command.start': 'how the fleet is, and what to do',
  'command.status': 'the numbers of the fleet',
  'command.terminals': 'list of terminals; /terminals words finds some',
  'command.add': 'add a terminal',
  'command.import': 'add many terminals from a CSV file',
  'command.groups': 'groups of terminals',
  'command.cmd': 'a command to a group or to all; /cmd STOP',
  'command.history': 'commands that were sent, and their results',

  // Home
  'home.newcomer': `Hello, {{name}}! Here you watch and command your MoonBot terminals.

To connect the first one:
1. In MoonBot open <b>Settings → Special → Remote</b>, and set a UDP port and a password there.
2. Let UDP on this port through the firewall of the terminal's machine.
3. Tap <b>Add a terminal</b> and tell me its name, address, port and password.

Many at once: <b>Import a list</b>.`,
  'home.terminals_one': '{{count}} terminal',
  'home.terminals_other': '{{count}} terminals',
  'home.money': '💰 {{total}}, available {{available}}',
  'home.moneyUnnamed':
    '💰 {{total}}, available {{available}}: their currency is not known before their first order',
  'home.ordersOpen_one': '{{count}} order is open',
  'home.ordersOpen_other': '{{count}} orders are open',
  'status.system':
    '<b>The whole system</b>\nTerminals: {{terminals}}, online in the last minute: {{online}}\nOrders open: {{orders}}\nAge of the newest data: {{lag}} s',

  // States and roles
  'state.online': 'online',
  'state.stopped': 'online, trading is stopped',
  'state.silent': 'silent',
  'state.never': 'never heard',
  'state.paused': 'paused: not listened to',
  'role.owner': 'owner',
  'role.operator': 'operator',
  'role.viewer': 'viewer',

  // Buttons
  'button.add': '➕ Add a terminal',
  'button.addIt': 'Add it',
  'button.saveIt': 'Save it',
  'button.addAnother': '➕ Another one',
  'button.import': '📄 Import a list',
  'button.fleets': 'My fleets',
  'button.terminals': '📋 Terminals',
  'button.silentOnes': 'Silent ones',
  'button.commandAll': '🎛 Command all',
  'button.commands': '🎛 Commands',
  'button.history': '🕘 History',
  'button.groups': '📁 Groups',
  'button.tags': '🏷 Tags',
  'button.refresh': '🔄 Refresh',
  'button.home': '🏠 Home',
  'button.search': '🔎 Search',
  'button.noFilter': 'Show all',
  'button.previous': '‹ Previous',
  'button.next': 'Next ›',
  'button.newest': '« Newest',
  'button.older': 'Older ›',
  'button.back': '‹ Back',
  'button.done': 'Done',
  'button.open': 'Open',
  'button.cancel': 'Cancel',
  'button.edit': '✏️ Edit',
  'button.pause': '⏸ Stop listening',
  'button.resume': '▶️ Listen again',
  'button.remove': '🗑 Remove',
  'button.removeNow': 'Yes, remove',
  'button.undoRemoval': '↩️ Bring it back',
  'button.rename': '✏️ Rename',
  'button.export': '📄 Export',
  'button.openTerminal': 'Open the terminal',
  'button.testAgain': '🔄 Test again',
  'button.orders': '📑 Orders',
  'button.strategies': '🧩 Strategies',
  'button.askStrategies': '🔄 Ask the terminal',
  'button.errors': '❗ Errors',
  'button.balance': '📈 Balance',
  'button.presets': '⚡ Presets',
  'button.sendToCount_one': 'Send to {{count}} terminal',
  'button.sendToCount_other': 'Send to {{count}} terminals',
  'button.importCount_one': 'Import {{count}}',
  'button.importCount_other': 'Import {{count}}',

  // The list
  'list.title': 'Terminals',
  'list.none': 'There are no terminals yet. /add adds one, /import many.',
  'list.noneFound': 'No terminal fits. “Show all” takes the filter away.',
  'search.ask': 'What shall I look for? A part of the name, the address or a tag.',

  // The card
  'card.noPassword': 'without a password',
  'card.neverHeard': 'Nothing has come from it yet',
  'card.lastHeard': 'Last heard: {{when}}',
  'card.version': 'MoonBot {{version}}',
  'card.botName': 'Calls itself {{name}}',
  'card.balance': '💰 <b>{{total}}</b>, available {{available}}',
  'card.dayChange': 'In 24 hours: {{change}}',
  'card.ordersOpen_one': '{{count}} order is open',
  'card.ordersOpen_other': '{{count}} orders are open',
  'card.ordersEmulator_one': '{{count}} more in the emulator',
  'card.ordersEmulator_other': '{{count}} more in the emulator',
  'card.errorsOfDay_one': '❗ {{count}} error in 24 hours',
  'card.errorsOfDay_other': '❗ {{count}} errors in 24 hours',
  'card.groups': '📁 {{names}}',
  'card.tags': '🏷 {{names}}',
  'card.whatToCheck':
    'What to check: is MoonBot running; is Remote switched on with this very port and password; does the firewall let UDP {{port}} through; is the address right.',
  'card.paused': 'Not listened to any more. Nothing is sent to it either.',
  'card.resumed': 'Listened to again.',
  'remove.question':
    'Remove <b>{{name}}</b> from the fleet? Its orders and history stay, its address becomes free. It can be brought back for 24 hours.',
  'remove.done': '<b>{{name}}</b> is removed. For 24 hours it can be brought back.',
  'remove.undone': 'It is back.',

  // Adding
  'add.name': 'Name',
  'add.host': 'Address',
  'add.port': 'UDP port',
  'add.password': 'Password',
  'add.askName': 'What shall the terminal be called? For example “Frankfurt 1”.',
  'add.askHost':
    'At which address is it? An IP address or a host name, such as 203.0.113.7 or trader.example.com.',
  'add.askPort': 'Which UDP port is set under Settings → Special → Remote?',
  'add.askPassword':
    'Which password is set there? I delete your message at once, keep the password encrypted and never show it. Without a password tap “Skip”.',
  'add.nameUnfit': 'A name is one line without control characters.',
  'add.review': '<b>Add this terminal?</b>',
  'add.withPassword': 'set',
  'add.withoutPassword': 'none: everybody who reaches the port can command it',
  'add.lowPort': '⚠️ Ports below 1024 belong to services of the machine. Is this really the one of Remote?',
  'add.done': `✅ <b>{{name}}</b> is added. I am asking it for its orders now; the answer comes below in some seconds.

No answer? Check that MoonBot is running, that Remote is switched on with this very port and password, and that the firewall lets UDP {{port}} through.`,
  'fleet.newName': 'Terminals of {{name}}',
  'host.malformed':
    'This is neither an IP address nor a host name. Write it without a port, http:// or spaces.',
  'host.forbidden':
    'No terminal can be at this address: it belongs to this system or to no machine. I need the address at which others reach the terminal.',
  'host.ipv6-only':
    'Terminals are reached by IPv4 only, and this is an IPv6 address. Please give an IPv4 one.',
  'host.unknown': 'This name has no address. Is it spelled right?',
  'host.no-answer': 'The name servers did not answer. Please try again, or give the IP address.',

  // Editing
  'edit.title': '<b>{{name}}</b>: what shall be changed?',
  'edit.newPassword': 'New password',
  'edit.removePassword': 'Take the password away',
  'edit.note': 'Note',
  'edit.askPassword': 'What is the new password? I delete your message at once.',
  'edit.askRemovePassword': 'Shall the terminal be spoken to without a password from now on?',
  'edit.askNote': 'What do you want to note about it?',
  'edit.saved': 'Saved. It takes effect within a second.',

  // What terminals have told
  'orders.emulator': 'emulator',
  'strategies.title_one': '{{count}} strategy',
  'strategies.title_other': '{{count}} strategies',
  'strategies.none': 'The terminal has not told its strategies yet. “Ask the terminal” asks for them.',
  'strategies.asOf': 'As of {{when}}',
  'strategies.unreadable_one': '⚠️ {{count}} part of the list could not be read.',
  'strategies.unreadable_other': '⚠️ {{count}} parts of the list could not be read.',
  'errors.title': 'Errors of the exchange, newest first',
  'errors.none': 'No errors. Good.',
  'balance.title': 'Balance of {{name}}',
  'balance.none_one': 'No balance has come in the last {{count}} day.',
  'balance.none_other': 'No balance has come in the last {{count}} days.',
  'balance.change_one': 'In {{count}} day: {{change}}',
  'balance.change_other': 'In {{count}} days: {{change}}',
  'balance.since': 'Beginning: {{total}}, {{when}}',
  'balance.days_one': '{{count}} day',
  'balance.days_other': '{{count}} days',

  // Groups and tags
  'labels.group.title': 'Groups',
  'labels.group.none': 'There are no groups yet. A group is counted and commanded together.',
  'labels.group.new': '➕ New group',
  'labels.group.askName': 'What shall the group be called?',
  'labels.group.removeQuestion_one': 'Remove the group <b>{{name}}</b>? Its {{count}} terminal stays.',
  'labels.group.removeQuestion_other': 'Remove the group <b>{{name}}</b>? Its {{count}} terminals stay.',
  'labels.tag.title': 'Tags',
  'labels.tag.none': 'There are no tags yet. By a tag terminals are found.',
  'labels.tag.new': '➕ New tag',
  'labels.tag.askName': 'What shall the tag be?',
  'labels.tag.removeQuestion_one': 'Remove the tag <b>{{name}}</b>? Its {{count}} terminal stays.',
  'labels.tag.removeQuestion_other': 'Remove the tag <b>{{name}}</b>? Its {{count}} terminals stay.',
  'labels.tooMany_one': 'The first {{count}} is shown.',
  'labels.tooMany_other': 'The first {{count}} are shown.',
  'labels.members': '☑️ Choose terminals',
  'labels.tapToChange': 'A tap puts it on or takes it off; each is kept at once.',
  'labels.nameUnfit': 'One line, up to 50 characters, without comma, semicolon and |.',
  'labels.putOn': '<b>{{name}}</b> is put on.',
  'labels.chooseMembers': '<b>{{name}}</b>: now choose its terminals. It is there as soon as one has it.',
  'labels.askNewName': 'What shall <b>{{name}}</b> be called instead?',
  'labels.renamed': '<b>{{name}}</b> is <b>{{newName}}</b> now.',
  'labels.removed': '{{name}} is removed.',

  // Fleets
  'fleets.title': 'Fleets you can see',
  'fleets.askName': 'What shall the fleet be called?',

  // Import and export
  'import.help': `Send me a CSV file, or paste its lines here. The first line says what the columns are:

<code>name,host,port,password,groups,tags
Frankfurt 1,203.0.113.7,2500,secret,Long;Night,eu</code>

<b>groups</b> and <b>tags</b> may be left out. A name that the fleet has already is updated. You see what will happen before anything does; your message is deleted, since passwords are in it.`,
  'import.notCsv': 'I take lists of terminals as .csv files. /import tells how they look.',
  'import.tooLarge': 'The file is too large: at most 1 MB is taken.',
  'import.tooLong_one': 'Too many lines: at most {{count}} terminal at once.',
  'import.tooLong_other': 'Too many lines: at most {{count}} terminals at once.',
  'import.headerWrong':
    'The first line has to name the columns: <code>name,host,port,password</code>, and <code>groups,tags</code> if you like. /import shows an example.',
  'import.preview': 'This is what I understood',
  'import.counts': 'New: {{added}}, changed: {{changed}}, as before: {{same}}, wrong: {{wrong}}',
  'import.line': 'Line {{line}}:',
  'import.moreProblems_one': '… and {{count}} more',
  'import.moreProblems_other': '… and {{count}} more',
  'import.nothing': 'There is nothing to import.',
  'import.problem.unreadable': 'other columns than the first line, or a quote that is not closed',
  'import.problem.repeated': '“{{value}}” stands on line {{line}} already',
  'import.problem.taken': 'another terminal has this address and port',
  'import.field.empty': 'is empty',
  'import.field.too-long': 'is too long',
  'import.field.bad-characters': 'has characters that do not belong there',
  'import.field.not-a-host': 'is neither an address nor a host name',
  'import.field.not-a-port': 'is not a port: a number from 1 to 65535',
  'import.done': '✅ Imported: {{added}} new, {{changed}} changed.',
  'import.dropped': 'Nothing was imported.',
  'import.outdated':
    'Meanwhile another terminal took one of the addresses, so nothing was imported. Please send the list again.',
  'export.caption': 'Without passwords. An import of this file keeps the passwords that are known.',

  // Commands
  'target.terminal': 'terminal {{name}}',
  'target.group': '📁 group {{name}}',
  'target.tag': '🏷 tag {{name}}',
  'target.all': 'all terminals',
  'command.to': 'To: <b>{{target}}</b>',
  'command.toWhom': 'To whom?',
  'command.choose': 'What shall be done?',
  'command.free': '⌨️ Write it',
  'command.fill': 'Fill in',
  'command.send': 'Send {{command}}',
  'command.example': 'Example:',
  'command.askFree':
    'Which command? As the terminal takes it, for example <code>SetParam "Alpha" OrderSize 25</code>.\nBegin with <code>botname:</code> to address each terminal by its bot’s name.',
  'command.askArgument': '{{what}}\nExample: <code>{{example}}</code>',
  'command.argumentWrong': 'This does not fit: {{why}}',
  'command.confirmDangerous_one': 'This is dangerous, and goes to {{count}} terminal. Send it?',
  'command.confirmDangerous_other': 'This is dangerous, and goes to {{count}} terminals. Send it?',
  'command.confirmMany_one': 'This goes to {{count}} terminal. Send it?',
  'command.confirmMany_other': 'This goes to {{count}} terminals. Send it?',
  'command.sent_one': 'Sending to {{count}} terminal',
  'command.sent_other': 'Sending to {{count}} terminals',
  'command.sentBefore': 'This button has sent it already. Open the page again to send it once more.',

  // History
  'runs.title': 'Commands, newest first',
  'runs.none': 'Nothing was sent yet.',
  'runs.source.telegram': 'from Telegram',
  'runs.source.api': 'from the API',
  'runs.source.system': 'by the system',
  'runs.failures_one': 'Failures: {{count}}',
  'runs.failures_other': 'Failures: {{count}}',
  'runs.all': 'All results',
  'runs.repeat': '🔁 Again',
  'runs.undo': '↩️ {{command}}',

  // Presets
  'presets.none':
    'There are no presets yet. A preset is some commands under a name, sent one after the other.',
  'presets.hint': 'A tap sends it. ⚡ stands among the quick buttons.',
  'presets.new': '➕ New preset',
  'presets.first': 'Make the usual ones',
  'presets.askName': 'What shall the preset be called?',
  'presets.askCommands': 'Which commands? One a line; each is sent when the one before is answered.',
  'presets.askQuick': 'Shall it stand among the quick buttons?',
  'presets.quick': 'Quick button',
  'presets.saved': '<b>{{name}}</b> is saved.',
  'presets.removeQuestion': 'Remove the preset <b>{{name}}</b>?',
  'presets.removed': '{{name}} is removed.',

  // Erasing
  'erase.terminalsLeft': 'Your fleet has terminals. Remove them first: others may see them too.',

  // Refusals
  'refusal.ownerOnly': 'Only the owner of the fleet can do this.',
  'refusal.operatorOnly': 'Viewers can look but not command. Ask the owner to make you an operator.',
  'refusal.fleetUnknown': 'I find no such fleet among yours. /start begins anew.',
  'refusal.terminalUnknown':
    'I find no such terminal among yours; it may have been removed. /terminals lists them.',
  'refusal.addressTaken': 'Another terminal has this address and port already: two could not be told apart.',
  'refusal.nameTaken': 'Your fleet has a terminal of this name already.',
  'refusal.fleetFull': 'The fleet is full: it has 10,000 terminals.',
  'refusal.importUnknown': 'This preview is too old. Please send the list again.',
  'refusal.targetEmpty': 'There is nobody to send it to: none of these terminals is listened to.',
  'refusal.targetTooLarge': 'These are too many terminals or commands at once.',
  'refusal.commandInvalid': 'This cannot be sent: a command is one line of readable text.',
  'refusal.alreadySent': 'This button has sent something else already. Please open the page again.',
  'refusal.notAnnounced':
    'It could not be sent just now, and nothing was sent. Please try again in a minute.',
  'refusal.nothingToUndo':
    'There is nothing to take back: the command has no opposite, or nobody answered it.',
  'refusal.presetUnknown': 'This preset is gone.',
  'refusal.presetNameTaken': 'There is a preset of this name already.',
  'refusal.presetInvalid': 'This preset cannot be kept: 1 to 20 lines, each up to 2,000 characters.',
  'refusal.privateOnly': 'Passwords are part of this. Please do it in a chat with me alone.',
  'refusal.stale': 'This button is out of date. /start begins anew.',
} as const;
