package cmd

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// hexText is bytes that JSON holds as hex.
type hexText []byte

// UnmarshalJSON reads a string of hex.
func (h *hexText) UnmarshalJSON(text []byte) error {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return err
	}
	var err error
	*h, err = hex.DecodeString(digits)
	return err
}

// pvssCase is a case of any of proto/vectors/pvss-*.json: each check takes its
// fields, and other fields do not matter.
type pvssCase struct {
	Name      string  `json:"name"`
	Chain     string  `json:"chain"`
	Epoch     *uint64 `json:"epoch,string"`
	TableHash hexText `json:"table_hash"`
	Holders   []struct {
		Address hexText `json:"address"`
		EK      hexText `json:"ek"`
		Slots   uint32  `json:"slots"`
	} `json:"holders"`
	Host    hexText `json:"host"`
	Dealing hexText `json:"dealing"`
	ASums   hexText `json:"a_sums"`
	Opening hexText `json:"opening"`
	W       int     `json:"w"`
	AZero   hexText `json:"a_zero"`
	Shares  []struct {
		Slot  int     `json:"slot"`
		Share hexText `json:"share"`
	} `json:"shares"`
	Secret hexText `json:"secret"`
	Beacon hexText `json:"beacon"`
}

// title names the case.
func (c pvssCase) title() string {
	if c.Name == "" {
		return "the case"
	}
	return fmt.Sprintf("%q", c.Name)
}

// missing fails with the name of the first field that a check needs and the case
// does not have.
func (c pvssCase) missing(fields ...field) error {
	fields = append([]field{{"chain", len(c.Chain)}, {"epoch", present(c.Epoch)}}, fields...)
	for _, f := range fields {
		if f.size == 0 {
			return fmt.Errorf("there is no %q in it", f.name)
		}
	}
	return nil
}

// field is a field's name and 0 if it is not there.
type field struct {
	name string
	size int
}

func present(n *uint64) int {
	if n == nil {
		return 0
	}
	return 1
}

// readPVSS reads one case, or all of a file of vectors; "-" is stdin.
func readPVSS(stdin io.Reader, path, vectors string) ([]pvssCase, error) {
	name, read := path, func() ([]byte, error) { return os.ReadFile(path) }
	if path == "-" {
		name, read = "standard input", func() ([]byte, error) { return io.ReadAll(stdin) }
	}
	text, err := read()
	if err != nil {
		return nil, err
	}
	cases, err := parsePVSS(text)
	if err != nil {
		return nil, fmt.Errorf("%s is not in the form of proto/vectors/%s.json: %w", name, vectors, err)
	}
	return cases, nil
}

func parsePVSS(text []byte) ([]pvssCase, error) {
	var whole struct {
		Formula string          `json:"formula"`
		Cases   json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, err
	}
	if whole.Cases == nil {
		var one pvssCase
		err := json.Unmarshal(text, &one)
		return []pvssCase{one}, err
	}
	var cases []pvssCase
	if err := json.Unmarshal(whole.Cases, &cases); err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, errors.New("there are no cases in it")
	}
	return cases, nil
}
