/** What a batch commits to (protocol §6): artifacts, by the Executor; responses, by the Transfer Agent. */
export type BatchKind = 'artifact' | 'response';
export const KINDS: readonly BatchKind[] = ['artifact', 'response'];
