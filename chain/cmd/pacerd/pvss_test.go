package main_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// debugPVSS runs a check on a file, or on a text as standard input.
func debugPVSS(t *testing.T, stdin string, args ...string) (out, errors string, err error) {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"debug", "pvss"}, args...)...)
	folder := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+folder)
	var stdout, stderr strings.Builder
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	err = cmd.Run()
	left, readErr := os.ReadDir(folder)
	require.NoError(t, readErr)
	require.Empty(t, left, "a home was made")
	return stdout.String(), stderr.String(), err
}

// pvssVectors is a file of vectors, and its cases and refusals that stand for themselves.
func pvssVectors(t *testing.T, name string) (path string, cases, refused []map[string]any) {
	t.Helper()
	path = filepath.Join("..", "..", "..", "proto", "vectors", name+".json")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var file struct{ Cases, Refused []map[string]any }
	require.NoError(t, json.Unmarshal(text, &file))
	for _, r := range file.Refused {
		if r["mutation"] == nil {
			refused = append(refused, r)
		}
	}
	return path, file.Cases, refused
}

func text(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return string(out)
}

var pvssChecks = map[string]string{"verify-dealing": "pvss-dealing", "verify-opening": "pvss-opening", "reconstruct": "pvss-beacon"}

func TestPVSSVectorsHold(t *testing.T) {
	for check, name := range pvssChecks {
		path, cases, _ := pvssVectors(t, name)
		out, errors, err := debugPVSS(t, "", check, path)
		require.NoError(t, err, errors)
		require.Equal(t, len(cases), strings.Count(out, ": ok, "), out)
		out, errors, err = debugPVSS(t, text(t, cases[0]), check, "-", "--output", "json")
		require.NoError(t, err, errors)
		var verdict struct {
			Name, Beacon string
			OK           bool
		}
		require.NoError(t, json.Unmarshal([]byte(out), &verdict))
		require.True(t, verdict.OK)
		require.Equal(t, cases[0]["name"], verdict.Name)
		if check == "reconstruct" {
			require.Equal(t, cases[0]["beacon"], verdict.Beacon)
		}
	}
}

func TestPVSSRefusalsAreRefusedWithAReason(t *testing.T) {
	for check, name := range pvssChecks {
		_, _, refused := pvssVectors(t, name)
		file := text(t, map[string]any{"cases": refused})
		out, errors, err := debugPVSS(t, file, check, "-")
		require.Error(t, err)
		require.Equal(t, len(refused), strings.Count(out, "REFUSED: "), out)
		require.Equal(t, len(refused), strings.Count(strings.TrimSpace(errors), "\n")+1, errors)
	}
}

func TestPVSSMistakesAreExplained(t *testing.T) {
	_, dealings, _ := pvssVectors(t, "pvss-dealing")
	_, openings, _ := pvssVectors(t, "pvss-opening")
	_, beacons, _ := pvssVectors(t, "pvss-beacon")
	changed := func(c map[string]any, key string, value any) string {
		other := map[string]any{}
		for k, v := range c {
			other[k] = v
		}
		if other[key] = value; value == nil {
			delete(other, key)
		}
		return text(t, other)
	}
	for _, c := range []struct{ check, stdin, want string }{
		{"verify-dealing", "", "not in the form of proto/vectors/pvss-dealing.json"},
		{"verify-dealing", "[]", "not in the form"},
		{"verify-dealing", `{"cases": []}`, "no cases"},
		{"verify-dealing", "{}", `no "chain"`},
		{"verify-dealing", changed(dealings[0], "epoch", nil), `no "epoch"`},
		{"verify-dealing", changed(dealings[0], "epoch", 7), "unquoted"},
		{"verify-dealing", changed(dealings[0], "dealing", "xyz"), "not in the form"},
		{"verify-dealing", changed(dealings[0], "dealing", nil), `no "dealing"`},
		{"verify-dealing", changed(dealings[0], "table_hash", "07"), "want 32"},
		{"verify-dealing", changed(dealings[0], "host", "07"), "holds no slot"},
		{"verify-dealing", text(t, openings[0]), `no "dealing"`},
		{"verify-opening", changed(openings[0], "a_sums", "07"), `"a_sums" has 1 bytes`},
		{"verify-opening", changed(openings[0], "host", "07"), "holds no slot"},
		{"reconstruct", changed(beacons[0], "w", 1<<30), `"w" is`},
		{"reconstruct", changed(beacons[0], "secret", "07"), "not those in it"},
		{"reconstruct", changed(beacons[0], "epoch", "8"), "not those in it"},
	} {
		_, errors, err := debugPVSS(t, c.stdin, c.check, "-")
		require.Error(t, err, c.stdin)
		require.Contains(t, errors, c.want)
	}
	_, errors, err := debugPVSS(t, "", "verify-dealing", filepath.Join(t.TempDir(), "none.json"))
	require.Error(t, err)
	require.Contains(t, errors, "no such file")
	_, errors, err = debugPVSS(t, "{}", "verify-dealing", "-", "--output", "yaml")
	require.Error(t, err)
	require.Contains(t, errors, "text or json")
}
