// Makes a checkout ready: npm packages, Go modules, generators, TypeScript and pacerd, each only when its inputs changed.
//
//   node tools/bootstrap/bootstrap.mjs [--only packages,modules,…] [--then script.js args…]
//
// `--then` goes on with a script on the workspace's own Node. Plain Node without packages, because it runs before any is
// installed; the version is checked before anything is loaded that an old Node could not parse.
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    'bootstrap: Node ' +
      process.versions.node +
      ' is too old: install Node 20 or newer (nodejs.org), then run this again.',
  );
  process.exit(2);
}
import('./steps.mjs').then(({ main }) => main(process.argv.slice(2)));
