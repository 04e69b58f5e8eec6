/**
 * What every agent of a Host shares: settings, keys, the journal of its transactions, the engine that brings them onto the
 * chain exactly once, the plan/act loop, metrics, health, logging and shutdown.
 * @packageDocumentation
 */
export { AgentError, isClassified, type AgentErrorCode, type ClassifiedError } from './error.js';
export { Secret } from './secret.js';
export { redaction, Redaction } from './redaction.js';
export { systemClock, type Clock } from './clock.js';
export { loadConfig, type Config, type ProgramSettings } from './config/load.js';
export { exampleOf, setting } from './config/setting.js';
export { knownSections, sharedSettings, type SectionName, type SharedConfig } from './config/shared.js';
export { decryptKeystore } from './keys/keystore.js';
export { openKeys, readPassword, type OpenKeys } from './keys/host-keys.js';
export { type Computing, type EpochSecretOf, type HostSigner } from './keys/host-signer.js';
export { fileSigner, keyScheme, type KeyScheme } from './keys/file-signer.js';
export { watchedSigner } from './keys/watched-signer.js';
export { createLogger, logError, type LogLevel, type LogOptions, type Logger } from './log.js';
export { AgentMetrics, type LoopMetrics, type TxMetrics } from './metrics.js';
export { Monitor, type MonitorParts } from './alerts/monitor.js';
export { AlertBook, type AlertBookParts } from './alerts/alert-book.js';
export {
  ALERTS,
  ALERT_NAMES,
  type AlertKind,
  type AlertName,
  type Condition,
  type Notice,
  type Severity,
} from './alerts/alert.js';
export {
  passedPercent,
  WindowAlarms,
  type Overdue,
  type Span,
  type WatchedWindow,
  type WindowMetrics,
} from './alerts/window-alarms.js';
export { type AlertConfig } from './config/alerts.js';
export { Health } from './health.js';
export { healthRoutes, serveHealth } from './http.js';
export { thisMachine, type KeyPlace, type Machine, type OwnTxStore } from './machine.js';
export { runAgent, runPasses, type Agent, type AgentRun } from './run-agent.js';
export { runLoop, runPass, type Action, type LoopParts } from './loop.js';
export { type Disturbance } from './clock-watch.js';
export { ChainPulse, type Beat } from './chain-pulse.js';
export { Hints } from './hints.js';
export { shutdownSignal, type SignalSource } from './shutdown.js';
export { TxJournal, type JournalPlace } from './journal/tx-journal.js';
export { readOwner, type JournalOwner } from './journal/owner.js';
export { storageError } from './journal/sqlite-error.js';
export { isKnownIn } from './journal/known-hash.js';
export { TxEngine, type EngineParts } from './tx/engine.js';
export { ForeignWatch, type ForeignTx, type ForeignWatchParts } from './tx/foreign-watch.js';
export { type Ordering } from './tx/signing.js';
export {
  isDone,
  type Attempt,
  type AttemptState,
  type Effect,
  type Intent,
  type Operation,
  type Outcome,
  type Signed,
  type TxStore,
} from './tx/attempt.js';
export { sentence } from './tx/wording.js';
export type {
  BroadcastAnswer,
  ChainPort,
  ChainStatus,
  EncodedMessage,
  GasPrice,
  ScannedBlock,
  Sighting,
  SignedTx,
  SignerPort,
  SignRequest,
  Tip,
  TxResult,
} from './tx/port.js';
export { PoolChain } from './chain/pool-chain.js';
export { hotKeySigner } from './chain/hot-key-signer.js';
export { openPool, type PoolSettings } from './chain/open-pool.js';
export { programSettings } from './config/program.js';
export { agentCommand, EXIT, ExitError, jsonText, runCommand, terminal, type Terminal } from './program.js';
export { terminalProgress, type ProgressTarget } from './progress.js';
export { diagnosisText, runDoctor, type Check, type Diagnosis, type Finding } from './doctor/check.js';
export { allowanceCheck, clockCheck, endpointsCheck, historyCheck, keysCheck } from './doctor/chain-checks.js';
export { filesystemCheck } from './doctor/filesystem-check.js';
export { runningCheck } from './doctor/running-check.js';
export { secretFilesCheck } from './doctor/secret-files-check.js';
export { webhookCheck } from './doctor/webhook-check.js';
export { feeFaults, readFees, type FeeFault, type FeePlan, type FeeStanding } from './doctor/fees.js';
export { diskCheck, lockCheck } from './doctor/machine-checks.js';
