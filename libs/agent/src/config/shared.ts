import { z } from 'zod';
import type { AlertConfig } from './alerts.js';
import { setting } from './setting.js';

const url = z.url({ protocol: /^https?$/, error: 'is not a URL that begins with http:// or https://' });
const path = z.string().min(1, 'is empty');

/** The settings that all programs of a Host share, at the top of pacer.toml. All seven are required. */
export const sharedSettings = z.strictObject({
  /** id of the chain, as in its genesis */
  chain_id: setting(z.string().min(1, 'is empty').max(50, 'is longer than 50 characters'), '"pacer-1"'),
  /** the Host's address: its operator's */
  host_address: setting(
    z.string().regex(/^pacer1[02-9ac-hj-np-z]{38}$/, 'is not an address of this network: pacer1 and 38 characters'),
    '"pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnsry8tx"',
  ),
  /** CometBFT RPC URLs of at least two nodes: that a transaction was never included takes two witnesses */
  rpc: setting(
    z
      .array(url)
      .min(2, 'names fewer than two endpoints')
      .refine((urls) => new Set(urls.map((one) => new URL(one).href)).size === urls.length, 'names an endpoint twice'),
    '["http://127.0.0.1:26657", "https://rpc.example.org:443"]',
  ),
  /** the encrypted key file that `pacerd host init` wrote */
  key_file: setting(path, '"host-key.json"'),
  /** file whose content, without the line end, opens the key file */
  password_file: setting(path, '"password.txt"'),
  /** folder in which each program keeps its transactions */
  state_dir: setting(path, '"state"'),
  /** file of the work journal that all programs of the Host share */
  work_journal: setting(path, '"work.sqlite"'),
});

/** Settings at the top that name a file or folder: relative ones start at the folder of pacer.toml. */
export const pathSettings = ['key_file', 'password_file', 'state_dir', 'work_journal'] as const;

/** Sections that belong to programs of a Host; each program reads its own. */
export const knownSections = ['host', 'submitter', 'claimer', 'seed_contributor', 'sprint_prover'] as const;

/** Sections that all programs read. */
export const sharedSections = ['alerts'] as const;

/** Name of a program's section. */
export type SectionName = (typeof knownSections)[number];

/** Shared settings after reading. */
export interface SharedConfig {
  chainId: string;
  /** bech32 address of the Host */
  host: string;
  rpc: string[];
  /** absolute paths */
  keyFile: string;
  passwordFile: string;
  stateDir: string;
  workJournal: string;
  alerts: AlertConfig;
}
