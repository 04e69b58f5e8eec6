package main

import "testing"

// Every step, the plain verification too, does what it is timed for.
func TestStepsSucceed(t *testing.T) {
	for _, c := range []struct{ hosts, slots int }{{2, 3}, {3, 140}} {
		e, err := prepare(c.hosts, c.slots)
		if err != nil {
			t.Fatal(err)
		}
		size, err := e.measure(1)
		if err != nil {
			t.Fatal(err)
		}
		if size.Hosts != c.hosts || size.Slots != c.slots || size.DealingBytes != 144*c.slots+128 {
			t.Errorf("%+v", size)
		}
	}
}

// A dealing that is not one fails the plain verification as well.
func TestPlainVerificationRefuses(t *testing.T) {
	e, err := prepare(2, 4)
	if err != nil {
		t.Fatal(err)
	}
	copy(e.dealing[48:2*48], e.dealing[2*48:3*48])
	if e.plain() == nil {
		t.Error("A_1 = A_2 verifies")
	}
	if e, err = prepare(2, 4); err != nil {
		t.Fatal(err)
	}
	y := e.dealing[5*48:]
	copy(y[:96], y[96:2*96])
	if e.plain() == nil {
		t.Error("Y_1 = Y_2 verifies")
	}
}
