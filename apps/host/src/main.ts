#!/usr/bin/env node
import { runCommand, terminal } from '@pacer/agent';
import { hostCommand } from './command.js';

process.exitCode = await runCommand(hostCommand(terminal), process.argv.slice(2));
