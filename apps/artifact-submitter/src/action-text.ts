import type { SubmitterAction } from './facts.js';

/** One action in words, for `--dry-run` and status. */
export function actionText(action: SubmitterAction): string {
  switch (action.kind) {
    case 'compose-batch':
      return `make a batch of up to ${action.most} ${action.of} records of ${action.model} for epoch ${action.epoch} and commit it`;
    case 'commit-batch':
    case 'resume-results':
      return `send ${action.op}#${action.attempt}`;
    case 'confirm-batch':
      return `note that ${action.op} is batch ${action.id} on chain`;
    case 'fail-batch':
      return `make ${action.op} anew${action.split ? ', in halves' : ''} (${action.reason})`;
    case 'release-results':
      return `make ${action.op} anew (${action.reason})`;
    case 'split-results':
      return `make ${action.op} anew, in halves (${action.reason})`;
    case 'send-results':
      return `send ${action.items.length} results as ${action.op}#${action.attempt}`;
    case 'confirm-results':
      return `note that ${action.items.length} results are on chain`;
    case 'judge-results':
      return `read why ${action.items.length} results of ${action.op} were not taken`;
    case 'quarantine-results':
      return `set ${action.items.length} results aside (${action.reason})`;
    case 'prune':
      return `delete what is final of epochs before ${action.before} from the work journal`;
  }
}
