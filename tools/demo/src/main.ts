#!/usr/bin/env node
import { rewardStory } from './reward-story.js';
import { runStory } from './run-story.js';
import { sprintStory } from './sprint/story.js';
import { Teller } from './teller.js';

const stories = {
  /** The first reward; what `npm run demo` tells. */
  reward: (teller: Teller) => runStory(rewardStory, teller),
  /** Work becomes voting power: `npm run demo -- sprint`. */
  sprint: (teller: Teller) => runStory(sprintStory, teller),
};

const name = process.argv[2] ?? 'reward';
if (Object.hasOwn(stories, name)) process.exitCode = await stories[name as keyof typeof stories](new Teller());
else {
  console.error(`demo: there is no story "${name}": the stories are ${Object.keys(stories).join(' and ')}`);
  process.exitCode = 2;
}
