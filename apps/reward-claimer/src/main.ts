#!/usr/bin/env node
import { runCommand, terminal } from '@pacer/agent';
import { claimerCommand } from './command.js';

process.exitCode = await runCommand(claimerCommand(terminal), process.argv.slice(2));
