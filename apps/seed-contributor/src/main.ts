#!/usr/bin/env node
import { runCommand, terminal } from '@pacer/agent';
import { contributorCommand } from './command.js';

process.exitCode = await runCommand(contributorCommand(terminal), process.argv.slice(2));
