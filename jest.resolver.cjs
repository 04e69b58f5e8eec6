// Our sources import `./name.js` (what the compiler emits); under jest the file beside them is `./name.ts`.
const { existsSync } = require('node:fs');
const { resolve, sep } = require('node:path');

module.exports = (request, options) => {
  if (/^\.{1,2}\//.test(request) && request.endsWith('.js') && !options.basedir.includes(`${sep}node_modules${sep}`)) {
    const source = resolve(options.basedir, request.replace(/\.js$/, '.ts'));
    if (existsSync(source)) return source;
  }
  return options.defaultResolver(request, options);
};
