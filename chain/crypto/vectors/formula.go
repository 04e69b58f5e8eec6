package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// errNotRefused says that an implementation took an input that it must refuse.
var errNotRefused = errors.New("an input that every implementation must refuse was accepted")

// formula is one file of vectors.
type formula struct {
	file    string
	outputs []string                   // fields of a case that solve computes
	build   func() ([]byte, error)     // the file's content, from the cases in the source
	check   func(content []byte) error // reads a file and computes every case again
}

// document is the content of a file.
type document[C, R any] struct {
	Formula string `json:"formula"`
	Comment string `json:"comment"`
	Cases   []C    `json:"cases"`
	Refused []R    `json:"refused"`
}

// spec says how the cases (C) and refusals (R) of a formula come about.
type spec[C, R any] struct {
	file    string
	comment string
	outputs []string
	cases   func() ([]C, error) // inputs only
	refused func() ([]R, error)
	solve   func(C) (C, error) // computes all outputs from the inputs
	refuse  func(R) error      // the implementation's error for a refused input
	// refuseFrom stands in for refuse where a refusal names the case whose inputs it changes.
	refuseFrom func(cases []C) func(R) error
}

func (s spec[C, R]) formula() formula {
	return formula{file: s.file, outputs: s.outputs, build: s.build, check: s.check}
}

func (s spec[C, R]) build() ([]byte, error) {
	d := document[C, R]{Formula: s.file[:len(s.file)-len(".json")], Comment: s.comment, Cases: []C{}, Refused: []R{}}
	inputs, err := s.cases()
	if err != nil {
		return nil, err
	}
	for n, input := range inputs {
		solved, err := s.solve(input)
		if err != nil {
			return nil, fmt.Errorf("case %d: %w", n, err)
		}
		d.Cases = append(d.Cases, solved)
	}
	if s.refused != nil {
		if d.Refused, err = s.refused(); err != nil {
			return nil, err
		}
	}
	return encode(d)
}

func (s spec[C, R]) check(content []byte) error {
	var d document[C, R]
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return err
	}
	if len(d.Cases) == 0 {
		return errors.New("no cases")
	}
	for n, c := range d.Cases {
		solved, err := s.solve(c)
		if err != nil {
			return fmt.Errorf("case %d: %w", n, err)
		}
		want, err := encode(c)
		if err != nil {
			return err
		}
		got, err := encode(solved)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("case %d: computed %s, the file says %s", n, got, want)
		}
	}
	refuse := s.refuse
	if s.refuseFrom != nil {
		refuse = s.refuseFrom(d.Cases)
	}
	for n, r := range d.Refused {
		if refuse(r) == nil {
			return fmt.Errorf("refused %d: %w", n, errNotRefused)
		}
	}
	return nil
}

func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(v)
	return out.Bytes(), err
}
