import type { Preset, PresetFields } from '../../core/fleet/commands/presets.ts';
import type {
  Page as RunPage,
  Run,
  RunCursor,
  TerminalResult,
  TerminalRun,
} from '../../core/fleet/commands/read-runs.ts';
import type { RequestedRun } from '../../core/fleet/commands/request-run.ts';
import type { Confirmation, Follow } from '../../core/fleet/commands/run-request.ts';
import type { Target } from '../../core/fleet/commands/targets.ts';
import type { FleetOverview } from '../../core/fleet/read-fleet-overview.ts';
import type { AddedTerminal } from '../../core/fleet/terminals/add-terminal.ts';
import type { TerminalChange } from '../../core/fleet/terminals/change-terminal.ts';
import type { HostProblem } from '../../core/fleet/terminals/check-host.ts';
import type { Membership } from '../../core/fleet/terminals/fleets.ts';
import type { Imported } from '../../core/fleet/terminals/import-terminals.ts';
import type { Label, LabelKind, Labelling } from '../../core/fleet/terminals/labels.ts';
import type { PageCursor, TerminalFilter, TerminalPage } from '../../core/fleet/terminals/list-terminals.ts';
import type { ListPlan } from '../../core/fleet/terminals/plan-list.ts';
import type { TerminalCard } from '../../core/fleet/terminals/read-card.ts';
import type {
  ApiErrorLine,
  BalancePoint,
  Page,
  StrategyListing,
} from '../../core/fleet/terminals/read-feeds.ts';
import type { FleetSummary, StateCounts } from '../../core/fleet/terminals/summarize-fleet.ts';
import type { TerminalEntry } from '../../core/fleet/terminals/terminal-fields.ts';
import type { AlertsService } from './alerts/alerts-service.ts';
import type { OrdersService } from './orders/orders-service.ts';
import type { ProfitService } from './profit/profit-service.ts';
import type { SharingService } from './sharing/sharing-service.ts';

/** Who asks, and how fresh the answer has to be. */
export interface Asker {
  readonly userId: number;
  /** Their own last write has to be seen. */
  readonly seesOwnWrites: boolean;
  readonly now: Date;
  /** Bot and chat, as the audit has it. */
  readonly address: string;
}

/**
 * What the fleet bot may ask and do. Whoever asks is checked in every query: what is not theirs is `TerminalUnknownError` or
 * `FleetUnknownError`, what their role does not reach is `NotAllowedError` (`explain-refusal.ts` puts all of them into words). What is changed has
 * its row of the audit in the same transaction.
 */
export interface FleetServices {
  readonly fleets: FleetsService;
  readonly terminals: TerminalsService;
  readonly labels: LabelsService;
  readonly imports: ImportsService;
  readonly feeds: FeedsService;
  readonly commands: CommandsService;
  readonly presets: PresetsService;
  readonly orders: OrdersService;
  readonly profit: ProfitService;
  readonly alerts: AlertsService;
  readonly sharing: SharingService;
  /** Of all fleets of the system: for its admins. */
  readOverview(): Promise<FleetOverview>;
}

export interface FleetsService {
  /** The chosen one first. */
  list(asker: Asker): Promise<readonly Membership[]>;
  choose(asker: Asker, fleetId: string): Promise<void>;
  rename(asker: Asker, fleetId: string, name: string): Promise<void>;
  /** What is kept of the person's fleets, JSON without passwords. */
  exportOf(userId: number): Promise<unknown>;
  /** @returns false while terminals of theirs are not removed; then nothing was changed */
  eraseOf(userId: number): Promise<boolean>;
  summarize(asker: Asker, fleetId: string): Promise<FleetSummary>;
  countStates(asker: Asker, fleetId: string): Promise<StateCounts>;
}

export interface TerminalsService {
  list(
    asker: Asker,
    fleetId: string,
    page: { readonly filter: TerminalFilter; readonly cursor?: PageCursor; readonly limit: number },
  ): Promise<TerminalPage>;
  readCard(asker: Asker, terminalId: number): Promise<TerminalCard>;
  checkHost(host: string): Promise<HostProblem | undefined>;
  isNameTaken(asker: Asker, name: string): Promise<boolean>;
  isAddressTaken(host: string, port: number, exceptId?: number): Promise<boolean>;
  /** @param newFleetName of the fleet that their first terminal makes */
  add(asker: Asker, newFleetName: string, entry: TerminalEntry): Promise<AddedTerminal>;
  change(asker: Asker, terminalId: number, change: TerminalChange): Promise<void>;
  switchListening(asker: Asker, terminalId: number, isOn: boolean): Promise<void>;
  remove(asker: Asker, terminalId: number): Promise<{ readonly name: string }>;
  undoRemoval(asker: Asker, terminalId: number): Promise<{ readonly name: string }>;
  /** CSV without passwords. */
  exportCsv(asker: Asker, fleetId: string): Promise<string>;
}

export interface LabelsService {
  list(asker: Asker, fleetId: string, kind: LabelKind): Promise<readonly Label[]>;
  put(asker: Asker, label: Labelling, terminalIds: readonly number[], isOn: boolean): Promise<void>;
  rename(asker: Asker, label: Labelling, newName: string): Promise<number>;
  remove(asker: Asker, label: Labelling): Promise<number>;
  findLabelled(asker: Asker, label: Labelling, terminalIds: readonly number[]): Promise<ReadonlySet<number>>;
}

export interface ImportsService {
  /** @throws CsvHeaderInvalidError, CsvTooLongError */
  plan(asker: Asker, csv: string): Promise<ListPlan>;
  run(asker: Asker, newFleetName: string, importId: string): Promise<Imported>;
  drop(asker: Asker, importId: string): Promise<void>;
}

export interface FeedsService {
  listErrors(
    asker: Asker,
    terminalId: number,
    page: { readonly before?: string; readonly limit: number },
  ): Promise<Page<ApiErrorLine>>;
  readStrategies(asker: Asker, terminalId: number): Promise<StrategyListing>;
  readBalanceCurve(
    asker: Asker,
    terminalId: number,
    period: { readonly days: number; readonly points: number },
  ): Promise<readonly BalancePoint[]>;
}

/** Commands that a person sends from a chat. */
export interface CommandWish {
  readonly fleetId: string;
  readonly target: Target;
  readonly commands: readonly string[];
  /** Sent as `BotName:command`, each terminal by its own name. */
  readonly byBotName?: boolean;
  /** One wish, one key, however often it is handled. */
  readonly idempotencyKey: string;
  readonly confirmed?: Confirmation;
  readonly follow: Follow;
}

export interface CommandsService {
  /** @throws ConfirmationNeededError, and what `startRun` throws */
  send(asker: Asker, wish: CommandWish): Promise<RequestedRun>;
  /** The opposite to those that answered. @throws NothingToUndoError, ConfirmationNeededError, and what `startRun` throws */
  undo(
    asker: Asker,
    wish: Pick<CommandWish, 'idempotencyKey' | 'confirmed' | 'follow'> & { readonly runId: string },
  ): Promise<RequestedRun>;
  find(asker: Asker, runId: string): Promise<Run | undefined>;
  listResults(
    asker: Asker,
    query: {
      readonly runId: string;
      readonly states?: readonly TerminalResult['state'][];
      readonly after?: number;
      readonly limit: number;
    },
  ): Promise<RunPage<TerminalResult, number>>;
  listOfFleet(
    asker: Asker,
    fleetId: string,
    after: RunCursor | undefined,
    limit: number,
  ): Promise<RunPage<Run, RunCursor>>;
  listOfTerminal(
    asker: Asker,
    terminalId: number,
    after: RunCursor | undefined,
    limit: number,
  ): Promise<RunPage<TerminalRun, RunCursor>>;
}

export interface PresetsService {
  list(asker: Asker, fleetId: string): Promise<readonly Preset[]>;
  /** Of a new fleet: what nearly everybody sends. */
  addFirst(asker: Asker, fleetId: string): Promise<void>;
  find(asker: Asker, presetId: string): Promise<Preset & { readonly fleetId: string }>;
  add(asker: Asker, fleetId: string, fields: PresetFields): Promise<string>;
  change(asker: Asker, presetId: string, fields: PresetFields): Promise<void>;
  remove(asker: Asker, presetId: string): Promise<Preset & { readonly fleetId: string }>;
}
