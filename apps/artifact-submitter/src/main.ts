#!/usr/bin/env node
import { runCommand, terminal } from '@pacer/agent';
import { submitterCommand } from './command.js';

process.exitCode = await runCommand(submitterCommand(terminal), process.argv.slice(2));
