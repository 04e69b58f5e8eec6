#!/usr/bin/env node
import { runCommand, terminal } from '@pacer/agent';
import { proverCommand } from './command.js';

process.exitCode = await runCommand(proverCommand(terminal), process.argv.slice(2));
