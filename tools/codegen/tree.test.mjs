import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prune, readTree, sync } from './tree.mjs';
import { exportsOf, indexesOf } from './typescript.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pacer-tree-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('sync', () => {
  it('writes what differs, removes what it owns, leaves the rest alone', () => {
    mkdirSync(join(folder, 'x'));
    for (const name of ['same.pb.go', 'old.pb.go', 'hand.go']) writeFileSync(join(folder, 'x', name), name);
    utimesSync(join(folder, 'x/same.pb.go'), 1, 1);
    const files = new Map([
      ['x/same.pb.go', 'same.pb.go'],
      ['x/new/new.pb.go', 'new'],
    ]);
    const options = { owns: (path) => path.endsWith('.pb.go'), under: 'x' };
    const expected = ['x/old.pb.go (no longer generated)', 'x/new/new.pb.go'];

    expect(sync(folder, files, { ...options, check: true })).toEqual(expected);
    expect(existsSync(join(folder, 'x/old.pb.go'))).toBe(true);

    expect(sync(folder, files, options)).toEqual(expected);
    expect([...readTree(folder).keys()]).toEqual(['x/hand.go', 'x/new/new.pb.go', 'x/same.pb.go']);
    expect(statSync(join(folder, 'x/same.pb.go')).mtimeMs).toBe(1000);
    expect(sync(folder, files, options)).toEqual([]);
  });

  it('is a difference when a line was edited by hand', () => {
    const files = new Map([['a.ts', 'generated']]);
    sync(folder, files);
    writeFileSync(join(folder, 'a.ts'), 'edited');
    expect(sync(folder, files, { check: true })).toEqual(['a.ts']);
    sync(folder, files);
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe('generated');
  });
});

const tree = new Map([
  ['pacer/epoch/v1/state.ts', 'import { Timestamp } from "../../../google/protobuf/timestamp.js";'],
  ['pacer/epoch/v1/errors.ts', ''],
  ['pacer/ml_node/v1/state.ts', 'import { Epoch } from "../../epoch/v1/state.js";'],
  ['google/protobuf/timestamp.ts', ''],
  ['gogoproto/gogo.ts', ''],
]);

describe('prune', () => {
  it('keeps what is imported and drops the rest', () => {
    const kept = [...prune(tree, 'pacer/').keys()];
    expect(kept).toContain('google/protobuf/timestamp.ts');
    expect(kept).not.toContain('gogoproto/gogo.ts');
    expect(kept).toHaveLength(4);
  });

  it('refuses an import of what was not generated', () => {
    expect(() => prune(new Map([['pacer/a.ts', 'import x from "./gone.js";']]), 'pacer/')).toThrow('pacer/gone.ts');
  });
});

describe('what stands beside ts-proto', () => {
  it('follows from the tree', () => {
    const files = prune(tree, 'pacer/');
    const written = indexesOf(files);
    expect(written.get('pacer/epoch/v1/index.ts')).toContain(
      "export * from './errors.js';\nexport * from './state.js';\n",
    );
    expect(written.get('registry.ts')).toContain("import * as MlNode from './pacer/ml_node/v1/index.js';");
    expect(written.get('errors.ts')).toContain('epoch: EpochError');
    const all = exportsOf(new Map([...files, ...written]));
    expect(Object.keys(all)).toEqual(
      expect.arrayContaining(['.', './epoch/v1', './ml_node/v1', './google/protobuf', './registry']),
    );
    expect(all['./epoch/v1'].default).toBe('./dist/gen/pacer/epoch/v1/index.js');
  });
});
