package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var directory = filepath.Join("..", "..", "..", "proto", "vectors")

// readElsewhere are the files that this package neither writes nor reads, and why.
var readElsewhere = map[string]string{
	"tx-raw.json":    "bytes of signed transactions: made by the TypeScript client, which alone signs off-chain",
	"ref-model.json": "outputs of the reference model, which only ML Nodes run",
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(directory, file))
	if err != nil {
		t.Fatalf("%v: run `go run ./crypto/vectors` in chain/", err)
	}
	return content
}

// Every case of every file on disk is computed again from its inputs, and every
// refused input is refused.
func TestFilesHold(t *testing.T) {
	for _, f := range formulas() {
		t.Run(f.file, func(t *testing.T) {
			if err := f.check(read(t, f.file)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestFilesAreWhatTheSourceWrites(t *testing.T) {
	for _, f := range formulas() {
		content, err := f.build()
		if err != nil {
			t.Fatalf("%s: %v", f.file, err)
		}
		if !bytes.Equal(content, read(t, f.file)) {
			t.Errorf("%s differs from its source: run `go run ./crypto/vectors` in chain/", f.file)
		}
	}
}

func TestNoFileIsUnread(t *testing.T) {
	read := map[string]bool{}
	for _, f := range formulas() {
		if read[f.file] {
			t.Errorf("%s has two formulas", f.file)
		}
		read[f.file] = true
	}
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !read[e.Name()] && readElsewhere[e.Name()] == "" {
			t.Errorf("%s is read by no Go test", e.Name())
		}
	}
	for file := range readElsewhere {
		if read[file] {
			t.Errorf("%s is read here: take it off the exceptions", file)
		}
	}
}

// A checker that overlooks an output would let the languages drift apart: whatever
// output of whatever case is changed, the check fails.
func TestEveryOutputIsChecked(t *testing.T) {
	for _, f := range formulas() {
		t.Run(f.file, func(t *testing.T) {
			var d document[map[string]any, json.RawMessage]
			decoder := json.NewDecoder(bytes.NewReader(read(t, f.file)))
			decoder.UseNumber()
			if err := decoder.Decode(&d); err != nil {
				t.Fatal(err)
			}
			d.Refused = nil
			found := map[string]bool{}
			for _, c := range d.Cases {
				whole := d
				whole.Cases = []map[string]any{c}
				for _, output := range f.outputs {
					if mutate(c, output, func() { mustFail(t, f, whole, c["name"], output) }) {
						found[output] = true
					}
				}
			}
			if missing := slices.DeleteFunc(slices.Clone(f.outputs), func(o string) bool { return found[o] }); len(missing) > 0 {
				t.Fatalf("no case has a value of %v", missing)
			}
		})
	}
}

func mustFail(t *testing.T, f formula, d document[map[string]any, json.RawMessage], name any, output string) {
	content, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if f.check(content) == nil {
		t.Errorf("case %q with another %s passes", name, output)
	}
}

// mutate changes the value under key, wherever it stands below v, calls try, and
// puts the value back; it reports whether there was one.
func mutate(v any, key string, try func()) (found bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if k != key {
				found = mutate(v[k], key, try) || found
				continue
			}
			old := v[k]
			if changed, ok := another(old); ok {
				v[k] = changed
				try()
				v[k] = old
				found = true
			}
		}
	case []any:
		for _, element := range v {
			found = mutate(element, key, try) || found
		}
	}
	return found
}

// another is a value of the same type that differs in one place.
func another(v any) (any, bool) {
	switch v := v.(type) {
	case string:
		if v == "" {
			return v, false
		}
		last := map[bool]string{true: "1", false: "0"}[strings.HasSuffix(v, "0")]
		return v[:len(v)-1] + last, true
	case json.Number:
		return json.Number("1" + v.String()), true
	case []any:
		if len(v) == 0 {
			return v, false
		}
		changed := slices.Clone(v)
		if inner, ok := changed[len(v)-1].(map[string]any); ok {
			step := maps.Clone(inner)
			hash, ok := another(step["hash"])
			step["hash"] = hash
			changed[len(v)-1] = step
			return changed, ok
		}
		last, ok := another(changed[len(v)-1])
		changed[len(v)-1] = last
		return changed, ok
	}
	return v, false
}

// Both halves of the duty draw's cases that the protocol names are there.
func TestDutyCasesCoverTheDraw(t *testing.T) {
	var d document[dutyCase, dutyRefused]
	if err := json.Unmarshal(read(t, "duties.json"), &d); err != nil {
		t.Fatal(err)
	}
	for name, count := range map[string]int{
		"the extra draw hits":            1,
		"the extra draw misses":          0,
		"m = n without a remainder":      9,
		"num above 2^64, den just below": 4,
	} {
		at := slices.IndexFunc(d.Cases, func(c dutyCase) bool { return c.Name == name })
		if at < 0 || len(d.Cases[at].Indices) < count || len(d.Cases[at].Indices) > count+1 {
			t.Errorf("case %q: want %d duties: %+v", name, count, d.Cases)
		}
	}
}

func TestWriteReportsADirectoryThatIsMissing(t *testing.T) {
	if err := write(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Fatal("write into a missing directory succeeded")
	}
}
